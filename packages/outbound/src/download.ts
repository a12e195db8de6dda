import type { Writable } from "node:stream";
import { type ExchangeRunner, requireTimeout } from "./exchange.ts";
import { OutboundError } from "./outbound-error.ts";
import { requestHeaders } from "./request-headers.ts";
import type { OutboundResponse } from "./response-collector.ts";
import { ResponseStreamer } from "./response-streamer.ts";
import { hostOf } from "./url-policy.ts";

/** Limits of one download. Headers cannot be given, so that a redirect can carry none to another origin. */
export interface DownloadRequest {
  /** Default 1 MiB. A larger `content-length` is refused before the body. */
  readonly maxBytes?: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  /** For everything from the call to the last byte, redirects included, in milliseconds; default 120,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How a download ended: the last answer, without its body. */
export interface OutboundDownload {
  readonly status: number;
  /** Names in lower case; repeated headers as an array. */
  readonly headers: OutboundResponse["headers"];
  /** The address that answered, behind all redirects. */
  readonly url: URL;
  /** Bytes written to the stream. */
  readonly bytes: number;
}

/** What a download uses of the guard that it belongs to. */
export interface DownloadParts {
  readonly runner: ExchangeRunner;
  /** Reads and checks an address, of the caller or of a redirect alike. */
  readonly readUrl: (url: string | URL) => URL;
  readonly userAgent: string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** See `Outbound.download`. */
export async function download(
  { runner, readUrl, userAgent }: DownloadParts,
  url: string | URL,
  sink: Writable,
  request: DownloadRequest,
): Promise<OutboundDownload> {
  const { maxBytes = 1_048_576, maxRedirects = 5, timeoutMs = 120_000, signal } = request;
  try {
    requireTimeout(timeoutMs);
    const deadline = performance.now() + timeoutMs;
    let target = readUrl(url);
    for (let redirects = 0; ; redirects++) {
      const answer = await runner.run<Omit<OutboundDownload, "url">>(
        {
          target,
          method: "GET",
          headers: requestHeaders({ accept: "*/*" }, userAgent),
          body: null,
          timeoutMs: Math.max(1, deadline - performance.now()),
          signal,
        },
        (outcome) => new ResponseStreamer(maxBytes, sink, outcome),
      );
      const location = answer.headers.location;
      if (!REDIRECTS.has(answer.status) || typeof location !== "string") {
        // Nothing will be written any more: the owner of the stream need not tell this case apart to release it.
        if (!isSuccess(answer.status)) sink.destroy();
        return { ...answer, url: target };
      }
      if (redirects === maxRedirects) {
        throw new OutboundError("TOO_MANY_REDIRECTS", `${hostOf(target)}: more than ${maxRedirects} redirects`);
      }
      target = readUrl(URL.parse(location, target.href) ?? "");
    }
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

/** Whether an answer's body is the thing that was asked for. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
