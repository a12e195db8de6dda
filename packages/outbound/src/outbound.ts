import { Agent } from "undici";
import { toCidrs } from "./cidr.ts";
import { toOutboundError } from "./failure.ts";
import { createGuardedConnector, type ResolveAddresses } from "./guarded-connector.ts";
import { OutboundError } from "./outbound-error.ts";
import { requestHeaders } from "./request-headers.ts";
import { type OutboundResponse, ResponseCollector } from "./response-collector.ts";
import { hostOf, parseAllowedUrl } from "./url-policy.ts";

/** What the guard is built with. */
export interface OutboundOptions {
  /** CIDR ranges (or single addresses) that may be reached although they are private; see `parseCidrList`. */
  readonly allowPrivate: readonly string[];
  readonly userAgent: string;
  /** Replaces the system's resolver. */
  readonly resolve?: ResolveAddresses;
  /** Time for DNS, TCP and TLS together, in milliseconds; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Sockets to one origin at a time; further requests wait inside their time limit. Default 256. */
  readonly connectionsPerOrigin?: number;
}

/** One request. Headers of the connection itself (`host`, `connection`, `content-length`, …) are left out. */
export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For everything from the call to the last byte of the body, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** Default 1 MiB. */
  readonly maxResponseBytes?: number;
  readonly signal?: AbortSignal;
}

/** The guarded fetch: the only way to an address that a caller gave. */
export interface Outbound {
  /** Sends one request and reads its whole answer. Every failure is an {@link OutboundError}. */
  fetch(url: string | URL, request?: OutboundRequest): Promise<OutboundResponse>;
  /** Refuses what `fetch` would refuse by the URL's text alone; for the moment at which a URL is saved. */
  assertUrlAllowed(url: string | URL): void;
  /** Ends running requests with `CLOSED` and closes all sockets. */
  close(): Promise<void>;
}

/** Node's longest timer; above it `setTimeout` fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Builds the guarded fetch. Raises `CidrListError` when `allowPrivate` cannot be read. */
export function createOutbound(options: OutboundOptions): Outbound {
  const allowPrivate = toCidrs(options.allowPrivate);
  const connector = createGuardedConnector(allowPrivate, options.connectTimeoutMs ?? 10_000, options.resolve);
  const agent = new Agent({
    connect: connector.connect,
    connections: options.connectionsPerOrigin ?? 256,
    allowH2: false,
    pipelining: 1,
    // One timer over the whole request replaces undici's two.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const running = new Set<ResponseCollector>();
  let isClosed = false;

  async function fetch(url: string | URL, request: OutboundRequest = {}): Promise<OutboundResponse> {
    const target = parseAllowedUrl(url, allowPrivate);
    const { signal, timeoutMs = 30_000, maxResponseBytes = 1_048_576 } = request;
    if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
      throw new OutboundError("INVALID_REQUEST", "timeoutMs must be above 0 and below 2^31");
    }
    if (isClosed) throw new OutboundError("CLOSED", "outbound requests are closed");
    if (signal?.aborted === true) throw aborted(signal);

    const { promise, resolve, reject } = Promise.withResolvers<OutboundResponse>();
    const host = hostOf(target);
    const collector = new ResponseCollector(maxResponseBytes, {
      resolve,
      reject: (error, status) => reject(toOutboundError(error, host, status)),
    });
    const onAbort = () => collector.abort(aborted(signal));
    const timer = setTimeout(() => {
      collector.abort(new OutboundError("TIMEOUT", `${host}: no complete answer within ${timeoutMs} ms`));
    }, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    running.add(collector);
    try {
      agent.dispatch(
        {
          origin: target.origin,
          path: target.pathname + target.search,
          method: request.method ?? "GET",
          headers: requestHeaders(request.headers ?? {}, options.userAgent),
          body: request.body ?? null,
        },
        collector,
      );
      return await promise;
    } catch (error) {
      throw error instanceof OutboundError ? error : toOutboundError(error, host, undefined);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      running.delete(collector);
    }
  }

  return {
    fetch,
    assertUrlAllowed: (url) => void parseAllowedUrl(url, allowPrivate),
    async close() {
      isClosed = true;
      const closed = new OutboundError("CLOSED", "outbound requests are closed");
      for (const collector of running) collector.abort(closed);
      connector.closePending(closed);
      await agent.destroy(closed);
    },
  };
}

function aborted(signal: AbortSignal | undefined): OutboundError {
  return new OutboundError("ABORTED", "the request was aborted", { cause: signal?.reason });
}
