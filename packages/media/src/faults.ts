import { type ErrorDetails, WaxwingError } from "@waxwing/contract";

/** The medium is not what it claims to be, or cannot be read: a sentence for people that names no content. */
export function mediaInvalid(message: string, cause?: unknown): WaxwingError {
  return new WaxwingError("MEDIA_INVALID", message, { cause });
}

/** The medium passes a limit, which the details name: `limitBytes`, `limitPixels` or `limitSeconds`. */
export function mediaTooLarge(details: ErrorDetails, message?: string): WaxwingError {
  return new WaxwingError("MEDIA_TOO_LARGE", message, { details });
}

/** Why an address gave no medium, for `details.reason` of `MEDIA_UNREACHABLE`. */
export type UnreachableReason =
  | "timeout"
  | "name_not_resolved"
  | "connection_failed"
  | "invalid_response"
  | "too_many_redirects"
  | "http_status";

/** The address of the medium could not be fetched; `details` carry the reason, and the HTTP status when there is one. */
export function mediaUnreachable(
  reason: UnreachableReason,
  message: string,
  more: { status?: number; cause?: unknown } = {},
): WaxwingError {
  const details = { reason, ...(more.status === undefined ? {} : { status: more.status }) };
  return new WaxwingError("MEDIA_UNREACHABLE", message, { details, cause: more.cause });
}
