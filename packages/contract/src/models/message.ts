import { z } from "zod";
import { field, model, volatileField } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { ContextInfo, MessageContent } from "./message-content.ts";
import { MessageId, MessageKey, MessageSource, MessageStatus } from "./message-key.ts";
import { InstanceId, RowId } from "./time.ts";

/** Who chose an answer of a poll. */
export const PollUpdate = model("PollUpdate", "An answer of a poll with its voters", {
  name: field(z.string(), "The answer", "Pizza"),
  voters: z.array(Jid).meta({ description: "Who chose it", examples: [["5511999999999@s.whatsapp.net"]] }),
});

/** The votes of a poll so far. */
export const PollUpdates = z
  .array(PollUpdate)
  .meta({ description: "Votes of a poll so far: every answer with its voters" });

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
  pollUpdates: PollUpdates.optional(),
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
  warnings: z
    .array(z.string())
    .optional()
    .meta({
      description:
        "What the recipient may not see as it was asked for, in sentences; missing when there is nothing to say",
      examples: [["WhatsApp on some phones does not show lists."]],
    }),
});
export type SentMessage = z.infer<typeof SentMessage>;

/** What a reply refers to. */
export const Quoted = model("Quoted", "The message that is replied to", {
  key: model("QuotedKey", "Its key", {
    id: field(MessageId, "WhatsApp's message id", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdC"),
    remoteJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net").optional(),
    fromMe: field(z.boolean(), "Whether this account wrote it", false).optional(),
    participant: field(Jid, "The writer, in groups", "5511888888888@s.whatsapp.net").optional(),
  }),
  message: model("QuotedContent", "Its content; the stored one when left out", {
    conversation: field(z.string().max(65_536), "Plain text", "How much is it?").optional(),
    extendedTextMessage: model("QuotedText", "Text as received", {
      text: field(z.string().max(65_536), "The text", "How much is it?"),
    }).optional(),
  }).optional(),
});
