import type { Readable } from "node:stream";
import type { Agent, Dispatcher } from "undici";
import { toOutboundError } from "./failure.ts";
import { OutboundError } from "./outbound-error.ts";
import { hostOf } from "./url-policy.ts";

/** One request on its way: undici's handler of it, which can be given up at any stage. */
export interface Exchange extends Dispatcher.DispatchHandler {
  abort(error: Error): void;
}

/** What an exchange tells, once: its answer, or an error as it came from undici. */
export interface ExchangeOutcome<T> {
  resolve(answer: T): void;
  reject(error: unknown, status: number | undefined): void;
}

/** What one exchange sends, and when it is given up. */
export interface ExchangeRequest {
  readonly target: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | Readable | null;
  /** For everything until the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Node's longest timer; above it `setTimeout` fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Raises `INVALID_REQUEST` when a timer cannot wait that long. */
export function requireTimeout(timeoutMs: number): void {
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new OutboundError("INVALID_REQUEST", "timeoutMs must be above 0 and below 2^31");
  }
}

/** Runs exchanges on one agent, each within its time and until its caller gives up, and ends them all at once. */
export class ExchangeRunner {
  readonly #agent: Agent;
  readonly #running = new Set<Exchange>();
  #isClosed = false;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  /** Sends the request; `start` makes the handler that turns its answer into the result. */
  async run<T>(request: ExchangeRequest, start: (outcome: ExchangeOutcome<T>) => Exchange): Promise<T> {
    const { target, timeoutMs, signal } = request;
    if (this.#isClosed) throw closed();
    if (signal?.aborted === true) throw aborted(signal);

    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const host = hostOf(target);
    const exchange = start({
      resolve,
      reject: (error, status) => reject(toOutboundError(error, host, status)),
    });
    const onAbort = () => exchange.abort(aborted(signal));
    const timer = setTimeout(() => {
      exchange.abort(new OutboundError("TIMEOUT", `${host}: no complete answer within ${timeoutMs} ms`));
    }, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#running.add(exchange);
    try {
      this.#agent.dispatch(
        {
          origin: target.origin,
          path: target.pathname + target.search,
          method: request.method,
          headers: request.headers,
          body: request.body,
        },
        exchange,
      );
      return await promise;
    } catch (error) {
      throw error instanceof OutboundError ? error : toOutboundError(error, host, undefined);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      this.#running.delete(exchange);
    }
  }

  /** Ends what runs with `CLOSED`, and refuses what comes; gives that error. */
  close(): OutboundError {
    this.#isClosed = true;
    const error = closed();
    for (const exchange of this.#running) exchange.abort(error);
    return error;
  }
}

function closed(): OutboundError {
  return new OutboundError("CLOSED", "outbound requests are closed");
}

function aborted(signal: AbortSignal | undefined): OutboundError {
  return new OutboundError("ABORTED", "the request was aborted", { cause: signal?.reason });
}
