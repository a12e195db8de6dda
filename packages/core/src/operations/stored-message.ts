import { ContextInfo, Message, type MessageContent, MessageSource, MessageStatus } from "@waxwing/contract";
import type { Prisma } from "@waxwing/database";
import { z } from "zod";
import { type MessageRow, toMessage } from "../store/message-row.ts";

type StoredMessage = Prisma.MessageGetPayload<object>;

const storedSource = MessageSource.catch("unknown");
const storedContext = ContextInfo.nullable().catch(null);
const storedAddressing = z.enum(["pn", "lid"]).nullable().catch(null);
const storedContent: z.ZodType<MessageContent> = Message.shape.message;

/** A row of the table `message`, as Prisma reads it. */
export function messageOf(row: StoredMessage): Message {
  const typed: Omit<MessageRow, "engineData"> = {
    id: row.id,
    keyId: row.keyId,
    remoteJid: row.remoteJid,
    fromMe: row.fromMe,
    participant: row.participant,
    remoteJidAlt: row.remoteJidAlt,
    participantAlt: row.participantAlt,
    addressingMode: storedAddressing.parse(row.addressingMode),
    pushName: row.pushName,
    messageType: row.messageType,
    message: storedContent.parse(row.message),
    contextInfo: storedContext.parse(row.contextInfo),
    source: storedSource.parse(row.source),
    status: MessageStatus.parse(row.status),
    timestamp: Number(row.messageTimestamp),
  };
  return toMessage(typed, row.instanceId);
}
