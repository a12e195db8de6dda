import { BoundedList } from "../../graph/bounded-list.ts";
import { Waiters } from "../../graph/waiters.ts";
import type { Stanza } from "../stanza.ts";

/** How many stanzas of other kinds than messages and receipts a phone remembers. */
const LIMIT = 200;

/** What else reached a phone: notifications, calls, presence, chat states, refusing acks. */
export class StanzaLog {
  readonly #stanzas = new BoundedList<Stanza>(LIMIT);
  readonly #arrivals = new Waiters<Stanza>();

  /** Oldest first. */
  get all(): Stanza[] {
    return this.#stanzas.toArray();
  }

  add(stanza: Stanza): void {
    this.#stanzas.push(stanza);
    this.#arrivals.notify(stanza);
  }

  /** The first stanza, earlier or to come, that `accepts` is true for. Rejects after `timeoutMs`. */
  async wait(what: string, accepts: (stanza: Stanza) => boolean, timeoutMs: number): Promise<Stanza> {
    return this.all.find(accepts) ?? this.#arrivals.wait(what, accepts, timeoutMs);
  }

  /** Fails everyone who waits. */
  abandon(reason: string): void {
    this.#arrivals.rejectAll(reason);
  }
}
