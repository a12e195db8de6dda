import type { Dispatcher } from "undici";
import { type GraphAnswer, TransportFailure, type TransportFailureReason } from "./transport-outcome.ts";

/** What a collector tells, once. */
export interface CollectorOutcome {
  resolve(answer: GraphAnswer): void;
  reject(failure: TransportFailure): void;
}

/**
 * Gathers one answer for undici's `dispatch`, and knows at every moment whether bytes of the request may have left:
 * undici calls `onRequestStart` on a connected socket immediately before it writes.
 */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #outcome: CollectorOutcome;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: TransportFailure | undefined;
  #status = 0;
  #headers: GraphAnswer["headers"] = {};
  #chunks: Buffer[] = [];

  constructor(outcome: CollectorOutcome) {
    this.#outcome = outcome;
  }

  /** Gives up, unless the request has been written. */
  cancel(reason: unknown): void {
    if (this.#controller === undefined) this.#fail("cancelled", reason);
  }

  /** Gives up; a socket on which the request runs is closed. */
  timeOut(): void {
    this.#fail("timeout");
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure !== undefined) {
      // Given up while it waited for a socket: undici cannot take a request out of its queue, only refuse it here.
      controller.abort(this.#failure);
    } else if (this.#controller !== undefined) {
      // A second start would be a second message.
      this.#fail("connection", new Error("the request was about to be written twice"));
      controller.abort(new Error("never send twice"));
    } else {
      this.#controller = controller;
    }
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: GraphAnswer["headers"]): void {
    // 1xx: the real answer follows.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#outcome.resolve({ status: this.#status, headers: this.#headers, body: body.toString("utf8") });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail("connection", error);
  }

  #fail(reason: TransportFailureReason, cause?: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = new TransportFailure(reason, this.#controller !== undefined, cause);
    this.#outcome.reject(this.#failure);
    this.#controller?.abort(this.#failure);
  }
}
