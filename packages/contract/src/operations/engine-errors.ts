import type { ErrorCode } from "../errors.ts";

/** Errors of every operation that asks WhatsApp for something. */
export const engineErrors = [
  "INSTANCE_NOT_CONNECTED",
  "NOT_SUPPORTED_BY_ENGINE",
  "INTEGRATION_NOT_AVAILABLE",
  "WHATSAPP_REJECTED",
  "WHATSAPP_CREDENTIALS_REJECTED",
  "WHATSAPP_RATE_LIMITED",
  "WHATSAPP_UNAVAILABLE",
] as const satisfies readonly ErrorCode[];

/** Errors of a number or JID that the caller gave. */
export const recipientErrors = ["RECIPIENT_INVALID", "NUMBER_NOT_ON_WHATSAPP"] as const satisfies readonly ErrorCode[];

/** Errors of mutations that take an idempotency key. */
export const idempotencyErrors = [
  "IDEMPOTENCY_KEY_REUSED",
  "SEND_OUTCOME_UNKNOWN",
] as const satisfies readonly ErrorCode[];

/** Errors of every send. */
export const sendErrors = [
  ...recipientErrors,
  "MESSAGE_TOO_LONG",
  "QUOTED_MESSAGE_NOT_FOUND",
  "GROUP_NOT_FOUND",
  "GROUP_ACCESS_DENIED",
  ...engineErrors,
  ...idempotencyErrors,
] as const satisfies readonly ErrorCode[];

/** Errors of a medium that the caller gave. */
export const mediaErrors = [
  "URL_NOT_ALLOWED",
  "MEDIA_INVALID",
  "MEDIA_UNREACHABLE",
  "MEDIA_TOO_LARGE",
] as const satisfies readonly ErrorCode[];

/** Errors of every operation on a group. */
export const groupErrors = [
  "GROUP_NOT_FOUND",
  "GROUP_ACCESS_DENIED",
  ...engineErrors,
] as const satisfies readonly ErrorCode[];
