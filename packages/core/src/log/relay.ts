import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import type { DeliveryChannel } from "../delivery-channel.ts";
import { endOfLog, readAfter } from "./read.ts";
import type { LogTail } from "./tail.ts";

/** Hands the log to one delivery channel, event by event in commit order, exactly once. */
export interface Relay {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether the last hand-over succeeded. */
  isHealthy(): boolean;
}

const batchSize = 500;
const retryDelayMs = 1000;

interface PositionRow {
  transaction_id: string;
  position: number | bigint;
}

/**
 * A relay with its own position in the log, moved in the transaction in which the channel takes the events over. The
 * position's row is locked meanwhile, so that of several servers one relays at a time. A new channel starts at the end.
 */
export function createRelay(database: Database, tail: LogTail, channel: DeliveryChannel, log: Logger): Relay {
  let stopped = false;
  let healthy = true;
  let running: Promise<void> | undefined;
  let rouse: (() => void) | undefined;
  let unsubscribe: (() => void) | undefined;
  let woken = false;

  const handOver = (): Promise<number> =>
    database.transaction(async (client) => {
      const { rows } = await client.query<PositionRow>({
        name: "lock-position",
        text: "SELECT transaction_id::text, position FROM subscriber_position WHERE subscriber = $1 FOR UPDATE",
        values: [channel.name],
      });
      const row = rows[0];
      if (row === undefined) throw new Error(`the channel ${channel.name} has no position in the log`);
      const events = await readAfter(client, { transactionId: row.transaction_id, position: String(row.position) }, batchSize);
      const last = events.at(-1);
      if (last === undefined) return 0;
      await channel.accept(client, events);
      await client.query({
        name: "move-position",
        text: "UPDATE subscriber_position SET transaction_id = $2::xid8, position = $3, updated_at = now() WHERE subscriber = $1",
        values: [channel.name, last.at.transactionId, last.at.position],
      });
      return events.length;
    });

  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = healthy ? undefined : setTimeout(done, retryDelayMs).unref();
      function done(): void {
        clearTimeout(timer);
        rouse = undefined;
        resolve();
      }
      rouse = done;
      if (woken || stopped) done();
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      woken = false;
      try {
        const count = await handOver();
        healthy = true;
        if (count > 0) {
          channel.accepted?.();
          continue;
        }
      } catch (err) {
        if (healthy) log.warn({ err, channel: channel.name }, "events cannot be handed to the channel; trying again");
        healthy = false;
        woken = false;
      }
      await wait();
    }
  };

  return {
    async start() {
      const end = await endOfLog(database.pool);
      await database.query(
        `INSERT INTO subscriber_position (subscriber, transaction_id, position) VALUES ($1, $2::xid8, $3)
         ON CONFLICT (subscriber) DO NOTHING`,
        [channel.name, end.transactionId, end.position],
      );
      unsubscribe = tail.onMove(() => {
        woken = true;
        rouse?.();
      });
      running = run();
    },
    async stop() {
      stopped = true;
      unsubscribe?.();
      rouse?.();
      await running;
    },
    isHealthy: () => healthy && !stopped,
  };
}
