import type { SentMessage } from "@waxwing/contract";
import { completeIdempotencyRecords } from "../idempotency/records.ts";
import { uuidv7 } from "../identifiers.ts";
import type { InboundMessage, InboundStatus } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import type { AddedRows } from "./added-rows.ts";
import { type NewMessage, touchChatsAndContacts } from "./chats-and-contacts.ts";
import type { AcceptedSend } from "./instance-writer.ts";
import { type MessageRow, storeMessages, toMessage } from "./message-row.ts";
import { historyPageSize, pagesOf } from "./pages.ts";
import { toSentMessage } from "./sent-message.ts";
import { finishSends, storeStatusReports } from "./status-reports.ts";
import { KnownAlready, type WriteScope } from "./write-scope.ts";

/** Messages and statuses in the order in which they go into the store. */
export interface MessageWrites {
  readonly messages: readonly (InboundMessage | AcceptedSend)[];
  readonly statuses: readonly InboundStatus[];
}

export interface WrittenMessages {
  readonly events: NewEvent[];
  readonly added: AddedRows;
  /** Answers of the sends, by attempt. */
  readonly answers: ReadonlyMap<string, SentMessage>;
}

/** Stores what arrived and what was sent, with chats, contacts, statuses and the answers of idempotency keys. */
export async function writeMessages(
  { client, instanceId, later, expectsNew }: WriteScope,
  { messages, statuses }: MessageWrites,
): Promise<WrittenMessages> {
  const all = messages.map((message) => ({ ...newMessageOf(message), message }));
  const sent = all.flatMap(({ row, message }) => (isSend(message) ? [{ row, send: message }] : []));
  const storing = storeMessages(client, instanceId, all);
  const isGuess = expectsNew && all.every(({ isHistory }) => !isHistory);
  const stored = isGuess ? all.map((message) => ({ ...message, wasHistory: false })) : await storing;
  const [addresses, overtaken, reallyStored] = await Promise.all([
    touchChatsAndContacts(client, instanceId, stored),
    finishSends(
      { client, instanceId, later },
      stored.map(({ row }) => row),
      sent.map(({ send }) => send.attemptId),
    ),
    storing,
  ]);
  if (isGuess && (reallyStored.length < all.length || reallyStored.some(({ wasHistory }) => wasHistory)))
    throw new KnownAlready();

  const events: NewEvent[] = [...addresses.events];
  const history = stored.filter(({ isHistory }) => isHistory).map(({ row }) => toMessage(row, instanceId));
  for (const page of pagesOf(history, historyPageSize)) events.push({ type: "MESSAGES_SET", data: page });
  for (const { row, isHistory, message } of stored) {
    if (!isHistory) {
      events.push({ type: isSend(message) ? "SEND_MESSAGE" : "MESSAGES_UPSERT", data: toMessage(row, instanceId) });
    }
    events.push(...(overtaken.get(row.id) ?? []));
  }
  events.push(...(await storeStatusReports({ client, instanceId, later }, statuses)));

  const answers = new Map(
    sent.map(({ row, send }) => [send.attemptId, toSentMessage(row, instanceId, send.content.warnings)]),
  );
  const keyAnswers = sent.flatMap(({ send: { idempotencyId, attemptId } }) =>
    idempotencyId === undefined ? [] : [[idempotencyId, answers.get(attemptId)] as const],
  );
  later(completeIdempotencyRecords(client, new Map(keyAnswers)));
  const added = { messages: addresses.newMessages, chats: addresses.newChats, contacts: addresses.newContacts };
  return { events, added, answers };
}

function isSend(message: InboundMessage | AcceptedSend): message is AcceptedSend {
  return "attemptId" in message;
}

function newMessageOf(message: InboundMessage | AcceptedSend): NewMessage {
  if (isSend(message)) return { row: rowOf(message), isHistory: false, countsAsUnread: false };
  const isHistory = message.isHistory === true;
  const countsAsUnread = !isHistory && !message.fromMe && message.countsAsUnread !== false;
  return { row: inboundRow(message), isHistory, countsAsUnread };
}

/** An accepted message as it is stored. */
export function rowOf(send: AcceptedSend): MessageRow {
  return {
    id: uuidv7(),
    keyId: send.keyId,
    remoteJid: send.remoteJid,
    fromMe: true,
    participant: "",
    remoteJidAlt: send.content.remoteJidAlt ?? null,
    participantAlt: null,
    addressingMode: null,
    pushName: null,
    messageType: send.content.messageType,
    message: send.content.message,
    contextInfo: send.content.contextInfo,
    source: "unknown",
    status: "PENDING",
    timestamp: send.timestamp,
    engineData: send.engineData ?? null,
  };
}

function inboundRow(message: InboundMessage): MessageRow {
  return {
    id: uuidv7(),
    keyId: message.keyId,
    remoteJid: message.remoteJid,
    fromMe: message.fromMe,
    // An own message needs no writer, and has none when it was sent from here: so it is the same message from everywhere.
    participant: message.fromMe ? "" : (message.participant ?? ""),
    remoteJidAlt: message.remoteJidAlt ?? null,
    participantAlt: message.fromMe ? null : (message.participantAlt ?? null),
    addressingMode: message.addressingMode ?? null,
    pushName: message.pushName ?? null,
    messageType: message.messageType,
    message: message.message,
    contextInfo: message.contextInfo ?? null,
    source: message.source,
    status: message.status,
    timestamp: message.timestamp,
    engineData: message.engineData ?? null,
  };
}
