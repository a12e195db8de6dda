import { WaxwingError } from "@waxwing/contract";
import type { StoredMessageReference } from "@waxwing/core";
import type { proto } from "@whiskeysockets/baileys";
import { unwrap } from "../../inbound/content/unwrap.ts";

/** The content of a message with another text or caption. Throws MESSAGE_NOT_COMPATIBLE for one that has neither. */
export function editedContent(content: proto.IMessage, text: string): proto.IMessage {
  const { message } = unwrap(content);
  if (typeof message.conversation === "string") return { conversation: text };
  if (message.extendedTextMessage) {
    const { contextInfo } = message.extendedTextMessage;
    // The preview was of a link that may be gone; what was quoted and who was mentioned stays.
    return { extendedTextMessage: { text, ...(contextInfo ? { contextInfo } : {}) } };
  }
  if (message.imageMessage) return { imageMessage: { ...message.imageMessage, caption: text } };
  if (message.videoMessage) return { videoMessage: { ...message.videoMessage, caption: text } };
  if (message.documentMessage) {
    const documentMessage = { ...message.documentMessage, caption: text };
    // Clients show a document's caption in this wrapper only.
    return { documentWithCaptionMessage: { message: { documentMessage } } };
  }
  throw new WaxwingError(
    "MESSAGE_NOT_COMPATIBLE",
    "Only texts and captions of images, videos and documents can be edited.",
  );
}

/** A text of which only the contract's form was kept. Throws MESSAGE_NOT_COMPATIBLE for everything else. */
export function textContentOf({ message }: StoredMessageReference): proto.IMessage {
  const text = message.conversation ?? message.extendedTextMessage?.text;
  if (text !== undefined) return { conversation: text };
  throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "The message was not kept in WhatsApp's form, which an edit needs.");
}
