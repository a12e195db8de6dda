import { errors } from "undici";
import { OutboundError, type OutboundErrorCode } from "./outbound-error.ts";

const CODES: Readonly<Record<string, OutboundErrorCode>> = {
  UND_ERR_INVALID_ARG: "INVALID_REQUEST",
  UND_ERR_NOT_SUPPORTED: "INVALID_REQUEST",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "INVALID_REQUEST",
  UND_ERR_CONNECT_TIMEOUT: "TIMEOUT",
  UND_ERR_HEADERS_OVERFLOW: "RESPONSE_TOO_LARGE",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "INVALID_RESPONSE",
  UND_ERR_DESTROYED: "CLOSED",
  UND_ERR_CLOSED: "CLOSED",
};

const MESSAGES: Readonly<Partial<Record<OutboundErrorCode, string>>> = {
  INVALID_REQUEST: "the request cannot be sent: a header or the method is not valid",
  TIMEOUT: "no connection in time",
  RESPONSE_TOO_LARGE: "the answer's headers are too large",
  INVALID_RESPONSE: "the answer is not HTTP",
  CLOSED: "outbound requests are closed",
};

/** Node's and undici's errors as an {@link OutboundError}; the original stays as `cause`. */
export function toOutboundError(error: unknown, host: string, status: number | undefined): OutboundError {
  if (error instanceof OutboundError) {
    // A new object for each request: one failed connection may end several of them, each with its own stack.
    return new OutboundError(error.code, error.message, { cause: error.cause, status });
  }
  const systemCode = codeOf(error);
  const isForeignProtocol = error instanceof errors.HTTPParserError;
  const code = isForeignProtocol ? "INVALID_RESPONSE" : (CODES[systemCode] ?? "CONNECTION_FAILED");
  const fact = MESSAGES[code] ?? `connection failed${systemCode === "" ? "" : ` (${systemCode})`}`;
  // The parser's error holds a piece of the answer, which has no place in a log.
  return new OutboundError(code, `${host}: ${fact}`, { cause: isForeignProtocol ? undefined : error, status });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
