import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { coreColumns, sealAnew } from "./sealed-columns.ts";
import type { Sealing } from "./sealing.ts";

/** Housekeeping that may run at any time and any number of times. */
export interface Maintenance {
  /** Does all of it once now. */
  run(): Promise<void>;
  start(): void;
  /** Resolves when no run uses the database any more. */
  stop(): Promise<void>;
}

const intervalMs = 15 * 60 * 1000;
const batchSize = 5000;
/** A status that came before its message waits for it. Of messages that were sent before the account was linked, none comes. */
const unmatchedStatusDays = 7;

interface MaintenanceOptions {
  readonly database: Database;
  readonly sealing: Sealing;
  /** Hours for which events are kept; ones that a channel has not taken over are kept longer. 0 keeps them for ever. */
  readonly eventRetentionHours: number;
  readonly log: Logger;
}

/**
 * Removes expired idempotency keys, statuses without a message and old events, a bounded number at a time; seals anew what an
 * older key has sealed.
 */
export function createMaintenance({ database, sealing, eventRetentionHours, log }: MaintenanceOptions): Maintenance {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;

  const prune = async (text: string, values: unknown[]): Promise<void> => {
    while (!signal.aborted) {
      const { rowCount } = await database.query(text, [...values, batchSize]);
      if ((rowCount ?? 0) < batchSize) return;
    }
  };

  const pruneEvents = (): Promise<void> =>
    prune(
      `DELETE FROM event WHERE id IN (
         SELECT id FROM event WHERE occurred_at < now() - make_interval(hours => $1)
           AND NOT EXISTS (
             SELECT 1 FROM subscriber_position AS s
             WHERE (event.transaction_id, event.position) > (s.transaction_id, s.position))
         ORDER BY occurred_at LIMIT $2)`,
      [eventRetentionHours],
    );
  const run = async (): Promise<void> => {
    await prune(
      "DELETE FROM idempotency_record WHERE id IN (SELECT id FROM idempotency_record WHERE expires_at < now() LIMIT $1)",
      [],
    );
    await prune(
      `DELETE FROM message_update WHERE id IN (
         SELECT id FROM message_update
         WHERE message_id IS NULL AND created_at < now() - make_interval(days => $1) LIMIT $2)`,
      [unmatchedStatusDays],
    );
    if (eventRetentionHours > 0) await pruneEvents();
    await sealAnew(database, sealing, coreColumns, { log, signal });
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
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
