import { z } from "zod";
import { enumeration, field, model } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { Message } from "./message.ts";
import { InstanceId, RowId, Timestamp } from "./time.ts";

/** A row of `findChats`. */
export const Chat = model("Chat", "A chat with stored messages", {
  id: RowId,
  remoteJid: Jid,
  pushName: field(z.string(), "Name of the contact or group", "Maria").nullable(),
  profilePicUrl: field(z.string(), "Picture", "https://example.com/p.jpg").nullable(),
  updatedAt: Timestamp,
  windowStart: Timestamp.nullable().meta({
    description: "When the contact last wrote (start of Meta's 24-hour service window)",
  }),
  windowExpires: Timestamp.nullable().meta({ description: "When that window closes" }),
  windowActive: field(z.boolean(), "Whether that window is open now", true),
  lastMessage: Message.nullable(),
  unreadCount: field(z.int().min(0).max(2_000_000_000), "Incoming messages not read yet", 1),
  isSaved: field(z.boolean(), "Whether the contact is stored", true),
});

export const ContactType = enumeration("ContactType", "What a contact is", ["contact", "group", "group_member"]);

/** A row of `findContacts`. */
export const Contact = model("Contact", "A contact", {
  id: RowId,
  remoteJid: Jid,
  pushName: field(z.string(), "Name that the contact chose", "Maria").nullable(),
  profilePicUrl: field(z.string(), "Picture", "https://example.com/p.jpg").nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  instanceId: InstanceId,
  isGroup: field(z.boolean(), "Whether it is a group", false),
  isSaved: field(z.boolean(), "Whether it is stored with a name", true),
  type: ContactType,
});
