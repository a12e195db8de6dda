import type { Writable } from "node:stream";
import { Agent } from "undici";
import { toCidrs } from "./cidr.ts";
import { type DownloadRequest, download, type OutboundDownload } from "./download.ts";
import { ExchangeRunner, requireTimeout } from "./exchange.ts";
import { createGuardedConnector, type ResolveAddresses } from "./guarded-connector.ts";
import { openBody, type RequestBody } from "./request-body.ts";
import { requestHeaders } from "./request-headers.ts";
import { type OutboundResponse, ResponseCollector } from "./response-collector.ts";
import { parseAllowedUrl } from "./url-policy.ts";

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
  readonly body?: RequestBody;
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
  /**
   * Gets a body of any size into a stream, following a bounded number of redirects, each checked like the first
   * address. Only a 2xx answer is written; any other is given back with its status and nothing written. The stream is
   * ended after the last byte and destroyed on every failure, which is an {@link OutboundError}.
   */
  download(url: string | URL, sink: Writable, request?: DownloadRequest): Promise<OutboundDownload>;
  /** Refuses what `fetch` would refuse by the URL's text alone; for the moment at which a URL is saved. */
  assertUrlAllowed(url: string | URL): void;
  /** Ends running requests with `CLOSED` and closes all sockets. */
  close(): Promise<void>;
}

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
  const runner = new ExchangeRunner(agent);
  const readUrl = (url: string | URL): URL => parseAllowedUrl(url, allowPrivate);

  return {
    async fetch(url, request = {}) {
      const target = readUrl(url);
      const { timeoutMs = 30_000, maxResponseBytes = 1_048_576 } = request;
      requireTimeout(timeoutMs);
      using body = openBody(request.body);
      return await runner.run(
        {
          target,
          method: request.method ?? "GET",
          headers: { ...requestHeaders(request.headers ?? {}, options.userAgent), ...body.headers },
          body: body.content,
          timeoutMs,
          signal: request.signal,
        },
        (outcome) => new ResponseCollector(maxResponseBytes, outcome),
      );
    },
    download: (url, sink, request = {}) =>
      download({ runner, readUrl, userAgent: options.userAgent }, url, sink, request),
    assertUrlAllowed: (url) => void readUrl(url),
    async close() {
      const closed = runner.close();
      connector.closePending(closed);
      await agent.destroy(closed);
    },
  };
}
