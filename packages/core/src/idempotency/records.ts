import type { JsonValue } from "@waxwing/contract";
import type { PoolClient, QueryResult, QueryResultRow } from "pg";

/** Who asked for what under which key. */
export interface IdempotencyScope {
  /** `global`, or the id of the instance whose token was used. */
  readonly caller: string;
  readonly operation: string;
  readonly instanceId: string | null;
  /** SHA-256 of the key. */
  readonly keyHash: Buffer;
}

export interface IdempotencyRecord {
  readonly id: string;
  readonly bodyHash: Buffer;
  readonly runId: string;
  readonly state: "running" | "done" | "unknown";
  readonly answer: JsonValue;
}

interface Queryable {
  query<R extends QueryResultRow>(text: string, values: unknown[]): Promise<QueryResult<R>>;
}

/** How long answers are kept. */
export const idempotencyRetentionHours = 24;

/**
 * Claims a key; false when it is claimed already. An expired claim counts as none; so does one of this run that is
 * still "running" without an attempt to send: the caller knows that none is running, so it could not be given free, in
 * an outage, and nothing was done under it.
 */
export async function claimIdempotencyKey(
  database: Queryable,
  scope: IdempotencyScope,
  claim: { id: string; bodyHash: Buffer; runId: string },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO idempotency_record (id, caller, operation, instance_id, key_hash, body_hash, run_id, state, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', now() + make_interval(hours => $8))
     ON CONFLICT ON CONSTRAINT idempotency_record_scope_key DO UPDATE SET
       id = EXCLUDED.id, body_hash = EXCLUDED.body_hash, run_id = EXCLUDED.run_id, state = 'running', answer = NULL,
       error = NULL, created_at = now(), expires_at = EXCLUDED.expires_at
     WHERE idempotency_record.expires_at < now()
        OR (idempotency_record.state = 'running' AND idempotency_record.run_id = EXCLUDED.run_id
            AND NOT EXISTS (SELECT 1 FROM send_attempt WHERE send_attempt.idempotency_id = idempotency_record.id))`,
    [
      claim.id,
      scope.caller,
      scope.operation,
      scope.instanceId,
      scope.keyHash,
      claim.bodyHash,
      claim.runId,
      idempotencyRetentionHours,
    ],
  );
  return rowCount === 1;
}

/** The claim of a key, if there is one. */
export async function findIdempotencyRecord(
  database: Queryable,
  scope: IdempotencyScope,
): Promise<IdempotencyRecord | undefined> {
  const { rows } = await database.query<{
    id: string;
    body_hash: Buffer;
    run_id: string;
    state: IdempotencyRecord["state"];
    answer: JsonValue;
  }>(
    `SELECT id, body_hash, run_id, state, answer FROM idempotency_record
     WHERE caller = $1 AND operation = $2 AND instance_id IS NOT DISTINCT FROM $3 AND key_hash = $4`,
    [scope.caller, scope.operation, scope.instanceId, scope.keyHash],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return { id: row.id, bodyHash: row.body_hash, runId: row.run_id, state: row.state, answer: row.answer };
}

/** Stores the answer; in the transaction of what it tells, so that there is never one without the other. */
export async function completeIdempotencyRecord(
  client: Pick<PoolClient, "query">,
  id: string,
  answer: unknown,
): Promise<void> {
  await client.query("UPDATE idempotency_record SET state = 'done', answer = $2 WHERE id = $1", [
    id,
    JSON.stringify(answer),
  ]);
}

/** {@link completeIdempotencyRecord} for many, in one statement. */
export async function completeIdempotencyRecords(
  client: Pick<PoolClient, "query">,
  answers: ReadonlyMap<string, unknown>,
): Promise<void> {
  if (answers.size === 0) return;
  await client.query({
    name: "complete-idempotency-records",
    text: `UPDATE idempotency_record SET state = 'done', answer = new.answer
           FROM unnest($1::uuid[], $2::jsonb[]) AS new (id, answer) WHERE idempotency_record.id = new.id`,
    values: [[...answers.keys()], [...answers.values()].map((answer) => JSON.stringify(answer))],
  });
}

/** Gives a key free again: nothing was done under it. */
export async function releaseIdempotencyKey(database: Queryable, id: string): Promise<void> {
  await database.query("DELETE FROM idempotency_record WHERE id = $1 AND state = 'running'", [id]);
}

/** Remembers that the outcome under a key is not known. */
export async function doubtIdempotencyKey(database: Queryable, id: string): Promise<void> {
  await database.query("UPDATE idempotency_record SET state = 'unknown' WHERE id = $1 AND state = 'running'", [id]);
}
