import type { Dispatcher } from "undici";
import type { Exchange, ExchangeOutcome } from "./exchange.ts";
import { OutboundError } from "./outbound-error.ts";

/** A complete answer. A redirect is an answer like any other: it is never followed. */
export interface OutboundResponse {
  readonly status: number;
  /** Names in lower case; repeated headers as an array. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As sent: no content encoding is asked for, and none is undone. */
  readonly body: Buffer;
}

/**
 * Gathers one answer for undici's `dispatch` within `maxBytes`. `abort` works at any stage, also while the request
 * still waits for its connection, and closes the socket that the request runs on.
 */
export class ResponseCollector implements Exchange {
  readonly #outcome: ExchangeOutcome<OutboundResponse>;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #status: number | undefined;
  #headers: OutboundResponse["headers"] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;

  constructor(maxBytes: number, outcome: ExchangeOutcome<OutboundResponse>) {
    this.#maxBytes = maxBytes;
    this.#outcome = outcome;
  }

  abort(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#outcome.reject(error, this.#status);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: undici cannot take a request out of its queue, only refuse it here.
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: OutboundResponse["headers"],
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > this.#maxBytes) {
      this.abort(new OutboundError("RESPONSE_TOO_LARGE", `the answer's body is over ${this.#maxBytes} bytes`));
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#failure !== undefined || this.#status === undefined) return;
    this.#outcome.resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#outcome.reject(error, this.#status);
  }
}
