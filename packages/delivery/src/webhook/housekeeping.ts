import type { LogPosition } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { pruneFailures } from "./failures.ts";
import type { Receivers } from "./receivers.ts";

const pruneIntervalMs = 3_600_000;

/**
 * Removes webhooks whose instance is gone when nothing of it is left to deliver, and old failures. May run at any time and
 * any number of times.
 */
export function createHousekeeping(
  database: Database,
  receivers: Receivers,
  readUpTo: () => LogPosition,
): () => Promise<void> {
  let nextPruneMs = performance.now() + pruneIntervalMs;

  return async () => {
    const idle = [...receivers.all()].filter(
      (receiver) =>
        receiver.instanceIsGone &&
        receiver.behind === undefined &&
        receiver.openEvents === 0 &&
        receiver.parkedEvents === 0,
    );
    if (idle.length > 0) {
      const { transactionId, position } = readUpTo();
      const { rows } = await database.query<{ instanceId: string }>(
        `DELETE FROM webhook WHERE instance_id = ANY ($1::uuid[])
           AND NOT EXISTS (SELECT 1 FROM instance WHERE instance.id = webhook.instance_id)
           AND NOT EXISTS (SELECT 1 FROM event WHERE event.instance_id = webhook.instance_id
             AND (event.transaction_id, event.position) > ($2::xid8, $3::bigint))
         RETURNING instance_id AS "instanceId"`,
        [idle.map((receiver) => receiver.instanceId), transactionId, position],
      );
      for (const { instanceId } of rows) receivers.remove(instanceId);
    }
    if (performance.now() < nextPruneMs) return;
    nextPruneMs = performance.now() + pruneIntervalMs;
    await pruneFailures(database);
  };
}
