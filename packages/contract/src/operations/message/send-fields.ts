import { z } from "zod";
import { field } from "../../definition/schema.ts";
import { IdempotencyKey, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { Quoted, type SentMessage } from "../../models/message.ts";

/** Fields of everything that becomes a message, reactions and status posts included. */
export const postFields = {
  instanceName: InstanceName,
  messageId: field(
    z.string().regex(/^[A-Za-z0-9]{8,64}$/, "must be 8 to 64 letters and digits"),
    "An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field",
    "3EB0C767D26A1D8F0B5E",
  ).optional(),
  idempotencyKey: IdempotencyKey.optional(),
};

/** Fields that every send to a chat has. */
export const sendFields = {
  ...postFields,
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
};

/** A sent message as existing clients expect it: an integer time, and plain text as `conversation`. */
export function evolutionSentMessage(answer: SentMessage): unknown {
  return {
    ...answer,
    messageTimestamp: Number(answer.messageTimestamp),
    message:
      answer.message.extendedTextMessage === undefined
        ? answer.message
        : { conversation: answer.message.extendedTextMessage.text },
    messageType: answer.messageType === "extendedTextMessage" ? "conversation" : answer.messageType,
  };
}
