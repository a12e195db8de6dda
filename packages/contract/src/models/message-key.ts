import { z } from "zod";
import { enumeration, field, model, volatileField } from "../definition/schema.ts";
import { Address, Jid } from "./jid.ts";

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

export const AddressingMode = enumeration("AddressingMode", "Whether a chat knows its members by phone number or LID", [
  "pn",
  "lid",
]);

export const MessageKey = model("MessageKey", "What identifies a message in WhatsApp", {
  remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
  fromMe: field(z.boolean(), "Whether this account wrote it", true),
  id: volatileField(z.string(), "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdB"),
  participant: field(Jid, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
  remoteJidAlt: field(Jid, "The chat's other address: LID beside a phone JID", "123456789012345@lid").optional(),
  participantAlt: field(Jid, "The writer's other address: LID beside a phone JID", "223456789012345@lid").optional(),
  addressingMode: AddressingMode.optional(),
});
export type MessageKey = z.infer<typeof MessageKey>;

/** WhatsApp's id of a message, as callers write it. */
export const MessageId = field(z.string().min(1).max(255), "WhatsApp's message id", "3EB0C767D26A1D8F0B5E");

/** The fields of {@link MessageReference}. */
export const messageReferenceFields = {
  id: MessageId,
  remoteJid: field(Address, "The chat: JID or number", "5511999999999@s.whatsapp.net"),
  fromMe: field(z.boolean(), "Whether this account wrote it", false),
  participant: field(Address, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
};

/** A message that the caller names in full. */
export const MessageReference = model("MessageReference", "Names a message", messageReferenceFields);

/** A message that is found by its id in this instance; the rest narrows the search. */
export const StoredMessageReference = model("StoredMessageReference", "Names a stored message", {
  id: MessageId,
  remoteJid: messageReferenceFields.remoteJid.optional(),
  fromMe: messageReferenceFields.fromMe.optional(),
  participant: messageReferenceFields.participant,
});
