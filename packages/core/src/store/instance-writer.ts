import type { SentMessage } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { PoolClient } from "pg";
import { isInstanceGone } from "../failures.ts";
import { completeIdempotencyRecords } from "../idempotency/records.ts";
import { uuidv7 } from "../identifiers.ts";
import type { InboundBatch, InboundMessage } from "../inbox.ts";
import type { InstanceDirectory } from "../instance-directory.ts";
import { appendEvents, beginWithStreamLock, type NewEvent, streamLockOf } from "../log/append.ts";
import { touchChatsAndContacts } from "./chats-and-contacts.ts";
import type { DoubtfulAttempt, DoubtfulAttempts } from "./doubtful-attempts.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { insertMessages, type MessageRow, toMessage } from "./message-row.ts";
import { type AttemptContent, doubtAttempts } from "./send-attempts.ts";
import { toSentMessage } from "./sent-message.ts";
import { settleDoubtful } from "./settled-sends.ts";
import { finishSends, storeStatusReports } from "./status-reports.ts";

/** A message that WhatsApp has accepted. */
export interface AcceptedSend {
  readonly attemptId: string;
  readonly keyId: string;
  readonly remoteJid: string;
  readonly content: AttemptContent;
  readonly engineData: Buffer | undefined;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly idempotencyId: string | undefined;
}

/** One thing to write to an instance. */
export type InstanceWrite =
  | { readonly kind: "inbound"; readonly batch: InboundBatch }
  | { readonly kind: "sent"; readonly send: AcceptedSend }
  /** A send whose outcome is not known; settled at once when a status has overtaken us. */
  | { readonly kind: "doubt"; readonly attemptId: string };

/** What a write gives: the answer of a send (of one in doubt: when it was settled), nothing for what arrived. */
export type WriteResult = SentMessage | undefined;

export type InstanceWriter = GroupCommit<InstanceWrite, WriteResult>;

interface WriterOptions {
  readonly database: Database;
  readonly directory: InstanceDirectory;
  /** Attempts in doubt; only reports for these need a look at the table. */
  readonly doubtfulAttempts: DoubtfulAttempts;
  /** Called after each commit that appended events, with their number. */
  readonly committed: (events: number) => void;
}

/**
 * Writes what arrives and what was sent: messages, chats, contacts, statuses and events of one instance in one
 * transaction, under the lock of its stream. Whatever waits for the same instance shares the next transaction.
 */
export function createInstanceWriter(options: WriterOptions): InstanceWriter {
  const { database, directory, doubtfulAttempts, committed } = options;
  return createGroupCommit<InstanceWrite, WriteResult>(async (instanceId, writes) => {
    const instance = directory.byId(instanceId);
    if (instance === undefined) return answersWithoutInstance(writes, instanceId);
    let written: GroupOutcome;
    try {
      written = await database.transaction(async (client) => {
        const lock = streamLockOf(client, instanceId);
        const outcome = await writeGroup(client, instanceId, writes, doubtfulAttempts);
        await appendEvents(
          lock,
          { instanceId, instanceName: instance.name, sender: instance.ownerJid },
          outcome.events,
        );
        return outcome;
      }, beginWithStreamLock(instanceId));
    } catch (error) {
      if (isInstanceGone(error)) return answersWithoutInstance(writes, instanceId);
      throw error;
    }
    for (const attempt of written.doubted) doubtfulAttempts.add(attempt);
    for (const id of written.settled) doubtfulAttempts.delete(id);
    directory.count(instanceId, written.added);
    if (written.events.length > 0) committed(written.events.length);
    return written.results;
  }, 256);
}

/** The instance was deleted meanwhile: nothing is left to which a write could belong; what was sent was sent. */
function answersWithoutInstance(writes: readonly InstanceWrite[], instanceId: string): WriteResult[] {
  return writes.map((write) => (write.kind === "sent" ? toSentMessage(rowOf(write.send), instanceId) : undefined));
}

interface GroupOutcome {
  readonly events: NewEvent[];
  readonly results: WriteResult[];
  readonly added: { messages: number; chats: number; contacts: number };
  readonly settled: readonly string[];
  readonly doubted: readonly DoubtfulAttempt[];
}

async function writeGroup(
  client: PoolClient,
  instanceId: string,
  writes: readonly InstanceWrite[],
  doubtful: DoubtfulAttempts,
): Promise<GroupOutcome> {
  const reports = writes.flatMap((write) => (write.kind === "inbound" ? write.batch.statuses : []));
  const doubted = writes.flatMap((write) => (write.kind === "doubt" ? [write.attemptId] : []));
  const echoes = writes.flatMap((write) => (write.kind === "inbound" ? write.batch.messages : []));
  const settled = await settleDoubtful(client, instanceId, { reports, echoes }, doubtful, doubted);
  const sends = writes.flatMap((write) => (write.kind === "sent" ? [write.send] : [])).concat(settled);
  const sentRows = new Map(sends.map((send) => [send.attemptId, rowOf(send)]));

  const rows: MessageRow[] = settled.map((send) => sentRows.get(send.attemptId) as MessageRow);
  for (const write of writes) {
    if (write.kind === "sent") rows.push(sentRows.get(write.send.attemptId) as MessageRow);
    else if (write.kind === "inbound") rows.push(...write.batch.messages.map(inboundRow));
  }
  const insertedIds = await insertMessages(client, instanceId, rows);
  const inserted = rows.filter((row) => insertedIds.has(row.id));
  const addresses = await touchChatsAndContacts(client, instanceId, inserted);
  const overtaken = await finishSends(client, instanceId, inserted, [...sentRows.keys()]);

  const events: NewEvent[] = [...addresses.events];
  const sent = new Set(sentRows.values());
  for (const row of inserted) {
    events.push({ type: sent.has(row) ? "SEND_MESSAGE" : "MESSAGES_UPSERT", data: toMessage(row, instanceId) });
    events.push(...(overtaken.get(row.id) ?? []));
  }
  events.push(...(await storeStatusReports(client, instanceId, reports)));

  await answerKeys(client, instanceId, sends, sentRows);
  const added = { messages: inserted.length, chats: addresses.newChats, contacts: addresses.newContacts };
  const settledIds = settled.map((send) => send.attemptId);
  const remaining = await doubtAttempts(
    client,
    doubted.filter((id) => !settledIds.includes(id)),
  );
  const results = writes.map((write) => {
    if (write.kind === "inbound") return undefined;
    const row = sentRows.get(write.kind === "sent" ? write.send.attemptId : write.attemptId);
    return row === undefined ? undefined : toSentMessage(row, instanceId);
  });
  return { events, results, added, settled: settledIds, doubted: remaining };
}

/** Stores the answers under the idempotency keys of sends. */
async function answerKeys(
  client: PoolClient,
  instanceId: string,
  sends: readonly AcceptedSend[],
  rows: ReadonlyMap<string, MessageRow>,
): Promise<void> {
  const answers = new Map<string, SentMessage>();
  for (const { idempotencyId, attemptId } of sends) {
    if (idempotencyId !== undefined)
      answers.set(idempotencyId, toSentMessage(rows.get(attemptId) as MessageRow, instanceId));
  }
  await completeIdempotencyRecords(client, answers);
}

function rowOf(send: AcceptedSend): MessageRow {
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
