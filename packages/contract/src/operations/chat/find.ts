import { z } from "zod";
import { query } from "../../definition/operation.ts";
import { field, model, volatileField } from "../../definition/schema.ts";
import { Channel, Chat, Contact, lid, StoredChat } from "../../models/chat.ts";
import { Address, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { MessageRecord, PollUpdates } from "../../models/message.ts";
import { MessageId, MessageSource, MessageStatus } from "../../models/message-key.ts";
import { pageFields } from "../../models/page.ts";
import { InstanceId, RowId, TimeRange, Timestamp } from "../../models/time.ts";
import { engineErrors } from "../engine-errors.ts";

const MessageStatusRecord = model("MessageStatusRecord", "A status of a message that was reported", {
  id: RowId,
  messageId: RowId.nullable(),
  keyId: volatileField(z.string(), "WhatsApp's message id", "3EB0C767D26A1D8F0B5E"),
  remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
  fromMe: field(z.boolean(), "Whether this account wrote the message", true),
  participant: field(Jid, "Who reports the status, in groups", "5511888888888@s.whatsapp.net").nullable(),
  status: MessageStatus,
  pollUpdates: PollUpdates.optional(),
  occurredAt: Timestamp,
  instanceId: InstanceId,
});

const CheckedNumber = model("CheckedNumber", "Whether a number is on WhatsApp", {
  jid: field(Jid, "Address in WhatsApp", "5511999999999@s.whatsapp.net"),
  exists: field(z.boolean(), "Whether it is on WhatsApp", true),
  number: field(z.string(), "The number as it was given", "5511999999999"),
  name: field(z.string(), "Name of the contact or group, where it is known", "Maria").nullish(),
  lid,
});

const MessageFilter = model("MessageFilter", "Filters; all given ones must match", {
  id: field(z.string().min(1).max(64), "Row id", "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10").optional(),
  source: MessageSource.optional(),
  messageType: field(z.string().min(1).max(100), "Name of the content's field", "conversation").optional(),
  messageTimestamp: TimeRange.optional(),
  key: model("MessageKeyFilter", "Filters on the message key", {
    id: field(z.string().min(1).max(255), "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdB").optional(),
    fromMe: field(z.boolean(), "Written by this account", false).optional(),
    remoteJid: field(Address, "The chat", "5511999999999@s.whatsapp.net").optional(),
    remoteJidAlt: field(Address, "The chat's other address", "123456789012345@lid").optional(),
    participant: field(Address, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
  }).optional(),
});

const channelsPath = "/chat/findChannels/:instanceName";

/** Operations that read what is stored, and whether numbers are on WhatsApp. */
export const chatQueries = {
  findMessages: query({
    rest: { method: "POST", path: "/chat/findMessages/:instanceName", status: 200 },
    access: "instance",
    summary: "Find stored messages",
    description: "Stored messages that fit all filters, newest first.",
    input: z.object({ instanceName: InstanceName, where: MessageFilter.optional(), ...pageFields }),
    output: model("MessagePage", "A page of messages", {
      messages: model("MessagePageBody", "The page", {
        total: field(z.int().min(0).max(2_000_000_000), "Messages that fit", 1),
        pages: field(z.int().min(0).max(2_000_000_000), "Pages that they fill", 1),
        currentPage: field(z.int().min(1).max(1_000_000), "This page", 1),
        records: z.array(MessageRecord).meta({ description: "The messages" }),
      }),
    }),
    errors: [],
    example: { instanceName: "my-instance", where: { key: { remoteJid: "5511999999999@s.whatsapp.net" } } },
  }),

  findChats: query({
    rest: { method: "POST", path: "/chat/findChats/:instanceName", status: 200 },
    access: "instance",
    summary: "Find chats",
    description:
      "Chats with their last message, most recently changed first. `take` and `skip` win over `page` and `offset`.",
    input: z.object({
      instanceName: InstanceName,
      where: model("ChatFilter", "Filters; all given ones must match", {
        remoteJid: field(Address, "The chat", "5511999999999@s.whatsapp.net").optional(),
        messageTimestamp: TimeRange.optional(),
      }).optional(),
      ...pageFields,
      take: field(z.int().min(1).max(1000), "How many", 50).optional(),
      skip: field(z.int().min(0).max(1_000_000_000), "How many to leave out first", 0).optional(),
    }),
    output: z.array(Chat),
    errors: [],
    example: { instanceName: "my-instance" },
  }),

  findChannels: query({
    rest: { method: "POST", path: channelsPath, status: 200 },
    aliases: [{ method: "POST", path: channelsPath, fields: { rows: "limit" } }],
    access: "instance",
    summary: "Find channels",
    description: "Channels with stored posts, the one with the newest post first.",
    input: z.object({
      instanceName: InstanceName,
      page: pageFields.page,
      limit: field(z.int().min(1).max(1000), "Page size", 50).default(50),
    }),
    output: model("ChannelPage", "A page of channels", {
      total: field(z.int().min(0).max(2_000_000_000), "Channels with stored posts", 1),
      pages: field(z.int().min(0).max(2_000_000_000), "Pages that they fill", 1),
      currentPage: field(z.int().min(1).max(1_000_000), "This page", 1),
      limit: field(z.int().min(1).max(1000), "Page size", 50),
      records: z.array(Channel).meta({ description: "The channels" }),
    }),
    errors: [],
    example: { instanceName: "my-instance" },
  }),

  findContacts: query({
    rest: { method: "POST", path: "/chat/findContacts/:instanceName", status: 200 },
    access: "instance",
    summary: "Find contacts",
    description: "Contacts that fit all filters, newest first. `id` takes a JID, a number or a row id.",
    input: z.object({
      instanceName: InstanceName,
      where: model("ContactFilter", "Filters; all given ones must match", {
        id: field(Address, "JID, number or row id", "5511999999999@s.whatsapp.net").optional(),
        remoteJid: field(Address, "JID or number", "5511999999999@s.whatsapp.net").optional(),
        pushName: field(z.string().max(255), "Exact name", "Maria").optional(),
      }).optional(),
      ...pageFields,
    }),
    output: z.array(Contact),
    errors: [],
    example: { instanceName: "my-instance", where: { id: "5511999999999@s.whatsapp.net" } },
  }),

  findStatusMessage: query({
    rest: { method: "POST", path: "/chat/findStatusMessage/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/findStatusMessage/:instanceName", fields: { "where.keyId": "where.id" } }],
    access: "instance",
    summary: "Find the statuses of messages",
    description: "Reported statuses that fit all filters, newest first. `id` is WhatsApp's message id.",
    input: z.object({
      instanceName: InstanceName,
      where: model("StatusFilter", "Filters; all given ones must match", {
        id: MessageId.optional(),
        remoteJid: field(Address, "The chat", "5511999999999@s.whatsapp.net").optional(),
        fromMe: field(z.boolean(), "Written by this account", true).optional(),
        participant: field(Address, "Who reports the status, in groups", "5511888888888@s.whatsapp.net").optional(),
        status: MessageStatus.optional(),
      }).optional(),
      ...pageFields,
    }),
    output: z.array(MessageStatusRecord),
    errors: [],
    example: { instanceName: "my-instance", where: { remoteJid: "5511999999999@s.whatsapp.net" } },
  }),

  findChatByRemoteJid: query({
    rest: { method: "GET", path: "/chat/findChatByRemoteJid/:instanceName", status: 200 },
    access: "instance",
    summary: "Find one chat",
    description: "The chat with an address, or null when none is stored.",
    input: z.object({ instanceName: InstanceName, remoteJid: Address }),
    output: StoredChat.nullable(),
    errors: [],
    example: { instanceName: "my-instance", remoteJid: "5511999999999@s.whatsapp.net" },
  }),

  checkIsWhatsApp: query({
    rest: { method: "POST", path: "/chat/checkIsWhatsApp/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/whatsappNumbers/:instanceName" }],
    access: "instance",
    summary: "Check whether numbers are on WhatsApp",
    description:
      "Answers every number in the order of the question, with the address that WhatsApp knows it by. For groups `name` is the subject.",
    input: z.object({
      instanceName: InstanceName,
      numbers: z
        .array(Recipient)
        .min(1)
        .max(1000)
        .meta({ description: "Numbers or JIDs", examples: [["5511999999999"]] }),
    }),
    output: z.array(CheckedNumber),
    errors: ["RECIPIENT_INVALID", ...engineErrors],
    example: { instanceName: "my-instance", numbers: ["5511999999999"] },
  }),
};
