import { DEFAULT_WAIT_MS } from "../graph/defaults.ts";
import { expectationOf } from "../matchers.ts";
import type { ReceivedByContact } from "./received.ts";

/** How many of the messages that did come a failure lists. */
const LISTED = 10;
const SHOWN_CHARACTERS = 60;

/** How a wait can be narrowed. */
export interface WaitOptions {
  /** Default 5,000. */
  readonly timeoutMs?: number;
  /** Only messages that came after this one. */
  readonly after?: ReceivedByContact;
}

interface Waiting {
  accepts(message: ReceivedByContact): boolean;
  settle(result: ReceivedByContact | Error): void;
}

/** What a contact received, and promises of what it is to receive. */
export class Inbox {
  readonly #owner: () => string;
  readonly #now: () => number;
  readonly #limit: number;
  #messages: ReceivedByContact[] = [];
  readonly #waiting = new Set<Waiting>();

  /** @param owner Names the contact in failures. */
  constructor(owner: () => string, now: () => number, limit: number) {
    this.#owner = owner;
    this.#now = now;
    this.#limit = limit;
  }

  /** Oldest first; the newest only, when there were very many. */
  get messages(): readonly ReceivedByContact[] {
    return this.#messages;
  }

  add(message: ReceivedByContact): void {
    this.#messages.push(message);
    // Trimmed in bulk, so that a full list costs nothing per message.
    if (this.#messages.length > this.#limit * 1.1) this.#messages = this.#messages.slice(-this.#limit);
    for (const waiting of this.#waiting) {
      try {
        if (waiting.accepts(message)) waiting.settle(message);
      } catch (error) {
        // A predicate that throws is the waiter's own failure and must not reach the sender of the message.
        waiting.settle(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** The first message for which `accepts` is true, earlier or to come. Rejects with what came instead. */
  async received(
    accepts: (message: ReceivedByContact) => boolean,
    { timeoutMs = DEFAULT_WAIT_MS, after }: WaitOptions = {},
  ): Promise<ReceivedByContact> {
    const from = after === undefined ? 0 : this.#messages.indexOf(after) + 1;
    const earlier = this.#messages.slice(from).find(accepts);
    if (earlier !== undefined) return earlier;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        accepts,
        settle: (result) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      };
      const timer = setTimeout(() => waiting.settle(this.#failure(accepts, timeoutMs, after)), timeoutMs);
      this.#waiting.add(waiting);
    });
  }

  /** Fails everyone who waits. */
  abandon(reason: string): void {
    for (const waiting of this.#waiting) waiting.settle(new Error(`${this.#owner()} received nothing more: ${reason}`));
  }

  #failure(accepts: object, timeoutMs: number, after: ReceivedByContact | undefined): Error {
    const came = this.#messages.slice(after === undefined ? 0 : this.#messages.indexOf(after) + 1);
    const since = after === undefined ? "" : " after that message";
    const others =
      came.length === 0
        ? `It received nothing at all${since}.`
        : `It received${since}${came.length > LISTED ? `, last of ${came.length}` : ""}:\n${came
            .slice(-LISTED)
            .map((message) => `  ${this.#describe(message)}`)
            .join("\n")}`;
    return new Error(
      `${this.#owner()} expected ${expectationOf(accepts)}, which did not come within ${timeoutMs} ms. ${others}`,
    );
  }

  #describe({ type, text, from, chat, via, at }: ReceivedByContact): string {
    const shown = text === null ? "" : ` ${JSON.stringify(shorten(text))}`;
    const place = chat.startsWith(`${from}@`) ? "" : ` in ${chat}`;
    const seconds = Math.max(0, (this.#now() - at) / 1000).toFixed(1);
    return `${type}${shown} from +${from}${place} by ${via}, ${seconds} s ago`;
  }
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS).join("")}…`;
}
