import { uuidv7 } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Queryable } from "./row.ts";
import type { Fault } from "./sender.ts";

/** An event that is given up. */
export interface Failure {
  readonly instanceId: string;
  /** Null when the event itself is gone from the log. */
  readonly instanceName: string | null;
  readonly eventId: string;
  readonly eventType: string | null;
  readonly chat: string;
  readonly attempts: number;
  readonly fault: Fault;
  readonly firstAttemptAt: Date | null;
  readonly lastAttemptAt: Date;
}

/** Stores failures; one that is stored already stays as it is. */
export async function storeFailures(database: Queryable, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return;
  await database.query(
    `INSERT INTO webhook_failure (id, instance_id, instance_name, event_id, event_type, chat, attempts, status, error_code, message,
                                  first_attempt_at, last_attempt_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::int[],
                          $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[])
     ON CONFLICT (event_id) DO NOTHING`,
    [
      failures.map(() => uuidv7()),
      failures.map((failure) => failure.instanceId),
      failures.map((failure) => failure.instanceName),
      failures.map((failure) => failure.eventId),
      failures.map((failure) => failure.eventType),
      failures.map((failure) => failure.chat),
      failures.map((failure) => failure.attempts),
      failures.map((failure) => failure.fault.status),
      failures.map((failure) => failure.fault.code),
      failures.map((failure) => failure.fault.message),
      failures.map((failure) => failure.firstAttemptAt),
      failures.map((failure) => failure.lastAttemptAt),
    ],
  );
}

const keptDays = 30;

/** Removes failures that are older than 30 days, a bounded number at a time. */
export async function pruneFailures(database: Database): Promise<void> {
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM webhook_failure WHERE id IN (
         SELECT id FROM webhook_failure WHERE last_attempt_at < now() - make_interval(days => $1) LIMIT 5000)`,
      [keptDays],
    );
    if ((rowCount ?? 0) < 5000) return;
  }
}
