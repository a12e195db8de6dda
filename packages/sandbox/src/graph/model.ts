import type { SendMessage } from "./schemas/message.ts";

/** A business phone number of the local Graph server. */
export interface PhoneNumber {
  /** Graph's id of the number: the `{phone-number-id}` of the paths. */
  readonly id: string;
  /** As people write it: `+1 555 010 0001`. */
  readonly displayPhoneNumber: string;
  readonly verifiedName: string;
  /** The WhatsApp Business account (WABA) that it belongs to: `entry[].id` of its webhooks. */
  readonly businessId: string;
}

/** A message that a business sent and a contact received. */
export interface ReceivedMessage {
  /** `wamid.…`, as answered to the sender. */
  readonly id: string;
  readonly phoneNumberId: string;
  /** WhatsApp id of the contact. */
  readonly waId: string;
  /** The recipient as the sender wrote it. */
  readonly to: string;
  /** When Graph accepted it, in milliseconds. */
  readonly acceptedAt: number;
  readonly type: SendMessage["type"];
  /** The text of a text message, the body of an interactive one, the caption of a medium; else null. */
  readonly text: string | null;
  /** Id of the message that this one replies to. */
  readonly quotedId: string | null;
  /** `biz_opaque_callback_data` of the sender. */
  readonly callbackData: string | null;
  /** The whole request body, checked. */
  readonly body: SendMessage;
}

/** The text that a person would see first in a message; null where there is none. */
export function textOf(message: SendMessage): string | null {
  switch (message.type) {
    case "text":
      return message.text.body;
    case "image":
    case "video":
    case "document":
      return captionOf(message);
    case "interactive":
      return message.interactive.body?.text ?? null;
    default:
      return null;
  }
}

function captionOf(message: SendMessage & { type: "image" | "video" | "document" }): string | null {
  const media = message.type === "image" ? message.image : message.type === "video" ? message.video : message.document;
  return media.caption ?? null;
}
