import type { Writable } from "node:stream";
import type { Dispatcher } from "undici";
import type { OutboundDownload } from "./download.ts";
import type { Exchange, ExchangeOutcome } from "./exchange.ts";
import { OutboundError } from "./outbound-error.ts";
import type { OutboundResponse } from "./response-collector.ts";

/** The end of an answer whose body nobody reads; closes its socket, as the body may have no end. */
class BodyNotWanted extends Error {}

/**
 * Writes one answer's body to a stream within `maxBytes`, as fast as the stream takes it. An answer that is not 2xx is
 * over with its headers.
 */
export class ResponseStreamer implements Exchange {
  readonly #maxBytes: number;
  readonly #sink: Writable;
  readonly #outcome: ExchangeOutcome<Omit<OutboundDownload, "url">>;
  #bytes = 0;
  #status: number | undefined;
  #headers: OutboundResponse["headers"] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;
  #failure: Error | undefined;

  constructor(maxBytes: number, sink: Writable, outcome: ExchangeOutcome<Omit<OutboundDownload, "url">>) {
    this.#maxBytes = maxBytes;
    this.#sink = sink;
    this.#outcome = outcome;
    sink.on("drain", this.#onDrain).on("error", this.#onSinkEnd).on("close", this.#onSinkEnd);
  }

  abort(error: Error): void {
    if (this.#isSettled) return;
    this.#settle(error);
    this.#outcome.reject(error, this.#status);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: undici cannot take a request out of its queue, only refuse it here.
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: OutboundResponse["headers"],
  ): void {
    if (status < 200 || this.#isSettled) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300) {
      const notWanted = new BodyNotWanted("the body is not wanted");
      this.#settle(notWanted);
      this.#outcome.resolve({ status, headers, bytes: 0 });
      controller.abort(notWanted);
    } else if (Number(headers["content-length"]) > this.#maxBytes) {
      this.abort(this.#tooLarge());
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.abort(this.#tooLarge());
    else if (!this.#sink.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (this.#isSettled || status === undefined) return;
    this.#sink.end(() => {
      if (this.#isSettled) return;
      if (!this.#sink.writableFinished) return this.#onSinkEnd();
      this.#settle(undefined);
      this.#outcome.resolve({ status, headers: this.#headers, bytes: this.#bytes });
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isSettled) return;
    this.#settle(error);
    this.#outcome.reject(error, this.#status);
  }

  readonly #onDrain = (): void => this.#controller?.resume();

  readonly #onSinkEnd = (cause?: Error): void => {
    if (this.#sink.writableFinished) return;
    this.abort(new OutboundError("SINK_FAILED", "the stream that takes the body failed", { cause }));
  };

  #settle(failure: Error | undefined): void {
    this.#isSettled = true;
    this.#failure = failure;
    this.#sink.off("drain", this.#onDrain);
    // A stream that still runs keeps a listener: its later error belongs to nobody, and must not end the process.
    this.#sink
      .off("error", this.#onSinkEnd)
      .off("close", this.#onSinkEnd)
      .once("error", () => {});
  }

  #tooLarge(): OutboundError {
    return new OutboundError("RESPONSE_TOO_LARGE", `the answer's body is over ${this.#maxBytes} bytes`);
  }
}
