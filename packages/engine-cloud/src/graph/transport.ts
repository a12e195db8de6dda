import { type Dispatcher, Pool } from "undici";
import { AnswerCollector } from "./answer-collector.ts";
import { type GraphAnswer, TransportFailure } from "./transport-outcome.ts";

export interface GraphRequest {
  /** Below the base address, with a slash in front. */
  readonly path: string;
  readonly accessToken: string;
  /** JSON text. */
  readonly body: string;
}

/** HTTP to Graph. */
export interface GraphTransport {
  /**
   * Posts JSON. `signal` cancels only while nothing has been written: from then on the answer is worth more than the
   * time, because without it nobody knows what became of the message. Raises {@link TransportFailure}.
   */
  post(request: GraphRequest, signal: AbortSignal): Promise<GraphAnswer>;
  /** Lets running requests end, then closes all sockets. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Address of Graph; may have a path. */
  readonly baseUrl: string;
  /** For everything from the call to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Sockets at a time; further requests wait inside their time limit. Default 128. */
  readonly connections?: number;
}

const MAX_ANSWER_BYTES = 1_048_576;

/**
 * Opens the sockets to Graph. HTTP/1.1 without pipelining: one request at a time on a socket, so that a lost connection
 * puts one message in doubt and no more.
 */
export function createGraphTransport({ baseUrl, timeoutMs, connections = 128 }: TransportOptions): GraphTransport {
  const url = new URL(baseUrl);
  const prefix = url.pathname.replace(/\/+$/, "");
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    // A server that closes an idle socket at the moment of a write leaves a send in doubt. Ours close first: below the
    // 5 s of common servers; where a server announces its own limit, undici stays 1 s below that.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    // The timer of each request replaces undici's two.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
  });

  async function post(request: GraphRequest, signal: AbortSignal): Promise<GraphAnswer> {
    if (signal.aborted) throw new TransportFailure("cancelled", false, signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
    const collector = new AnswerCollector({ resolve, reject });
    const onAbort = (): void => collector.cancel(signal.reason);
    const timer = setTimeout(() => collector.timeOut(), timeoutMs);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      dispatch(pool, prefix, request, collector);
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  let closing: Promise<void> | undefined;
  return {
    post,
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}

function dispatch(pool: Pool, prefix: string, request: GraphRequest, handler: Dispatcher.DispatchHandler): void {
  try {
    pool.dispatch(
      {
        method: "POST",
        path: prefix + request.path,
        headers: [
          "authorization",
          `Bearer ${request.accessToken}`,
          "content-type",
          "application/json",
          "accept",
          "application/json",
          "user-agent",
          "waxwing",
        ],
        body: request.body,
      },
      handler,
    );
  } catch (error) {
    // undici refuses a request that cannot be written, and a pool that is closed, before it writes.
    throw new TransportFailure("connection", false, error);
  }
}
