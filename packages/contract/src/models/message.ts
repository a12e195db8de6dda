import { z } from "zod";
import { enumeration, field, Json, model, volatileField } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { InstanceId, RowId } from "./time.ts";

export const MessageStatus = enumeration("MessageStatus", "How far a message has come; only ever moves forward", [
  "PENDING",
  "SERVER_ACK",
  "DELIVERY_ACK",
  "READ",
  "PLAYED",
  "ERROR",
  "DELETED",
]);
export type MessageStatus = z.infer<typeof MessageStatus>;

export const MessageSource = enumeration("MessageSource", "Device that wrote the message", [
  "unknown",
  "ios",
  "android",
  "web",
  "desktop",
]);

export const MessageKey = model("MessageKey", "What identifies a message in WhatsApp", {
  remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
  fromMe: field(z.boolean(), "Whether this account wrote it", true),
  id: volatileField(z.string(), "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdB"),
  participant: field(Jid, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
  remoteJidAlt: field(Jid, "The chat's other address: LID beside a phone JID", "123456789012345@lid").optional(),
});
export type MessageKey = z.infer<typeof MessageKey>;

const caption = field(z.string(), "Text below the medium", "Invoice of May").optional();
const mimetype = field(z.string(), "MIME type", "application/pdf").optional();

const MediaContent = model("MediaContent", "An image, video, audio, document or sticker", {
  mimetype,
  caption,
  fileName: field(z.string(), "File name", "invoice.pdf").optional(),
  fileLength: field(z.string(), "Size in bytes, as a decimal number", "48213").optional(),
  url: field(z.string(), "Where WhatsApp keeps the encrypted file", "https://mmg.whatsapp.net/d/f/abc.enc").optional(),
  seconds: field(z.int(), "Duration in seconds", 12).optional(),
  ptt: field(z.boolean(), "Whether an audio is a voice note", true).optional(),
});

/** Content of a message: one field per documented content, `raw` for the rest. */
export const MessageContent = model(
  "MessageContent",
  "Content of a message: one of the contents is present; `raw` holds what has no field of its own",
  {
    conversation: field(z.string(), "Plain text", "Hello").optional(),
    extendedTextMessage: model("ExtendedText", "Text as sent", {
      text: field(z.string(), "The text", "Hello"),
    }).optional(),
    imageMessage: MediaContent.optional(),
    videoMessage: MediaContent.optional(),
    audioMessage: MediaContent.optional(),
    documentMessage: MediaContent.optional(),
    stickerMessage: MediaContent.optional(),
    locationMessage: model("LocationContent", "A place", {
      degreesLatitude: field(z.number(), "Latitude in degrees", -23.55),
      degreesLongitude: field(z.number(), "Longitude in degrees", -46.63),
      name: field(z.string(), "Name of the place", "Praça da Sé").optional(),
      address: field(z.string(), "Address", "São Paulo").optional(),
    }).optional(),
    contactMessage: model("ContactContent", "A contact card", {
      displayName: field(z.string(), "Name", "Maria"),
      vcard: field(z.string(), "vCard 3.0", "BEGIN:VCARD\nVERSION:3.0\nFN:Maria\nEND:VCARD"),
    }).optional(),
    reactionMessage: model("ReactionContent", "A reaction to a message", {
      key: MessageKey,
      text: field(z.string(), "One emoji; empty when removed", "👍"),
    }).optional(),
    mediaUrl: field(z.string(), "Where the server stores the medium", "https://example.com/media/1.pdf").optional(),
    base64: field(z.string(), "The medium, base64", "aGVsbG8=").optional(),
    raw: field(Json, "Content without a documented field, as WhatsApp gave it", { type: "order" }).optional(),
  },
  { conversation: "Hello" },
);
export type MessageContent = z.infer<typeof MessageContent>;

export const ContextInfo = model("ContextInfo", "What a message refers to", {
  stanzaId: field(z.string(), "Id of the quoted message", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdC").optional(),
  participant: field(Jid, "Writer of the quoted message", "5511999999999@s.whatsapp.net").optional(),
  quotedMessage: MessageContent.optional(),
  mentionedJid: z
    .array(Jid)
    .optional()
    .meta({ description: "Mentioned accounts", examples: [["5511999999999@s.whatsapp.net"]] }),
});

const messageFields = {
  key: MessageKey,
  pushName: field(z.string(), "Name that the writer chose", "Maria").nullable(),
  status: MessageStatus,
  message: MessageContent,
  contextInfo: ContextInfo.nullable(),
  messageType: field(z.string(), "Name of the content's field", "conversation"),
};

const origin = { instanceId: InstanceId, source: MessageSource };

/** A stored message, as rows of `findMessages` and in events. */
export const Message = model("Message", "A stored message", {
  id: RowId,
  ...messageFields,
  messageTimestamp: volatileField(z.int(), "Unix time in seconds", 1717689097),
  ...origin,
});
export type Message = z.infer<typeof Message>;

/** A row of `findMessages`. */
export const MessageRecord = model("MessageRecord", "A stored message with the history of its status", {
  ...Message.shape,
  MessageUpdate: z
    .array(model("MessageStatusChange", "A status that was reported", { status: MessageStatus }))
    .meta({ description: "Reported statuses, oldest first", examples: [[{ status: "DELIVERY_ACK" }]] }),
});

/** The answer of a send. */
export const SentMessage = model("SentMessage", "A message that WhatsApp has accepted", {
  ...messageFields,
  messageTimestamp: volatileField(z.string(), "Unix time in seconds, as a string", "1717689097"),
  ...origin,
});
export type SentMessage = z.infer<typeof SentMessage>;

/** What a reply refers to. */
export const Quoted = model("Quoted", "The message that is replied to", {
  key: model("QuotedKey", "Its key", {
    id: field(z.string().min(1).max(255), "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdC"),
    remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net").optional(),
    fromMe: field(z.boolean(), "Whether this account wrote it", false).optional(),
    participant: field(Jid, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
  }),
  message: model("QuotedContent", "Its content; the stored one when left out", {
    conversation: field(z.string().max(65_536), "Plain text", "How much is it?").optional(),
  }).optional(),
});
