import { z } from "zod";
import { query } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { Chat, Contact } from "../models/chat.ts";
import { InstanceName } from "../models/jid.ts";
import { MessageRecord } from "../models/message.ts";
import { MessageSource } from "../models/message-key.ts";
import { pageFields } from "../models/page.ts";
import { TimeRange } from "../models/time.ts";

const Address = field(z.string().trim().min(1).max(128), "JID or number", "5511999999999@s.whatsapp.net");

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

export const chat = {
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
};
