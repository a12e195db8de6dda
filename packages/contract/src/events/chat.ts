import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, Json, model } from "../definition/schema.ts";
import { chatFlags, lid } from "../models/chat.ts";
import { Jid } from "../models/jid.ts";
import { InstanceId } from "../models/time.ts";

const ContactChange = model("ContactChange", "A contact is new or changed", {
  remoteJid: Jid,
  pushName: field(z.string(), "Name that the contact chose", "Maria").nullable(),
  profilePicUrl: field(z.string(), "Picture", "https://example.com/p.jpg").nullable(),
  instanceId: InstanceId,
  lid,
});

const ChatChange = model("ChatChange", "A chat is new or changed", {
  remoteJid: Jid,
  instanceId: InstanceId,
  name: field(z.string(), "Name of the chat", "Maria").nullable().optional(),
  unreadMessages: field(z.int().min(0).max(2_000_000_000), "Incoming messages not read yet", 1).optional(),
  lid,
  ...chatFlags,
});

const presences = z.record(z.string(), Json).meta({
  description: "Presence by JID",
  examples: [{ "5511999999999@s.whatsapp.net": { lastKnownPresence: "composing" } }],
});

export const chatEvents = {
  CONTACTS_SET: event("contacts.set", "The contacts of the account arrived.", z.array(ContactChange)),
  CONTACTS_UPSERT: event("contacts.upsert", "Contacts are new.", z.array(ContactChange)),
  CONTACTS_UPDATE: event("contacts.update", "Names or pictures of contacts changed.", z.array(ContactChange)),
  PRESENCE_UPDATE: event(
    "presence.update",
    "Somebody is typing, recording, online or gone.",
    model("PresenceUpdate", "Presence in a chat", {
      id: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
      presences,
    }),
  ),
  CHATS_SET: event("chats.set", "The chats of the account arrived.", z.array(ChatChange)),
  CHATS_UPSERT: event("chats.upsert", "Chats are new.", z.array(ChatChange)),
  CHATS_UPDATE: event("chats.update", "Chats changed.", z.array(ChatChange)),
  CHATS_DELETE: event("chats.delete", "Chats were deleted.", z.array(Jid)),
  LABELS_EDIT: event(
    "labels.edit",
    "A label was made, changed or deleted.",
    model("LabelEdit", "A label was made, changed or deleted", {
      id: field(z.string(), "WhatsApp's label id", "1"),
      name: field(z.string(), "Name", "New customer"),
      color: field(z.string(), "Colour", "0"),
      deleted: field(z.boolean(), "Whether it was deleted", false),
      predefinedId: field(z.string(), "Id of a predefined label", "1").nullable().optional(),
      instance: field(z.string(), "Name of the instance", "my-instance"),
    }),
  ),
  LABELS_ASSOCIATION: event(
    "labels.association",
    "A label was put on a chat or taken off.",
    model("LabelAssociation", "A label was put on a chat or taken off", {
      instance: field(z.string(), "Name of the instance", "my-instance"),
      type: field(z.string(), "`add` or `remove`", "add"),
      chatId: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
      labelId: field(z.string(), "WhatsApp's label id", "1"),
    }),
  ),
  CALL: event(
    "call",
    "A call was offered, rings, ended or was rejected.",
    model("Call", "A call", {
      chatId: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
      from: field(Jid, "The caller", "5511999999999@s.whatsapp.net"),
      groupJid: field(Jid, "The group of a group call", "120363025486748009@g.us").optional(),
      id: field(z.string(), "Id of the call", "3EB0C767D26A1D8F0B"),
      date: field(z.string(), "When, ISO 8601", "2026-11-22T12:00:00.000Z"),
      offline: field(z.boolean(), "Whether it was missed while offline", false),
      status: field(z.string(), "`offer`, `ringing`, `timeout`, `reject`, `accept` or `terminate`", "offer"),
      isVideo: field(z.boolean(), "Whether it is a video call", false).optional(),
      isGroup: field(z.boolean(), "Whether it is a group call", false).optional(),
    }),
  ),
};
