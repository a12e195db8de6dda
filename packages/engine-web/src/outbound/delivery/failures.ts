import { WaxwingError } from "@waxwing/contract";
import { refusedBy } from "./refusals.ts";

/** Baileys' errors, as far as they are looked at: `data` is the code that WhatsApp answered a question with. */
interface BaileysError extends Error {
  readonly data?: unknown;
  readonly output?: { readonly statusCode?: number };
}

/** Connection closed, lost, or not opened in time (`DisconnectReason`). */
const connectionCodes: ReadonlySet<number | undefined> = new Set([408, 428]);

/** The typed error for what Baileys threw while nothing had left yet. */
export function failureBeforeDeparture(error: unknown, remoteJid: string): WaxwingError {
  if (error instanceof WaxwingError) return error;
  if (!(error instanceof Error)) return new WaxwingError("INTERNAL", undefined, { cause: error });
  const { data, output, message }: BaileysError = error;
  if (typeof data === "number" && Number.isInteger(data)) return refusedBy(data, remoteJid, message, error);
  if (connectionCodes.has(output?.statusCode)) return connectionLost(error);
  if (message === "All encryptions failed") {
    return new WaxwingError(
      "WHATSAPP_UNAVAILABLE",
      "WhatsApp gave no keys of the recipient's devices; nothing was sent.",
      {
        cause: error,
      },
    );
  }
  return new WaxwingError("INTERNAL", undefined, { cause: error });
}

/** The connection ended while nothing had left yet. */
export function connectionLost(cause?: unknown): WaxwingError {
  return new WaxwingError("WHATSAPP_UNAVAILABLE", "The connection to WhatsApp was lost; nothing was sent.", { cause });
}

/** WhatsApp left a question unanswered on which the message depended. */
export function noAnswerBeforeDeparture(): WaxwingError {
  return new WaxwingError("WHATSAPP_UNAVAILABLE", "WhatsApp did not answer in time; nothing was sent.");
}

/** The message has left, and nobody will tell what became of it. */
export function outcomeUnknown(why: "lost" | "silent" | "cancelled", cause?: unknown): WaxwingError {
  const what = {
    lost: "The connection to WhatsApp was lost after the message had left",
    silent: "WhatsApp did not acknowledge the message in time",
    cancelled: "The call was given up after the message had left",
  }[why];
  return new WaxwingError("SEND_OUTCOME_UNKNOWN", `${what}; it is not known whether WhatsApp took it.`, { cause });
}
