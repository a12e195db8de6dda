import { BoundedList } from "./bounded-list.ts";

/** One Graph request and its answer. `status` is null when the connection was closed without one. */
export interface RequestEntry {
  readonly kind: "request";
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Without the query, which may hold an access token. */
  readonly path: string;
  readonly status: number | null;
  readonly body: unknown;
  readonly answer: unknown;
  /** Kind of the fault that was played, if any. */
  readonly fault: string | null;
}

/** One attempt to deliver one webhook. */
export interface WebhookEntry {
  readonly kind: "webhook";
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
  /** The receiver's HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
  /** True when this was the last attempt and the webhook is given up. */
  readonly givenUp: boolean;
  readonly payload: unknown;
}

export type TranscriptEntry = RequestEntry | WebhookEntry;

/** What went over the wire, newest last; keeps the newest entries only. */
export class Transcript {
  readonly #entries: BoundedList<TranscriptEntry>;

  constructor(limit: number) {
    this.#entries = new BoundedList(limit);
  }

  add(entry: TranscriptEntry): void {
    this.#entries.push(entry);
  }

  get entries(): TranscriptEntry[] {
    return this.#entries.toArray();
  }

  get requests(): RequestEntry[] {
    return this.entries.filter((entry) => entry.kind === "request");
  }

  get webhooks(): WebhookEntry[] {
    return this.entries.filter((entry) => entry.kind === "webhook");
  }

  clear(): void {
    this.#entries.clear();
  }
}
