/**
 * Why a request to an address that a caller gave did not come to an answer.
 *
 * - `URL_NOT_ALLOWED`: not an absolute http(s) URL, or one that carries credentials
 * - `ADDRESS_NOT_ALLOWED`: the host is, or resolves only to, an address that the guard refuses
 * - `INVALID_REQUEST`: a method, header or limit that cannot be sent
 * - `NAME_NOT_RESOLVED`: DNS has no address for the host
 * - `CONNECTION_FAILED`: refused, reset, unreachable, TLS not agreed, or closed before the answer was complete
 * - `INVALID_RESPONSE`: what came back is not HTTP
 * - `TIMEOUT`: not finished within `timeoutMs`
 * - `TOO_MANY_REDIRECTS`: a download was sent on more often than `maxRedirects`, or to nowhere
 * - `SINK_FAILED`: the stream that takes a download's body failed; its error is the `cause`
 * - `RESPONSE_TOO_LARGE`: headers over 16 KiB, or a body over `maxResponseBytes`
 * - `ABORTED`: the caller's signal
 * - `CLOSED`: `close()` was called
 */
export type OutboundErrorCode =
  | "URL_NOT_ALLOWED"
  | "ADDRESS_NOT_ALLOWED"
  | "INVALID_REQUEST"
  | "NAME_NOT_RESOLVED"
  | "CONNECTION_FAILED"
  | "INVALID_RESPONSE"
  | "TIMEOUT"
  | "TOO_MANY_REDIRECTS"
  | "SINK_FAILED"
  | "RESPONSE_TOO_LARGE"
  | "ABORTED"
  | "CLOSED";

/** What is known beside the code: the reason below it, and the status when the headers had already arrived. */
export interface OutboundErrorDetails {
  readonly cause?: unknown;
  readonly status?: number | undefined;
}

/**
 * The one error of this package. The message names the host at most: never a path, a query, a header or a body, since
 * webhook URLs often carry their secret there.
 */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  readonly code: OutboundErrorCode;
  /** HTTP status of the answer, when the failure came after its headers (body too large, too slow, cut off). */
  readonly status: number | undefined;

  constructor(code: OutboundErrorCode, message: string, details: OutboundErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
  }
}
