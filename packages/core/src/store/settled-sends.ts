import type { PoolClient } from "pg";
import type { InboundMessage, InboundStatus } from "../inbox.ts";
import type { DoubtfulAttempts } from "./doubtful-attempts.ts";
import type { AcceptedSend } from "./instance-writer.ts";
import { takeAttempts } from "./send-attempts.ts";

/** What arrives and may tell of a send. */
interface Arrivals {
  readonly reports: readonly InboundStatus[];
  /** Messages; own ones may be those that we sent. */
  readonly echoes: readonly InboundMessage[];
}

/**
 * Sends whose outcome was unknown, and of which WhatsApp has told now, or before the doubt arose: a status that brings
 * back the attempt or names its message, or the message itself from another device or the history. A failure that names the
 * id alone may be that of a later delivery of the same message: it settles nothing.
 */
export async function settleDoubtful(
  client: PoolClient,
  instanceId: string,
  { reports, echoes }: Arrivals,
  doubtful: DoubtfulAttempts,
  doubted: readonly string[],
): Promise<AcceptedSend[]> {
  const seen = await findWaitingReports(client, instanceId, doubted);
  for (const report of reports) {
    const id =
      report.attemptId ??
      (report.fromMe && report.status !== "ERROR" ? doubtful.byKeyId(instanceId, report.keyId) : undefined);
    if (id !== undefined && (doubtful.has(id) || doubted.includes(id)) && !seen.has(id)) seen.set(id, report);
  }
  for (const echo of echoes) {
    const id = echo.fromMe ? doubtful.byKeyId(instanceId, echo.keyId) : undefined;
    if (id !== undefined && !seen.has(id)) seen.set(id, echo);
  }
  if (seen.size === 0) return [];
  const attempts = await takeAttempts(client, instanceId, [...seen.keys()]);
  return attempts.map((attempt) => {
    const { keyId, remoteJid, timestamp } = seen.get(attempt.id) as WaitingSend;
    return {
      attemptId: attempt.id,
      keyId,
      // Where the id is ours we know the chat better than a receipt, which may name a device or a LID.
      remoteJid: attempt.keyId === null ? remoteJid : attempt.remoteJid,
      timestamp,
      content: attempt.content,
      engineData: attempt.engineData ?? undefined,
      idempotencyId: attempt.idempotencyId ?? undefined,
    };
  });
}

/** What WhatsApp told of a send. */
interface WaitingSend {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly timestamp: number;
}

/**
 * What came first of each attempt before its outcome was known: a report that brought back the attempt, one that names
 * the message id under which it went out, or that message itself.
 */
async function findWaitingReports(
  client: PoolClient,
  instanceId: string,
  attemptIds: readonly string[],
): Promise<Map<string, WaitingSend>> {
  if (attemptIds.length === 0) return new Map();
  const { rows } = await client.query<{ attempt_id: string; key_id: string; remote_jid: string; seconds: number }>({
    name: "find-waiting-reports",
    text: `SELECT DISTINCT ON (attempt_id) attempt_id, key_id, remote_jid, extract(epoch FROM occurred_at)::bigint AS seconds
           FROM (
             SELECT attempt_id, key_id, remote_jid, occurred_at, created_at, id
             FROM message_update WHERE instance_id = $1 AND attempt_id = ANY ($2::uuid[]) AND message_id IS NULL
             UNION ALL
             SELECT a.id, u.key_id, u.remote_jid, u.occurred_at, u.created_at, u.id
             FROM send_attempt AS a JOIN message_update AS u
               ON u.instance_id = a.instance_id AND u.key_id = a.key_id AND u.from_me AND u.message_id IS NULL
                AND u.status <> 'ERROR'
             WHERE a.instance_id = $1 AND a.id = ANY ($2::uuid[])
             UNION ALL
             SELECT a.id, m.key_id, m.remote_jid, to_timestamp(m.message_timestamp), m.created_at, m.id
             FROM send_attempt AS a JOIN message AS m
               ON m.instance_id = a.instance_id AND m.key_id = a.key_id AND m.from_me
             WHERE a.instance_id = $1 AND a.id = ANY ($2::uuid[])
           ) AS waiting
           ORDER BY attempt_id, created_at, id`,
    values: [instanceId, attemptIds],
  });
  return new Map(
    rows.map((row) => [
      row.attempt_id,
      { keyId: row.key_id, remoteJid: row.remote_jid, timestamp: Number(row.seconds) },
    ]),
  );
}
