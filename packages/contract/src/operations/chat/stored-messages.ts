import { z } from "zod";
import { mutation, query } from "../../definition/operation.ts";
import { field, model, volatileField } from "../../definition/schema.ts";
import { Address, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { MessageContent } from "../../models/message-content.ts";
import { MessageKey, MessageStatus, messageReferenceFields, StoredMessageReference } from "../../models/message-key.ts";
import { engineErrors, groupErrors, recipientErrors } from "../engine-errors.ts";

const ReadReference = model("ReadReference", "Names a message", {
  ...messageReferenceFields,
  fromMe: field(z.boolean(), "Whether this account wrote it", false).default(false),
});

/** What WhatsApp was told about an earlier message. */
const ChangedMessage = model("ChangedMessage", "What was sent to change an earlier message", {
  key: MessageKey,
  message: MessageContent,
  messageTimestamp: volatileField(z.string(), "Unix time in seconds, as a string", "1717689097"),
  status: MessageStatus,
});

function evolutionChangedMessage(answer: z.output<typeof ChangedMessage>): unknown {
  return { ...answer, messageTimestamp: Number(answer.messageTimestamp) };
}

const deletePath = "/chat/deleteMessageForEveryone/:instanceName";
const dimension = field(z.int().min(0).max(1_000_000), "Pixels; null where it has none", 720).nullable();

/** Operations on messages that exist. */
export const storedMessageOperations = {
  markMessageAsRead: mutation({
    rest: { method: "POST", path: "/chat/markMessageAsRead/:instanceName", status: 201 },
    access: "instance",
    summary: "Mark messages as read",
    description: "Tells the writers that their messages were read, where the account's privacy allows it.",
    input: z.object({
      instanceName: InstanceName,
      readMessages: z.array(ReadReference).min(1).max(1000).meta({ description: "The messages" }),
    }),
    output: model("ReadResult", "The messages were marked", {
      message: field(z.string(), "Text for people", "Read messages"),
      read: field(z.string(), "`success`", "success"),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: {
      instanceName: "my-instance",
      readMessages: [{ remoteJid: "5511999999999@s.whatsapp.net", id: "3EB0C767D26A1D8F0B5E" }],
    },
  }),

  markMessageAsPlayed: mutation({
    rest: { method: "POST", path: "/chat/markMessageAsPlayed/:instanceName", status: 201 },
    access: "instance",
    summary: "Mark voice notes as played",
    description: "Tells the writers that their voice notes or videos were played.",
    input: z.object({
      instanceName: InstanceName,
      playedMessages: z.array(ReadReference).min(1).max(1000).meta({ description: "The messages" }),
    }),
    output: model("PlayedResult", "The messages were marked", {
      message: field(z.string(), "Text for people", "Played messages"),
      played: field(z.string(), "`success`", "success"),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: {
      instanceName: "my-instance",
      playedMessages: [{ remoteJid: "5511999999999@s.whatsapp.net", id: "3EB0C767D26A1D8F0B5E" }],
    },
  }),

  deleteMessageForEveryone: mutation({
    rest: { method: "DELETE", path: deletePath, status: 201 },
    aliases: [
      {
        method: "DELETE",
        path: deletePath,
        fields: {
          id: "key.id",
          remoteJid: "key.remoteJid",
          fromMe: "key.fromMe",
          participant: "key.participant",
          messageId: "key.id",
          number: "key.remoteJid",
          owner: "key.fromMe",
        },
      },
    ],
    access: "instance",
    summary: "Delete a message for everyone",
    description:
      "Deletes a message of this account (`fromMe`, the default), or as an admin one of another member of a group.",
    input: z.object({
      instanceName: InstanceName,
      key: model("DeletedKey", "The message", {
        ...messageReferenceFields,
        fromMe: field(z.boolean(), "Whether this account wrote it", true).default(true),
      }),
    }),
    output: ChangedMessage,
    errors: ["MESSAGE_NOT_FOUND", "MESSAGE_NOT_COMPATIBLE", ...recipientErrors, ...groupErrors],
    example: {
      instanceName: "my-instance",
      key: { remoteJid: "5511999999999@s.whatsapp.net", fromMe: true, id: "3EB0C767D26A1D8F0B5E" },
    },
    evolutionAnswer: evolutionChangedMessage,
  }),

  updateMessage: mutation({
    rest: { method: "POST", path: "/chat/updateMessage/:instanceName", status: 200 },
    aliases: [{ method: "PUT", path: "/chat/updateMessage/:instanceName" }],
    access: "instance",
    summary: "Edit a message",
    description:
      "Changes the text, or the caption of an image, video or document, of a message that this account sent to `number`. WhatsApp shows edits for 15 minutes after the message.",
    input: z.object({
      instanceName: InstanceName,
      number: Recipient,
      text: field(z.string().min(1).max(65_536), "The new text", "Hello again"),
      key: StoredMessageReference,
    }),
    output: ChangedMessage,
    errors: ["MESSAGE_NOT_FOUND", "MESSAGE_NOT_COMPATIBLE", "MESSAGE_TOO_LONG", ...recipientErrors, ...groupErrors],
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      text: "Hello again",
      key: { id: "3EB0C767D26A1D8F0B5E" },
    },
    evolutionAnswer: evolutionChangedMessage,
  }),

  getBase64: query({
    rest: { method: "POST", path: "/chat/getBase64/:instanceName", status: 201 },
    aliases: [{ method: "POST", path: "/chat/getBase64FromMediaMessage/:instanceName" }],
    access: "instance",
    summary: "Get the medium of a message",
    description:
      "Answers the decrypted file of a stored message as base64; also when WhatsApp's link has expired, as long as a phone or the server still has it.",
    input: z.object({
      instanceName: InstanceName,
      message: model("MediaMessageReference", "The message", { key: StoredMessageReference }),
      convertToMp4: field(z.boolean(), "Convert audio to MP4", false).optional(),
    }),
    output: model("Base64Media", "A medium as base64", {
      mediaType: field(z.string(), "Name of the content's field", "imageMessage"),
      fileName: field(z.string(), "File name", "picture.jpg"),
      caption: field(z.string(), "Text below the medium", "Our new collection").optional(),
      size: model("Base64MediaSize", "How large it is", {
        fileLength: field(z.string(), "Bytes, as a decimal number", "48213"),
        height: dimension,
        width: dimension,
      }),
      mimetype: field(z.string(), "MIME type", "image/jpeg"),
      base64: field(z.string(), "The file, base64", "/9j/4AAQSkZJRg=="),
      buffer: z.null().meta({ description: "Always null; existing clients know the field" }),
    }),
    errors: [
      "MESSAGE_NOT_FOUND",
      "MESSAGE_NOT_COMPATIBLE",
      "MEDIA_NOT_AVAILABLE",
      "MEDIA_INVALID",
      "MEDIA_TOO_LARGE",
      ...engineErrors,
    ],
    example: { instanceName: "my-instance", message: { key: { id: "3EB0C767D26A1D8F0B5E" } } },
  }),

  getPollVote: mutation({
    rest: { method: "POST", path: "/chat/getPollVote/:instanceName", status: 200 },
    access: "instance",
    summary: "Get the votes of a poll",
    description: "Counts the stored votes of a poll, each voter's last one.",
    input: z.object({
      instanceName: InstanceName,
      message: model("PollReference", "The poll", { key: StoredMessageReference }),
      remoteJid: field(Address, "The chat", "120363025486748009@g.us").optional(),
    }),
    output: model("PollVotes", "The votes of a poll", {
      poll: model("PollResult", "The poll", {
        name: field(z.string(), "The question", "Lunch?"),
        totalVotes: field(z.int().min(0).max(2_000_000_000), "Chosen answers of all voters", 1),
        results: z.record(z.string(), z.object({ votes: z.int().min(0), voters: z.array(Jid) })).meta({
          description: "For every answer, how many chose it and who",
          examples: [{ Pizza: { votes: 1, voters: ["5511999999999@s.whatsapp.net"] } }],
        }),
      }),
    }),
    errors: ["MESSAGE_NOT_FOUND", "MESSAGE_NOT_COMPATIBLE", "NOT_SUPPORTED_BY_ENGINE", "INTEGRATION_NOT_AVAILABLE"],
    example: { instanceName: "my-instance", message: { key: { id: "3EB0C767D26A1D8F0B5E" } } },
  }),
};
