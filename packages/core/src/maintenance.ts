import type { Database } from "@waxwing/database";
import type { Logger } from "pino";

/** Housekeeping that may run at any time and any number of times. */
export interface Maintenance {
  /** Prunes once now. */
  run(): Promise<void>;
  start(): void;
  /** Resolves when no run uses the database any more. */
  stop(): Promise<void>;
}

const intervalMs = 15 * 60 * 1000;
const batchSize = 5000;

interface MaintenanceOptions {
  readonly database: Database;
  /** Hours for which events are kept; ones that a channel has not taken over are kept longer. 0 keeps them for ever. */
  readonly eventRetentionHours: number;
  readonly log: Logger;
}

/** Removes expired idempotency keys and old events, a bounded number at a time. */
export function createMaintenance({ database, eventRetentionHours, log }: MaintenanceOptions): Maintenance {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const prune = async (text: string, values: unknown[]): Promise<void> => {
    while (!stopped) {
      const { rowCount } = await database.query(text, [...values, batchSize]);
      if ((rowCount ?? 0) < batchSize) return;
    }
  };

  const run = async (): Promise<void> => {
    await prune(
      "DELETE FROM idempotency_record WHERE id IN (SELECT id FROM idempotency_record WHERE expires_at < now() LIMIT $1)",
      [],
    );
    if (eventRetentionHours === 0) return;
    await prune(
      `DELETE FROM event WHERE id IN (
         SELECT id FROM event WHERE occurred_at < now() - make_interval(hours => $1)
           AND NOT EXISTS (
             SELECT 1 FROM subscriber_position AS s
             WHERE (event.transaction_id, event.position) > (s.transaction_id, s.position))
         ORDER BY occurred_at LIMIT $2)`,
      [eventRetentionHours],
    );
  };
  const attempt = (): void => {
    running ??= run()
      .catch((err: unknown) => log.warn({ err }, "housekeeping failed; it runs again later"))
      .finally(() => {
        running = undefined;
      });
  };

  return {
    run,
    start() {
      timer = setInterval(attempt, intervalMs);
      timer.unref();
      attempt();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
