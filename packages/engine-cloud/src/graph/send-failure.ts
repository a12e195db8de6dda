import { type ErrorCode, type ErrorDetails, WaxwingError } from "@waxwing/contract";
import type { GraphError } from "./graph-error.ts";
import { retryAfterSeconds } from "./retry-after.ts";
import type { GraphAnswer, TransportFailure } from "./transport-outcome.ts";

/** Who asks lacks the right: Meta's "authorization errors" (with 200–299), 102, and 131005. */
const credentialCodes: ReadonlySet<number> = new Set([0, 3, 10, 102, 190, 131005]);

/** Too much: Meta's "throttling errors", and Graph's limits of app (4), user (17), page (32) and caller (613). */
const rateLimitCodes: ReadonlySet<number> = new Set([4, 17, 32, 613, 80007, 130429, 131048, 131056]);

/** Meta failed: downtime or overload (2), unknown (131000), unavailable (131016), account in maintenance (131057). */
const outageCodes: ReadonlySet<number> = new Set([2, 131000, 131016, 131057]);

/**
 * What a Graph error means for a send. An answered error means that the message was not taken. No code says by itself
 * that a number is not on WhatsApp: 131026 also stands for old apps, refused terms and more, so it is a rejection.
 */
export function errorCodeOf(status: number, error: GraphError): ErrorCode {
  const { code } = error;
  if (credentialCodes.has(code) || (code >= 200 && code <= 299) || status === 401)
    return "WHATSAPP_CREDENTIALS_REJECTED";
  if (rateLimitCodes.has(code) || status === 429) return "WHATSAPP_RATE_LIMITED";
  if (outageCodes.has(code) || error.isTransient || status >= 500) return "WHATSAPP_UNAVAILABLE";
  return "WHATSAPP_REJECTED";
}

/** The typed error for an error that Graph answered. */
export function answeredError(answer: GraphAnswer, error: GraphError): WaxwingError {
  const { code, message, subcode, details, traceId } = error;
  const errorCode = errorCodeOf(answer.status, error);
  const seconds = errorCode === "WHATSAPP_RATE_LIMITED" ? retryAfterSeconds(answer.headers) : undefined;
  const errorDetails: ErrorDetails = {
    whatsapp: {
      code,
      message,
      ...(subcode === undefined ? {} : { subcode }),
      ...(details === undefined ? {} : { details }),
      ...(traceId === undefined ? {} : { traceId }),
    },
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
  const sentence = details === undefined || details === message ? message : `${message}: ${details}`;
  return new WaxwingError(errorCode, `WhatsApp answered: ${sentence === "" ? `error ${code}` : sentence}`, {
    details: errorDetails,
  });
}

/**
 * The typed error for an answer that is neither a receipt nor a Graph error: most likely from something between us and
 * Graph. A refusal (4xx) or a redirect did not pass the message on; anything else leaves that open.
 */
export function unreadableAnswerError(status: number): WaxwingError {
  const details: ErrorDetails = { httpStatus: status };
  if (status === 401) {
    return new WaxwingError("WHATSAPP_CREDENTIALS_REJECTED", `WhatsApp answered HTTP ${status}.`, { details });
  }
  if (status === 429)
    return new WaxwingError("WHATSAPP_RATE_LIMITED", `WhatsApp answered HTTP ${status}.`, { details });
  // 408 can be meant for an idle socket and cross the request on its way.
  if (status >= 400 && status < 500 && status !== 408) {
    return new WaxwingError("WHATSAPP_REJECTED", `WhatsApp refused the request with HTTP ${status}.`, { details });
  }
  if (status === 301 || status === 302 || status === 307 || status === 308) {
    return new WaxwingError("WHATSAPP_UNAVAILABLE", `WhatsApp's address answers with a redirect (HTTP ${status}).`, {
      details,
    });
  }
  return new WaxwingError(
    "SEND_OUTCOME_UNKNOWN",
    `WhatsApp answered HTTP ${status} without saying whether it took the message; it is not sent again by itself.`,
    { details },
  );
}

/** The typed error when no complete answer came. */
export function noAnswerError(failure: TransportFailure): WaxwingError {
  if (failure.mayHaveArrived) {
    const what =
      failure.reason === "timeout" ? "WhatsApp did not answer in time" : "The connection to WhatsApp was lost";
    return new WaxwingError(
      "SEND_OUTCOME_UNKNOWN",
      `${what}; it is not known whether the message was taken, and it is not sent again by itself.`,
      { cause: failure },
    );
  }
  if (failure.reason === "cancelled") {
    const { cause } = failure;
    if (cause instanceof WaxwingError) return cause;
    const isTimeout = cause instanceof Error && cause.name === "TimeoutError";
    return new WaxwingError(isTimeout ? "REQUEST_TIMEOUT" : "REQUEST_CANCELLED", undefined, { cause: failure });
  }
  const code = systemCode(failure.cause);
  return new WaxwingError(
    "WHATSAPP_UNAVAILABLE",
    `WhatsApp could not be reached${code === undefined ? "" : ` (${code})`}; nothing was sent.`,
    { cause: failure },
  );
}

/** `ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_CONNECT_TIMEOUT`, … */
function systemCode(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}
