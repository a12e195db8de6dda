import type { IqRequest } from "../iq.ts";
import type { Account } from "../model.ts";

/** Who does something to a group. */
export interface Actor {
  readonly account: Account;
  /** Runs once the others may hear of it: for a client's request not before its answer is on its way. */
  after(action: () => void): void;
}

/** The client whose request it is. */
export function requester(request: IqRequest): Actor {
  return { account: request.from.account, after: (action) => request.after(action) };
}

/** An account's user on the phone: nobody waits for an answer, so everybody hears at once. */
export function onPhone(account: Account): Actor {
  return { account, after: (action) => action() };
}
