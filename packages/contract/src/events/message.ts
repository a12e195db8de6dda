import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, Json, model } from "../definition/schema.ts";
import { Jid } from "../models/jid.ts";
import { Message, PollUpdates } from "../models/message.ts";
import { MessageContent } from "../models/message-content.ts";
import { MessageKey, MessageStatus } from "../models/message-key.ts";
import { InstanceId, RowId } from "../models/time.ts";

const MessageEdit = model("MessageEdit", "A message was edited", {
  key: MessageKey,
  type: field(z.string(), "`MESSAGE_EDIT`", "MESSAGE_EDIT"),
  editedMessage: MessageContent,
  timestampMs: field(z.string(), "Unix time in milliseconds", "1717689097000").optional(),
});

export const messageEvents = {
  MESSAGES_SET: event("messages.set", "Messages of the history arrived, a part at a time.", z.array(Message)),
  MESSAGES_UPSERT: event(
    "messages.upsert",
    "A message arrived, or was sent from another device of the account.",
    Message,
  ),
  MESSAGES_EDITED: event("messages.edited", "Somebody edited a message.", MessageEdit),
  MESSAGES_UPDATE: event(
    "messages.update",
    "The status of a message changed, it was edited, or its poll has votes.",
    model("MessageUpdate", "The status, the text or the votes of a message changed", {
      messageId: RowId.nullable(),
      keyId: field(z.string(), "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdB"),
      remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
      fromMe: field(z.boolean(), "Whether this account wrote the message", true),
      participant: field(Jid, "Who reports the status, in groups", "5511888888888@s.whatsapp.net").nullable(),
      status: MessageStatus,
      instanceId: InstanceId,
      message: MessageContent.optional().meta({ description: "What the message says now, when it was edited" }),
      pollUpdates: PollUpdates.optional(),
      error: field(Json, "Why it failed, as WhatsApp says", {
        code: 131026,
        title: "Message undeliverable",
      }).optional(),
    }),
  ),
  MESSAGES_DELETE: event(
    "messages.delete",
    "A message was deleted for everyone.",
    model("MessageDelete", "A message was deleted for everyone", {
      ...MessageKey.shape,
      status: MessageStatus.optional(),
    }),
  ),
  SEND_MESSAGE: event("send.message", "A message was sent through the API.", Message),
  SEND_MESSAGE_UPDATE: event("send.message.update", "A message was edited through the API.", MessageEdit),
  MESSAGING_HISTORY_SET: event(
    "messaging-history.set",
    "The import of the history has come further, or has ended (progress 100).",
    model("HistoryProgress", "How far the import of the history has come", {
      messageCount: field(z.int(), "Messages so far", 1200),
      chatCount: field(z.int(), "Chats so far", 40),
      contactCount: field(z.int(), "Contacts so far", 60),
      progress: field(z.int().min(0).max(100), "Per cent; 100 at the end", 100),
    }),
  ),
};
