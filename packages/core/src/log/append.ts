import { type EventData, type EventType, WaxwingError } from "@waxwing/contract";
import type { PoolClient } from "pg";
import { isUuid, uuidv7 } from "../identifiers.ts";

/** An event to be appended. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

/** The instance to whose stream is appended. */
export interface Stream {
  readonly instanceId: string;
  readonly instanceName: string;
  /** The account's own JID, null while unknown. */
  readonly sender: string | null;
}

/** Proof that {@link lockStream} was called in this transaction. */
export interface StreamLock {
  readonly client: PoolClient;
  readonly instanceId: string;
}

/**
 * Serialises all transactions that write to one instance, until commit. Must be the first statement of its transaction:
 * an advisory lock assigns no transaction id while it waits, so that the order of transaction ids is the order of
 * sequences (a row lock would take the id before it waits, and readers that go by transaction id would see the later
 * sequence first).
 */
export async function lockStream(client: PoolClient, instanceId: string): Promise<StreamLock> {
  await client.query({
    name: "lock-stream",
    text: "SELECT pg_advisory_xact_lock(hashtextextended($1, 7717))",
    values: [instanceId],
  });
  return { client, instanceId };
}

/**
 * Opens a transaction and takes the lock of {@link lockStream} as its first statement, in one round trip; for
 * `Database.transaction`. The id is a UUID of ours. Its statements take lists and look rows up by key: PostgreSQL, which
 * guesses ten elements for a list, would plan them anew for each that is shorter, and that costs more than they do.
 */
export function beginWithStreamLock(instanceId: string): string {
  if (!isUuid(instanceId)) throw new Error("the id of an instance is a UUID");
  const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${instanceId}', 7717))`;
  return `BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; ${lock}`;
}

/** The proof of a transaction that was opened by {@link beginWithStreamLock}. */
export function streamLockOf(client: PoolClient, instanceId: string): StreamLock {
  return { client, instanceId };
}

const appendSql = `
  WITH stream AS (
    UPDATE event_stream SET last_sequence = last_sequence + $2::int WHERE instance_id = $1 RETURNING last_sequence
  )
  INSERT INTO event (id, instance_id, instance_name, sequence, type, data, sender, occurred_at)
  SELECT new.id, $1, $3, stream.last_sequence - $2::int + new.ordinality, new.type, new.data, $4, $5
  FROM stream, unnest($6::uuid[], $7::text[], $8::jsonb[]) WITH ORDINALITY AS new (id, type, data, ordinality)
  ORDER BY new.ordinality`;

/** Appends events to an instance's stream, in order, with consecutive sequences. Answers their ids. Throws INSTANCE_NOT_FOUND. */
export async function appendEvents(lock: StreamLock, stream: Stream, events: readonly NewEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  if (lock.instanceId !== stream.instanceId) throw new Error("the lock is that of another instance");
  const ids = events.map(() => uuidv7());
  const result = await lock.client.query({
    name: "append-events",
    text: appendSql,
    values: [
      stream.instanceId,
      events.length,
      stream.instanceName,
      stream.sender,
      new Date(),
      ids,
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.data)),
    ],
  });
  // A stream goes with its instance.
  if (result.rowCount === 0) throw new WaxwingError("INSTANCE_NOT_FOUND");
  if (result.rowCount !== events.length) throw new Error(`${result.rowCount} of ${events.length} events were appended`);
  return ids;
}
