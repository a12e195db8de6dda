import type { ContextInfo, MessageContent } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { PoolClient } from "pg";
import type { z } from "zod";
import type { DoubtfulAttempt } from "./doubtful-attempts.ts";
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
  /** WhatsApp's id, where we choose it. */
  readonly keyId: string | undefined;
  /** The message in the engine's own form, so that it can be delivered again. */
  readonly engineData: Buffer | undefined;
}

export interface AttemptContent {
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo: SentContext | null;
  /** The chat's LID, where it is known beside the phone JID. */
  readonly remoteJidAlt?: string | undefined;
  /** What the recipient may not see as it was asked for. */
  readonly warnings?: readonly string[] | undefined;
}

export type SentContext = z.infer<typeof ContextInfo>;

/** Writes attempts, many per transaction. */
export function createAttemptWriter(database: Database, runId: string): GroupCommit<SendAttempt, void> {
  return createGroupCommit(async (_key, attempts) => {
    await database.pool.query({
      name: "insert-send-attempts",
      text: `INSERT INTO send_attempt (id, instance_id, run_id, operation, remote_jid, message, state, idempotency_id,
                                       key_id, engine_data)
             SELECT new.id, new.instance_id, $1, new.operation, new.remote_jid, new.message, 'sending',
                    new.idempotency_id, new.key_id, new.engine_data
             FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[], $8::text[], $9::bytea[])
               AS new (id, instance_id, operation, remote_jid, message, idempotency_id, key_id, engine_data)`,
      values: [
        runId,
        attempts.map((attempt) => attempt.id),
        attempts.map((attempt) => attempt.instanceId),
        attempts.map((attempt) => attempt.operation),
        attempts.map((attempt) => attempt.remoteJid),
        attempts.map((attempt) => JSON.stringify(attempt.content)),
        attempts.map((attempt) => attempt.idempotencyId ?? null),
        attempts.map((attempt) => attempt.keyId ?? null),
        attempts.map((attempt) => attempt.engineData ?? null),
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
  readonly keyId: string | null;
  readonly engineData: Buffer | null;
}

interface AttemptRow {
  id: string;
  remote_jid: string;
  message: AttemptContent;
  idempotency_id: string | null;
  key_id: string | null;
  engine_data: Buffer | null;
}

const attemptColumns = "id, remote_jid, message, idempotency_id, key_id, engine_data";

function attemptOf(row: AttemptRow): StoredAttempt {
  return {
    id: row.id,
    remoteJid: row.remote_jid,
    content: row.message,
    idempotencyId: row.idempotency_id,
    keyId: row.key_id,
    engineData: row.engine_data,
  };
}

/** Takes attempts out of the table, to be settled in the same transaction. */
export async function takeAttempts(
  client: PoolClient,
  instanceId: string,
  ids: readonly string[],
): Promise<StoredAttempt[]> {
  const { rows } = await client.query<AttemptRow>({
    name: "take-send-attempts",
    text: `DELETE FROM send_attempt WHERE instance_id = $1 AND id = ANY ($2::uuid[]) RETURNING ${attemptColumns}`,
    values: [instanceId, ids],
  });
  return rows.map(attemptOf);
}

/** An attempt that can be delivered again: it has an id of ours and the engine's own form. */
export type RepeatableAttempt = StoredAttempt & { readonly keyId: string; readonly engineData: Buffer };

/** The attempt under an idempotency key, when it can be delivered again under its message id. */
export async function findRepeatableAttempt(
  database: Pick<Database, "query">,
  idempotencyId: string,
): Promise<RepeatableAttempt | undefined> {
  const { rows } = await database.query<AttemptRow>(
    `SELECT ${attemptColumns} FROM send_attempt WHERE idempotency_id = $1 AND key_id IS NOT NULL AND engine_data IS NOT NULL`,
    [idempotencyId],
  );
  const attempt = rows[0] === undefined ? undefined : attemptOf(rows[0]);
  return attempt !== undefined && isRepeatable(attempt) ? attempt : undefined;
}

function isRepeatable(attempt: StoredAttempt): attempt is RepeatableAttempt {
  return attempt.keyId !== null && attempt.engineData !== null;
}

/** Notes that the outcome of attempts, and of the idempotency keys under which they were made, is not known. Answers them. */
export async function doubtAttempts(client: PoolClient, ids: readonly string[]): Promise<DoubtfulAttempt[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string; instance_id: string; key_id: string | null }>({
    name: "doubt-send-attempts",
    text: `WITH doubted AS (
             UPDATE send_attempt SET state = 'unknown' WHERE id = ANY ($1::uuid[]) RETURNING id, instance_id, key_id, idempotency_id
           ), keys AS (
             UPDATE idempotency_record SET state = 'unknown'
             WHERE state = 'running' AND id IN (SELECT idempotency_id FROM doubted WHERE idempotency_id IS NOT NULL)
           )
           SELECT id, instance_id, key_id FROM doubted`,
    values: [ids],
  });
  return rows.map((row) => ({ id: row.id, instanceId: row.instance_id, keyId: row.key_id }));
}
