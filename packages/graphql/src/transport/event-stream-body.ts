import { Readable } from "node:stream";
import type { ExecutionResult } from "graphql";
import type { PresentedResult } from "../request/errors.ts";

export interface EventStreamOptions {
  /** Results one by one; a plain result makes a stream of one. */
  readonly results: AsyncIterator<ExecutionResult, void, void>;
  /** Milliseconds between comments that keep proxies from closing an idle connection. */
  readonly keepAliveMs: number;
  present(result: ExecutionResult): PresentedResult;
  /** The result for an error that the source threw. */
  failure(error: unknown): PresentedResult;
  /** Id of the event that the last result shows. */
  lastEventId(): string | undefined;
  /** The client has left, or all is sent. */
  onClose(): void;
}

/**
 * Body of a response in the "distinct connections" mode of the GraphQL over SSE protocol
 * (github.com/enisdenjo/graphql-sse, PROTOCOL.md): `next` events with results, then `complete`. The next result is
 * asked for only when the client has room for it, so that a slow client holds up nothing but its own stream.
 */
export class EventStreamBody extends Readable {
  readonly #options: EventStreamOptions;
  readonly #keepAlive: NodeJS.Timeout;
  #asking = false;
  #complete = false;

  constructor(options: EventStreamOptions) {
    super();
    this.#options = options;
    // A first comment sends the headers, so that the client knows that the stream stands.
    this.push(":\n\n");
    this.#keepAlive = setInterval(() => {
      if (!this.#complete && this.readableLength === 0) this.push(":\n\n");
    }, options.keepAliveMs);
    this.#keepAlive.unref();
  }

  override _read(): void {
    if (this.#asking || this.#complete) return;
    this.#asking = true;
    this.#options.results.next().then(
      (step) => {
        this.#asking = false;
        if (step.done === true) this.finish();
        else this.#send(this.#options.present(step.value), this.#options.lastEventId());
      },
      (error: unknown) => {
        this.#asking = false;
        this.#send(this.#options.failure(error), undefined);
        this.finish();
      },
    );
  }

  /** Ends the stream for the client: the server stops, or there is nothing more to come. */
  finish(): void {
    if (this.#complete || this.destroyed) return;
    this.#complete = true;
    this.push("event: complete\ndata:\n\n");
    this.push(null);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.#keepAlive);
    this.#complete = true;
    this.#options.onClose();
    callback(error);
  }

  #send(result: PresentedResult, eventId: string | undefined): void {
    if (this.#complete) return;
    const id = eventId === undefined ? "" : `id: ${eventId}\n`;
    this.push(`event: next\n${id}data: ${JSON.stringify(result)}\n\n`);
  }
}

/** One result as a stream. */
export async function* once(result: ExecutionResult): AsyncGenerator<ExecutionResult, void, void> {
  yield await Promise.resolve(result);
}
