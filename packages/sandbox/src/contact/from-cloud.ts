import type { ReceivedMessage } from "../graph/model.ts";
import type { SendMessage } from "../graph/schemas/message.ts";
import type { ReceivedByContact } from "./received.ts";

/** What the conversion asks of Graph. */
export interface CloudSource {
  /** Digits of the number that people see for a phone number id. */
  numberOf(phoneNumberId: string): string;
  /** The bytes of an uploaded medium; undefined when there is none (any more). */
  mediaOf(id: string): Buffer | undefined;
}

/** A message of the Cloud API, as the contact's phone shows it. */
export function fromCloud(message: ReceivedMessage, source: CloudSource): ReceivedByContact {
  const from = source.numberOf(message.phoneNumberId);
  return {
    id: message.id,
    via: "cloud",
    from,
    chat: `${from}@s.whatsapp.net`,
    type: message.type,
    text: message.text,
    quotedId: message.body.type === "reaction" ? message.body.reaction.message_id : message.quotedId,
    at: message.acceptedAt,
    message: message.body,
    async media() {
      const reference = mediaReference(message.body);
      if (reference === null) throw new Error(`message ${message.id} is a ${message.type} and has no file`);
      if (reference.id === undefined) {
        throw new Error(`message ${message.id} has a link (${reference.link ?? ""}): links are not fetched`);
      }
      const bytes = source.mediaOf(reference.id);
      if (bytes === undefined) throw new Error(`the file of message ${message.id} was deleted`);
      return bytes;
    },
  };
}

function mediaReference(
  body: SendMessage,
): { readonly id?: string | undefined; readonly link?: string | undefined } | null {
  switch (body.type) {
    case "image":
      return body.image;
    case "video":
      return body.video;
    case "audio":
      return body.audio;
    case "document":
      return body.document;
    case "sticker":
      return body.sticker;
    default:
      return null;
  }
}
