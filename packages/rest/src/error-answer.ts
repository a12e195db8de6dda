import { type ErrorCode, errorBody, WaxwingError } from "@waxwing/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { discardBody } from "./input/body.ts";

export const jsonContentType = "application/json; charset=utf-8";

/** Answers an error in the one shape. What is no WaxwingError is logged and becomes INTERNAL without its text. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent) return;
  const known = knownError(error);
  if (known === undefined) request.log.error({ err: error }, "request failed unexpectedly");
  const answer = known ?? new WaxwingError("INTERNAL");
  const retryAfterSeconds = answer.details?.retryAfterSeconds;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(Math.max(0, Math.ceil(retryAfterSeconds))));
  discardBody(request.raw);
  reply
    .code(answer.status)
    .header("content-type", jsonContentType)
    .send(JSON.stringify(errorBody(answer, request.id)));
}

function knownError(error: unknown): WaxwingError | undefined {
  if (error instanceof WaxwingError) return error;
  return error instanceof Error ? errorOfFramework(error) : undefined;
}

/**
 * Fastify's own errors (FST_*) and those of its plugins by their status; undefined for everything that is no client fault.
 * Their texts are not passed on: they can quote the request.
 */
function errorOfFramework(error: Error & { code?: unknown; statusCode?: unknown }): WaxwingError | undefined {
  if (error.code === "FST_ERR_HANDLER_TIMEOUT") return new WaxwingError("REQUEST_TIMEOUT", undefined, { cause: error });
  if (error.code === "FST_ERR_BAD_URL") {
    return new WaxwingError("ROUTE_NOT_FOUND", "The path is not a valid URL path.", { cause: error });
  }
  const status = typeof error.statusCode === "number" ? error.statusCode : 500;
  const code = codesByStatus[status];
  if (code !== undefined) return new WaxwingError(code, undefined, { cause: error });
  const isClientFault = status >= 400 && status < 500;
  return isClientFault
    ? new WaxwingError("MALFORMED_BODY", "The request cannot be read.", { cause: error })
    : undefined;
}

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "ROUTE_NOT_FOUND",
  405: "ROUTE_NOT_FOUND",
  408: "REQUEST_TIMEOUT",
  413: "PAYLOAD_TOO_LARGE",
  414: "ROUTE_NOT_FOUND",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "RATE_LIMITED",
  431: "PAYLOAD_TOO_LARGE",
  503: "SERVICE_UNAVAILABLE",
};
