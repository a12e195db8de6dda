import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { ToldEvents } from "./types.ts";

/** So long what came live waits when nothing of what WhatsApp had kept is told any more. */
const PATIENCE_MS = 10_000;
/** More than this does not wait. */
const MAX_WAITING = 10_000;

/**
 * Gives events in the order in which their stanzas came. At a login WhatsApp delivers first what it had kept; Baileys works on
 * that one by one, and on what comes live beside it, so that a new message would be told before older ones of its chat.
 * What is told of live stanzas waits here until the kept messages that came before it have been told.
 */
export class ArrivalOrder {
  readonly #forward: (events: ToldEvents) => void;
  readonly #log: Logger;
  /** Ids of kept messages that have come and were not told yet, oldest first. */
  readonly #kept = new Set<string>();
  #waiting: ToldEvents[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(forward: (events: ToldEvents) => void, log: Logger) {
    this.#forward = forward;
    this.#log = log;
  }

  /** A stanza has come, and Baileys has not worked on it yet. */
  arrived({ tag, attrs }: BinaryNode): void {
    if (tag === "message" && attrs["offline"] !== undefined && attrs["id"] !== undefined) this.#kept.add(attrs["id"]);
  }

  take(events: ToldEvents): void {
    const upsert = events["messages.upsert"];
    if (upsert?.type === "append") {
      for (const { key } of upsert.messages) this.#told(key.id ?? "");
      this.#forward(events);
      this.#continue();
    } else if (this.#kept.size === 0) this.#forward(events);
    else {
      this.#waiting.push(events);
      if (this.#waiting.length > MAX_WAITING) this.#giveUp();
      else this.#timer ??= this.#alarm();
    }
  }

  /** Forgets what has come, and gives what waits. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#kept.clear();
    for (const events of this.#waiting.splice(0)) this.#forward(events);
  }

  /** Kept messages are worked on one after the other: those before one that is told make no event of their own. */
  #told(id: string): void {
    if (!this.#kept.has(id)) return;
    for (const earlier of this.#kept) {
      this.#kept.delete(earlier);
      if (earlier === id) return;
    }
  }

  #continue(): void {
    if (this.#kept.size === 0) this.release();
    else if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = this.#alarm();
    }
  }

  #alarm(): NodeJS.Timeout {
    return setTimeout(() => this.#giveUp(), PATIENCE_MS).unref();
  }

  #giveUp(): void {
    this.#log.warn({ kept: this.#kept.size, waiting: this.#waiting.length }, "kept messages are not told; going on");
    this.release();
  }
}
