import type { Account, DeviceAddress } from "../model.ts";

/** Who changes something, and when others may hear of it: a client's request is one, see `IqRequest`. */
export interface Cause {
  /** The device that does it. It is not told of its own change. */
  readonly from: DeviceAddress;
  /** Runs once the device's own answer is on its way. */
  after(action: () => void): void;
}

/** The account's user changes something on the phone: companions hear of it at once. */
export function byPhone(account: Account): Cause {
  return { from: { account, device: 0 }, after: (action) => action() };
}
