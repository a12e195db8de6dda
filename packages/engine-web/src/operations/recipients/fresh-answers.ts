/** What WhatsApp said of an address. */
export interface KnownRecipient {
  readonly isKnown: boolean;
  /** Phone JID when known, else the LID; the asked JID when nobody has it. */
  readonly jid: string;
  readonly lid: string | null;
}

/** How long an answer is believed: who is on WhatsApp stays there, who is not may join any minute. */
export const KNOWN_FOR_MS = 7 * 24 * 3600 * 1000;
export const UNKNOWN_FOR_MS = 10 * 60 * 1000;

/** Answers that are still believed, by key; the least used go when there are too many. */
export class FreshAnswers {
  readonly #answers = new Map<string, { readonly answer: KnownRecipient; readonly until: number }>();
  readonly #limit: number;
  readonly #now: () => number;

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  get(key: string): KnownRecipient | undefined {
    const found = this.#answers.get(key);
    if (found === undefined) return undefined;
    this.#answers.delete(key);
    if (found.until <= this.#now()) return undefined;
    this.#answers.set(key, found);
    return found.answer;
  }

  /** `checkedAt`: Unix milliseconds of the answer; now when absent. */
  set(key: string, answer: KnownRecipient, checkedAt = this.#now()): void {
    this.#answers.delete(key);
    this.#answers.set(key, { answer, until: checkedAt + (answer.isKnown ? KNOWN_FOR_MS : UNKNOWN_FOR_MS) });
    if (this.#answers.size <= this.#limit) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      return;
    }
  }
}
