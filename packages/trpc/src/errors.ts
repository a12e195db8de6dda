import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { type ErrorCode, errorCatalogue, WaxwingError } from "@waxwing/contract";
import type { TrpcErrorShape } from "./app-router.ts";

/** tRPC's code of each HTTP status of the catalogue; 410 (Gone) has none of its own. */
const codesByStatus: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  410: "NOT_FOUND",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  499: "CLIENT_CLOSED_REQUEST",
  500: "INTERNAL_SERVER_ERROR",
  501: "NOT_IMPLEMENTED",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
  504: "GATEWAY_TIMEOUT",
};

/** The catalogue's code of what tRPC itself refuses. */
const catalogueCodes: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  PARSE_ERROR: "MALFORMED_BODY",
  BAD_REQUEST: "MALFORMED_BODY",
  NOT_FOUND: "ROUTE_NOT_FOUND",
  METHOD_NOT_SUPPORTED: "ROUTE_NOT_FOUND",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  CLIENT_CLOSED_REQUEST: "REQUEST_CANCELLED",
};

/** tRPC's code for an HTTP status. */
export function trpcCode(status: number): TRPC_ERROR_CODE_KEY {
  return codesByStatus[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR");
}

/** The error of the catalogue in `error`: itself, or what tRPC wrapped. */
export function waxwingErrorOf(error: unknown): WaxwingError | undefined {
  if (error instanceof WaxwingError) return error;
  return error instanceof TRPCError && error.cause instanceof WaxwingError ? error.cause : undefined;
}

/** Whether `error` is neither of the catalogue nor a refusal of tRPC: its text goes to the log and nowhere else. */
export function isUnexpected(error: unknown): boolean {
  if (waxwingErrorOf(error) !== undefined) return false;
  return !(error instanceof TRPCError) || error.code === "INTERNAL_SERVER_ERROR";
}

/** The error as clients get it; `path` is that of the procedure, where one was called. */
export function errorShape(error: unknown, requestId: string, path: string | undefined): TrpcErrorShape {
  const own = waxwingErrorOf(error);
  if (own !== undefined) return shape(own.message, trpcCode(own.status), own.status, own.code, requestId, path, own);
  if (!(error instanceof TRPCError) || isUnexpected(error)) {
    const { status, meaning } = errorCatalogue.INTERNAL;
    return shape(meaning, "INTERNAL_SERVER_ERROR", status, "INTERNAL", requestId, path);
  }
  const status = getHTTPStatusCodeFromError(error);
  return shape(error.message, error.code, status, catalogueCodes[error.code] ?? "MALFORMED_BODY", requestId, path);
}

function shape(
  message: string,
  code: TRPC_ERROR_CODE_KEY,
  httpStatus: number,
  errorCode: ErrorCode,
  requestId: string,
  path: string | undefined,
  error?: WaxwingError,
): TrpcErrorShape {
  return {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus,
      ...(path === undefined ? {} : { path }),
      errorCode,
      requestId,
      ...(error?.details === undefined ? {} : { details: error.details }),
    },
  };
}

/** Seconds for the header `Retry-After`: the longest that any of the errors asks for. */
export function retryAfter(errors: readonly unknown[]): number | undefined {
  const seconds = errors.flatMap((error) => waxwingErrorOf(error)?.details?.retryAfterSeconds ?? []);
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}
