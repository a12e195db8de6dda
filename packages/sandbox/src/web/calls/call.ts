import { Waiters } from "../../graph/waiters.ts";
import type { Account } from "../model.ts";

/** `ringing` until somebody answers or hangs up. */
export type CallState = "ringing" | "accepted" | "rejected" | "ended";

/** What a call is. */
export interface CallDetails {
  readonly id: string;
  readonly from: Account;
  /** Whom it rings at: one account, or a group's other members. */
  readonly to: readonly Account[];
  readonly isVideo: boolean;
  /** JID of the group whose call it is. */
  readonly group: string | null;
  /** Unix milliseconds. */
  readonly at: number;
}

/** A call, and what becomes of it. */
export class Call {
  readonly details: CallDetails;
  readonly #waiters = new Waiters<CallState>();
  #state: CallState = "ringing";
  #reason: string | null = null;

  constructor(details: CallDetails) {
    this.details = details;
  }

  get id(): string {
    return this.details.id;
  }

  get state(): CallState {
    return this.#state;
  }

  /** Why it ended, as the stanza said: `timeout` for a missed call, `rejected_elsewhere`, …; null when it said nothing. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Whether a change to `state` is still possible; an ended call stays as it is. */
  change(state: CallState, reason: string | null = null): boolean {
    if (this.#state === "ended" || this.#state === "rejected" || this.#state === state) return false;
    this.#state = state;
    this.#reason = reason;
    this.#waiters.notify(state);
    return true;
  }

  /**
   * Resolves when the call is in one of the states. Rejects after `timeoutMs` (5 seconds unless given), and at once when
   * it can no longer get there.
   */
  async until(states: readonly CallState[], timeoutMs = 5000): Promise<void> {
    if (states.includes(this.#state)) return;
    const what = `call ${this.id} to be ${states.join(" or ")}; it is ${this.#state}`;
    if (this.#state === "ended" || this.#state === "rejected") throw new Error(what);
    const reached = await this.#waiters.wait<CallState>(
      what,
      (state) => states.includes(state) || state === "ended" || state === "rejected",
      timeoutMs,
    );
    if (!states.includes(reached)) throw new Error(`call ${this.id} to be ${states.join(" or ")}; it was ${reached}`);
  }

  /** Fails everyone who waits on this call. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
  }
}
