import { type ErrorCode, WaxwingError } from "@waxwing/contract";
import { isJidGroup } from "@whiskeysockets/baileys";

/** What a code means when WhatsApp answers a message, or a question that comes before it, with an error. */
interface Refusal {
  readonly code: ErrorCode;
  readonly sentence: string;
}

/**
 * Codes of `<ack error>` (names: NackReason in WhatsApp Web). Those of groups and of single chats differ in what they
 * mean for the caller.
 */
const refusals: Readonly<Record<number, Refusal>> = {
  401: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not let this account send to this chat." },
  403: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not let this account send to this chat." },
  404: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not know this chat or recipient." },
  405: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not allow messages of this kind." },
  406: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not accept the message in this form." },
  420: { code: "WHATSAPP_REJECTED", sentence: "The group has changed; send the message again." },
  421: {
    code: "WHATSAPP_REJECTED",
    sentence: "The group names its members in another way now; send the message again.",
  },
  429: { code: "WHATSAPP_RATE_LIMITED", sentence: "The account sends too much for now." },
  463: {
    code: "WHATSAPP_REJECTED",
    sentence:
      "WhatsApp does not let this account write to somebody who has not written to it; it may be restricted for now.",
  },
  475: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp limits new chats of this account for now." },
  479: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp found the message not well formed." },
  487: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp could not read the message." },
  495: { code: "WHATSAPP_REJECTED", sentence: "The message lacks the secret that its kind needs." },
  500: { code: "WHATSAPP_UNAVAILABLE", sentence: "WhatsApp failed; nothing was sent." },
  503: { code: "WHATSAPP_UNAVAILABLE", sentence: "WhatsApp cannot take messages now; nothing was sent." },
  551: { code: "WHATSAPP_REJECTED", sentence: "WhatsApp does not support this group's way of naming members here." },
  552: { code: "WHATSAPP_UNAVAILABLE", sentence: "WhatsApp failed; nothing was sent." },
};

const groupRefusals: Readonly<Record<number, Refusal>> = {
  401: { code: "GROUP_ACCESS_DENIED", sentence: "The account is not a member of the group." },
  403: {
    code: "GROUP_ACCESS_DENIED",
    sentence: "The account is not a member of the group, or only admins may send there.",
  },
  404: { code: "GROUP_NOT_FOUND", sentence: "WhatsApp does not know this group." },
};

/** The typed error for an error code of WhatsApp. Nothing was taken. */
export function refusedBy(whatsappCode: number, remoteJid: string, text?: string, cause?: unknown): WaxwingError {
  const known = (isJidGroup(remoteJid) ? groupRefusals[whatsappCode] : undefined) ?? refusals[whatsappCode];
  const { code, sentence } = known ?? {
    code: "WHATSAPP_REJECTED",
    sentence: `WhatsApp refused the message (${text ?? `code ${whatsappCode}`}).`,
  };
  return new WaxwingError(code, sentence, {
    details: { whatsapp: { code: whatsappCode, message: text ?? sentence } },
    ...(cause === undefined ? {} : { cause }),
  });
}
