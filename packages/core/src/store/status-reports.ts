import type { JsonValue, MessageStatus } from "@waxwing/contract";
import type { PoolClient } from "pg";
import { uuidv7 } from "../identifiers.ts";
import type { InboundStatus } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import type { MessageRow } from "./message-row.ts";
import { compareStatuses, isFurther } from "./message-status.ts";
import { isOfChat } from "./report-chat.ts";
import type { WriteScope } from "./write-scope.ts";

interface KnownMessage {
  readonly id: string;
  readonly remoteJid: string;
  readonly remoteJidAlt: string | null;
  status: MessageStatus;
}

const insertSql = `
  INSERT INTO message_update (id, instance_id, message_id, key_id, remote_jid, from_me, participant, status, error, attempt_id, occurred_at)
  SELECT new.id, $1, new.message_id, new.key_id, new.remote_jid, new.from_me, new.participant, new.status, new.error,
         new.attempt_id, to_timestamp(new.seconds)
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[], $9::jsonb[], $10::uuid[],
              $11::bigint[])
    AS new (id, message_id, key_id, remote_jid, from_me, participant, status, error, attempt_id, seconds)
  ON CONFLICT ON CONSTRAINT message_update_once_key DO NOTHING
  RETURNING id`;

type StatusScope = Pick<WriteScope, "client" | "instanceId" | "later">;

/**
 * Stores reported statuses and moves their messages forward. Answers an event for each report that moved one, or that
 * took a member of a group further; reports for messages that are not stored yet wait for {@link finishSends}. Those that name
 * a message of another chat are left out.
 */
export async function storeStatusReports(
  { client, instanceId, later }: StatusScope,
  given: readonly InboundStatus[],
): Promise<NewEvent[]> {
  if (given.length === 0) return [];
  const [found, reporters] = await Promise.all([
    findMessages(client, instanceId, given),
    findReporters(client, instanceId, given),
  ]);
  const messageOf = (report: InboundStatus): KnownMessage | undefined =>
    found.get(keyOf(report.keyId, report.fromMe))?.find((message) => isOfChat(report, message));
  const reports = given.filter(
    (report) => !found.has(keyOf(report.keyId, report.fromMe)) || messageOf(report) !== undefined,
  );
  const ids = reports.map(() => uuidv7());
  const inserted = await client.query<{ id: string }>({
    name: "insert-status-reports",
    text: insertSql,
    values: [
      instanceId,
      ids,
      reports.map((report) => messageOf(report)?.id ?? null),
      reports.map((report) => report.keyId),
      reports.map((report) => report.remoteJid),
      reports.map((report) => report.fromMe),
      reports.map((report) => report.participant ?? null),
      reports.map((report) => report.status),
      reports.map((report) => (report.error === undefined ? null : JSON.stringify(report.error))),
      reports.map((report) => report.attemptId ?? null),
      reports.map((report) => report.timestamp),
    ],
  });
  const isNew = new Set(inserted.rows.map((row) => row.id));
  const events: NewEvent[] = [];
  const moved = new Map<string, MessageStatus>();
  reports.forEach((report, index) => {
    const message = messageOf(report);
    if (message === undefined || !isNew.has(ids[index] as string)) return;
    const isMoved = isFurther(report.status, message.status);
    if (isMoved) {
      message.status = report.status;
      moved.set(message.id, report.status);
    }
    const isTold = report.participant === undefined ? isMoved : reporters.advance(report);
    if (isTold) events.push(statusEvent(instanceId, message, report));
  });
  later(moveMessages(client, moved));
  return events;
}

interface WaitingReport {
  key_id: string;
  remote_jid: string;
  participant: string | null;
  attempt_id: string | null;
  status: MessageStatus;
  error: JsonValue;
  seconds: number;
}

/**
 * Ends the attempts whose messages are stored now, and gives newly stored own messages the statuses that overtook them. A
 * failure must name the attempt: else it is that of an earlier delivery under the same id.
 * Answers the events of these by row id of the message.
 */
export async function finishSends(
  { client, instanceId, later }: StatusScope,
  rows: readonly MessageRow[],
  attemptIds: readonly string[],
): Promise<Map<string, NewEvent[]>> {
  const events = new Map<string, NewEvent[]>();
  const own = new Map(rows.filter((row) => row.fromMe).map((row) => [row.keyId, row]));
  if (own.size === 0 && attemptIds.length === 0) return events;
  const { rows: waiting } = await client.query<WaitingReport>({
    name: "finish-sends",
    text: `WITH finished AS (
             DELETE FROM send_attempt WHERE id = ANY ($4::uuid[])
           ), adopted AS (
             UPDATE message_update SET message_id = own.id
             FROM unnest($2::text[], $3::uuid[]) AS own (key_id, id)
             WHERE instance_id = $1 AND from_me AND message_update.key_id = own.key_id AND message_id IS NULL
               AND (status <> 'ERROR' OR attempt_id IS NOT NULL)
             RETURNING message_update.*
           )
           SELECT key_id, remote_jid, participant, attempt_id, status, error, extract(epoch FROM occurred_at)::bigint AS seconds
           FROM adopted`,
    values: [instanceId, [...own.keys()], [...own.values()].map((row) => row.id), attemptIds],
  });
  waiting.sort((left, right) => left.seconds - right.seconds || compareStatuses(left.status, right.status));
  const moved = new Map<string, MessageStatus>();
  const reporters = createReporters();
  for (const report of waiting) {
    const row = own.get(report.key_id);
    const told = { remoteJid: report.remote_jid, attemptId: report.attempt_id ?? undefined };
    if (row === undefined || !isOfChat(told, row)) continue;
    const isMoved = isFurther(report.status, moved.get(row.id) ?? row.status);
    if (isMoved) moved.set(row.id, report.status);
    const participant = report.participant ?? undefined;
    const isTold =
      participant === undefined
        ? isMoved
        : reporters.advance({ keyId: report.key_id, fromMe: true, participant, status: report.status });
    if (!isTold) continue;
    const error = report.error === null ? undefined : (report.error as InboundStatus["error"]);
    const list = events.get(row.id) ?? [];
    list.push(
      statusEvent(instanceId, row, {
        keyId: report.key_id,
        remoteJid: report.remote_jid,
        fromMe: true,
        participant,
        status: report.status,
        timestamp: Number(report.seconds),
        error,
      }),
    );
    events.set(row.id, list);
  }
  later(moveMessages(client, moved));
  return events;
}

/** How far each member of a group has come with a message. */
interface Reporters {
  /** Whether the report takes its reporter further; remembers it. */
  advance(report: Pick<InboundStatus, "keyId" | "fromMe" | "participant" | "status">): boolean;
}

function createReporters(): Reporters {
  const furthest = new Map<string, MessageStatus>();
  return {
    advance({ keyId, fromMe, participant, status }) {
      const name = `${keyOf(keyId, fromMe)} ${participant}`;
      const before = furthest.get(name);
      if (before !== undefined && !isFurther(status, before)) return false;
      furthest.set(name, status);
      return true;
    },
  };
}

async function findReporters(
  client: PoolClient,
  instanceId: string,
  reports: readonly InboundStatus[],
): Promise<Reporters> {
  const reporters = createReporters();
  const keyIds = new Set(reports.filter((report) => report.participant !== undefined).map((report) => report.keyId));
  if (keyIds.size === 0) return reporters;
  const { rows } = await client.query<{ key_id: string; from_me: boolean; participant: string; status: MessageStatus }>(
    {
      name: "find-status-reporters",
      text: `SELECT key_id, from_me, participant, status FROM message_update
           WHERE instance_id = $1 AND key_id = ANY ($2::text[]) AND participant IS NOT NULL`,
      values: [instanceId, [...keyIds]],
    },
  );
  for (const row of rows) {
    reporters.advance({ keyId: row.key_id, fromMe: row.from_me, participant: row.participant, status: row.status });
  }
  return reporters;
}

function keyOf(keyId: string, fromMe: boolean): string {
  return `${fromMe ? "1" : "0"}${keyId}`;
}

async function findMessages(
  client: PoolClient,
  instanceId: string,
  reports: readonly InboundStatus[],
): Promise<Map<string, KnownMessage[]>> {
  const { rows } = await client.query<{
    id: string;
    key_id: string;
    remote_jid: string;
    remote_jid_alt: string | null;
    from_me: boolean;
    status: MessageStatus;
  }>({
    name: "find-reported-messages",
    text: `SELECT id, key_id, remote_jid, remote_jid_alt, from_me, status FROM message
           WHERE instance_id = $1 AND key_id = ANY ($2::text[])`,
    values: [instanceId, [...new Set(reports.map((report) => report.keyId))]],
  });
  const found = new Map<string, KnownMessage[]>();
  for (const { id, key_id, remote_jid: remoteJid, remote_jid_alt: remoteJidAlt, from_me, status } of rows) {
    const key = keyOf(key_id, from_me);
    found.set(key, [...(found.get(key) ?? []), { id, remoteJid, remoteJidAlt, status }]);
  }
  return found;
}

async function moveMessages(client: PoolClient, moved: ReadonlyMap<string, MessageStatus>): Promise<void> {
  if (moved.size === 0) return;
  await client.query({
    name: "move-messages",
    text: `UPDATE message SET status = new.status FROM unnest($1::uuid[], $2::text[]) AS new (id, status)
           WHERE message.id = new.id`,
    values: [[...moved.keys()], [...moved.values()]],
  });
}

function statusEvent(instanceId: string, message: { id: string; remoteJid: string }, report: InboundStatus): NewEvent {
  return {
    type: "MESSAGES_UPDATE",
    data: {
      messageId: message.id,
      keyId: report.keyId,
      remoteJid: message.remoteJid,
      fromMe: report.fromMe,
      participant: report.participant ?? null,
      status: report.status,
      instanceId,
      ...(report.error === undefined ? {} : { error: report.error }),
    },
  };
}
