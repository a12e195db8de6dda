import { z } from "zod";
import { enumeration, field, model } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { Message } from "./message.ts";
import { InstanceId, RowId, Timestamp } from "./time.ts";

/** What the owner of the account has set for a chat; missing where the engine does not tell. */
export const chatFlags = {
  archived: field(z.boolean(), "Whether the chat is archived", false).optional(),
  pinned: field(z.boolean(), "Whether the chat is pinned to the top", false).optional(),
  muteEndTime: field(z.int(), "Until when it is muted: Unix time in seconds, -1 for ever, null for not", 1749225097)
    .nullable()
    .optional(),
};

/** The other address of a contact, beside its phone JID. */
export const lid = field(Jid, "The LID, beside a phone JID", "123456789012345@lid").nullish();

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
  lid,
  ...chatFlags,
});

/** A chat as stored, as `findChatByRemoteJid` answers. */
export const StoredChat = model("StoredChat", "A chat as stored", {
  id: RowId,
  remoteJid: Jid,
  name: field(z.string(), "Name of the contact or group", "Maria").nullable(),
  labels: z
    .array(z.string())
    .nullable()
    .meta({ description: "WhatsApp's ids of the labels on it", examples: [["1"]] }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  instanceId: InstanceId,
  unreadMessages: field(z.int().min(0).max(2_000_000_000), "Incoming messages not read yet", 1),
  lid,
  ...chatFlags,
});

/** A row of `findChannels`. */
export const Channel = model("Channel", "A channel with stored posts", {
  remoteJid: field(Jid, "The channel", "120363025486748009@newsletter"),
  lastMessageTimestamp: field(z.int(), "When the newest post was made: Unix time in seconds", 1717689097),
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
  lid,
});
