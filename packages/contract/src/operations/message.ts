import { z } from "zod";
import { mutation } from "../definition/operation.ts";
import { field } from "../definition/schema.ts";
import { IdempotencyKey, InstanceName, Jid, Recipient } from "../models/jid.ts";
import { Quoted, SentMessage } from "../models/message.ts";

/** Fields that every send has. */
const sendFields = {
  instanceName: InstanceName,
  number: Recipient,
  delay: field(
    z.int().min(0).max(60_000),
    "Milliseconds to wait (typing, where the engine can show it) before sending",
    0,
  ).optional(),
  quoted: Quoted.optional(),
  mentionsEveryOne: field(z.boolean(), "Mention everybody (groups)", false).optional(),
  mentioned: z
    .array(Jid.min(1))
    .max(1024)
    .optional()
    .meta({ description: "Mentioned accounts (groups)", examples: [["5511888888888@s.whatsapp.net"]] }),
  idempotencyKey: IdempotencyKey.optional(),
};

export const message = {
  sendText: mutation({
    rest: { method: "POST", path: "/message/sendText/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a text message",
    description: "Sends a text to a number or group; answers when WhatsApp has accepted it.",
    input: z.object({
      ...sendFields,
      text: field(z.string().min(1).max(65_536), "The text", "Hello"),
      linkPreview: field(z.boolean(), "Show a preview of the first link", true).optional(),
    }),
    output: SentMessage,
    errors: [
      "RECIPIENT_INVALID",
      "NUMBER_NOT_ON_WHATSAPP",
      "MESSAGE_TOO_LONG",
      "QUOTED_MESSAGE_NOT_FOUND",
      "INSTANCE_NOT_CONNECTED",
      "NOT_SUPPORTED_BY_ENGINE",
      "INTEGRATION_NOT_AVAILABLE",
      "WHATSAPP_REJECTED",
      "WHATSAPP_CREDENTIALS_REJECTED",
      "WHATSAPP_RATE_LIMITED",
      "WHATSAPP_UNAVAILABLE",
      "IDEMPOTENCY_KEY_REUSED",
      "SEND_OUTCOME_UNKNOWN",
    ],
    example: { instanceName: "my-instance", number: "5511999999999", text: "Hello" },
    evolutionAnswer: (answer) => ({
      ...answer,
      messageTimestamp: Number(answer.messageTimestamp),
      message:
        answer.message.extendedTextMessage === undefined
          ? answer.message
          : { conversation: answer.message.extendedTextMessage.text },
      messageType: answer.messageType === "extendedTextMessage" ? "conversation" : answer.messageType,
    }),
  }),
};
