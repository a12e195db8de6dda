import type { EventType, JsonValue } from "@waxwing/contract";
import type { QueryResult, QueryResultRow } from "pg";
import type { LoggedEvent, LogPosition } from "../delivery-channel.ts";

/** What runs a statement: the database, or a client inside a transaction. */
export interface Queryable {
  query<R extends QueryResultRow>(config: { name?: string; text: string; values: unknown[] }): Promise<QueryResult<R>>;
}

interface EventRow {
  id: string;
  transaction_id: string;
  position: number | bigint;
  instance_id: string;
  instance_name: string;
  sequence: number | bigint;
  type: EventType;
  data: JsonValue;
  sender: string | null;
  occurred_at: Date;
}

const columns =
  "id, transaction_id::text, position, instance_id, instance_name, sequence, type, data, sender, occurred_at";

function toEvent(row: EventRow): LoggedEvent {
  return {
    id: row.id,
    at: { transactionId: row.transaction_id, position: String(row.position) },
    instanceId: row.instance_id,
    instanceName: row.instance_name,
    sequence: Number(row.sequence),
    type: row.type,
    data: row.data,
    sender: row.sender,
    occurredAt: row.occurred_at,
  };
}

/** Below the oldest running transaction nothing can appear any more, so that no reader ever steps over an event. */
const isSettled = "transaction_id < pg_snapshot_xmin(pg_current_snapshot())";

/** The next events of the whole log after a position, in commit order. */
export async function readAfter(database: Queryable, after: LogPosition, limit: number): Promise<LoggedEvent[]> {
  const { rows } = await database.query<EventRow>({
    name: "read-log",
    // Qualified: a bare name would be that of the answer's column, which is text, and "1000" is less than "999".
    text: `SELECT ${columns} FROM event WHERE (transaction_id, position) > ($1::xid8, $2::bigint) AND ${isSettled}
           ORDER BY event.transaction_id, event.position LIMIT $3`,
    values: [after.transactionId, after.position, limit],
  });
  return rows.map(toEvent);
}

/** The next events of one instance after a position, in commit order. */
export async function readInstanceAfter(
  database: Queryable,
  instanceId: string,
  after: LogPosition,
  limit: number,
): Promise<LoggedEvent[]> {
  const { rows } = await database.query<EventRow>({
    name: "read-instance-log",
    text: `SELECT ${columns} FROM event
           WHERE instance_id = $1 AND (transaction_id, position) > ($2::xid8, $3::bigint) AND ${isSettled}
           ORDER BY sequence LIMIT $4`,
    values: [instanceId, after.transactionId, after.position, limit],
  });
  return rows.map(toEvent);
}

/** Events by id, in no particular order. */
export async function readByIds(database: Queryable, ids: readonly string[]): Promise<LoggedEvent[]> {
  const { rows } = await database.query<EventRow>({
    name: "read-events",
    text: `SELECT ${columns} FROM event WHERE id = ANY ($1::uuid[])`,
    values: [ids],
  });
  return rows.map(toEvent);
}

/** The end of the log at one moment. */
export interface LogEnd {
  /** The place after everything that is settled. */
  readonly position: LogPosition;
  /** Whether an event was committed at that moment, also when its place is after `position`. */
  includes(at: LogPosition): boolean;
}

/** The end of the log now. */
export async function currentEnd(database: Queryable): Promise<LogEnd> {
  const { rows } = await database.query<{ snapshot: string }>({
    text: "SELECT pg_current_snapshot()::text AS snapshot",
    values: [],
  });
  // "xmin:xmax:running,…", see PostgreSQL's manual on pg_snapshot.
  const [xmin, xmax, running] = rows[0]?.snapshot.split(":") ?? [];
  if (xmin === undefined || xmax === undefined) throw new Error("PostgreSQL answered no snapshot");
  const unfinished = new Set(running?.split(","));
  return {
    // Rows of that transaction itself count from position 1: position 0 is before all of them.
    position: { transactionId: xmin, position: "0" },
    includes: ({ transactionId }) => BigInt(transactionId) < BigInt(xmax) && !unfinished.has(transactionId),
  };
}

/** The place after everything that is settled now. */
export async function endOfLog(database: Queryable): Promise<LogPosition> {
  return (await currentEnd(database)).position;
}

/** Whether `left` comes after `right`. */
export function isAfter(left: LogPosition, right: LogPosition): boolean {
  const leftTransaction = BigInt(left.transactionId);
  const rightTransaction = BigInt(right.transactionId);
  if (leftTransaction !== rightTransaction) return leftTransaction > rightTransaction;
  return BigInt(left.position) > BigInt(right.position);
}
