import type { MessageContent } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { PoolClient } from "pg";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";

/** A send on its way: written before WhatsApp is called, removed with the outcome. */
export interface SendAttempt {
  readonly id: string;
  readonly instanceId: string;
  readonly operation: string;
  readonly remoteJid: string;
  /** What will be stored as the message. */
  readonly content: AttemptContent;
  readonly idempotencyId: string | undefined;
}

export interface AttemptContent {
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo: SentContext | null;
}

export interface SentContext {
  readonly stanzaId?: string | undefined;
  readonly participant?: string | undefined;
  readonly quotedMessage?: MessageContent | undefined;
  readonly mentionedJid?: string[] | undefined;
}

/** Writes attempts, many per transaction. */
export function createAttemptWriter(database: Database, runId: string): GroupCommit<SendAttempt, void> {
  return createGroupCommit(async (_key, attempts) => {
    await database.pool.query({
      name: "insert-send-attempts",
      text: `INSERT INTO send_attempt (id, instance_id, run_id, operation, remote_jid, message, state, idempotency_id)
             SELECT new.id, new.instance_id, $1, new.operation, new.remote_jid, new.message, 'sending', new.idempotency_id
             FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[])
               AS new (id, instance_id, operation, remote_jid, message, idempotency_id)`,
      values: [
        runId,
        attempts.map((attempt) => attempt.id),
        attempts.map((attempt) => attempt.instanceId),
        attempts.map((attempt) => attempt.operation),
        attempts.map((attempt) => attempt.remoteJid),
        attempts.map((attempt) => JSON.stringify(attempt.content)),
        attempts.map((attempt) => attempt.idempotencyId ?? null),
      ],
    });
    return attempts.map(() => undefined);
  }, 200);
}

/** Removes attempts that WhatsApp certainly did not take, many per statement. */
export function createAttemptRemover(database: Database): GroupCommit<string, void> {
  return createGroupCommit(async (_key, ids) => {
    await database.pool.query({
      name: "remove-send-attempts",
      text: "DELETE FROM send_attempt WHERE id = ANY ($1::uuid[])",
      values: [ids],
    });
    return ids.map(() => undefined);
  }, 500);
}

/** An attempt as stored. */
export interface StoredAttempt {
  readonly id: string;
  readonly remoteJid: string;
  readonly content: AttemptContent;
  readonly idempotencyId: string | null;
}

/** Takes attempts out of the table, to be settled in the same transaction. */
export async function takeAttempts(
  client: PoolClient,
  instanceId: string,
  ids: readonly string[],
): Promise<Map<string, StoredAttempt>> {
  const { rows } = await client.query<{
    id: string;
    remote_jid: string;
    message: AttemptContent;
    idempotency_id: string | null;
  }>({
    name: "take-send-attempts",
    text: `DELETE FROM send_attempt WHERE instance_id = $1 AND id = ANY ($2::uuid[])
           RETURNING id, remote_jid, message, idempotency_id`,
    values: [instanceId, ids],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, remoteJid: row.remote_jid, content: row.message, idempotencyId: row.idempotency_id },
    ]),
  );
}

/** Notes that the outcome of attempts, and of the idempotency keys under which they were made, is not known. */
export async function doubtAttempts(client: PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: "doubt-send-attempts",
    text: `WITH doubted AS (UPDATE send_attempt SET state = 'unknown' WHERE id = ANY ($1::uuid[]) RETURNING idempotency_id)
           UPDATE idempotency_record SET state = 'unknown'
           WHERE state = 'running' AND id IN (SELECT idempotency_id FROM doubted WHERE idempotency_id IS NOT NULL)`,
    values: [ids],
  });
}
