import { WaxwingError } from "@waxwing/contract";

/** Why there is no file. */
const SENTENCES = {
  incomplete: "The message does not say where its medium is.",
  expired: "WhatsApp no longer has the medium.",
  phone_has_none: "WhatsApp no longer has the medium, and neither has the phone.",
  phone_silent: "WhatsApp no longer has the medium, and the phone did not upload it again in time.",
  damaged: "What WhatsApp gave is not the medium that was sent.",
} as const;

export type NotAvailableReason = keyof typeof SENTENCES;

/** MEDIA_NOT_AVAILABLE with its reason in the details. */
export function notAvailable(reason: NotAvailableReason, cause?: unknown): WaxwingError {
  return new WaxwingError("MEDIA_NOT_AVAILABLE", SENTENCES[reason], { details: { reason }, cause });
}
