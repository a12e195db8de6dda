import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import type { DoubtfulAttempts } from "./doubtful-attempts.ts";
import type { InstanceWriter } from "./instance-writer.ts";

/** What an earlier run left. */
export interface Recovered {
  /** Sends whose outcome is still not known. */
  readonly doubtful: number;
  /** Sends that turned out to have been accepted. */
  readonly settled: number;
}

/**
 * Reads what earlier runs left: sends on their way are in doubt now (or settled, when a status has come already);
 * idempotency keys under which nothing was sent are free again. Only one server runs on a database, so whatever has
 * another run id belongs to one that is gone.
 */
export async function recoverEarlierRuns(
  database: Database,
  writer: InstanceWriter,
  doubtfulAttempts: DoubtfulAttempts,
  runId: string,
  log: Logger,
): Promise<Recovered> {
  await database.query(
    `DELETE FROM idempotency_record WHERE state = 'running' AND run_id <> $1
     AND NOT EXISTS (SELECT 1 FROM send_attempt WHERE send_attempt.idempotency_id = idempotency_record.id)`,
    [runId],
  );
  const { rows } = await database.query<{ id: string; instance_id: string }>(
    "SELECT id, instance_id FROM send_attempt WHERE run_id <> $1",
    [runId],
  );
  let settled = 0;
  await Promise.all(
    rows.map(async (row) => {
      // Also those that were in doubt before: a status may have come when the doubt had just been stored.
      const answer = await writer.submit(row.instance_id, { kind: "doubt", attemptId: row.id });
      if (answer !== undefined) settled += 1;
    }),
  );
  const recovered = { doubtful: doubtfulAttempts.size, settled };
  if (rows.length > 0)
    log.warn(
      recovered,
      "an earlier run ended in the middle of sends; statuses from WhatsApp will settle those in doubt",
    );
  return recovered;
}
