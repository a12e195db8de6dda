import { isAfter, type LogPosition } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { DeliveryLog } from "../delivery-log.ts";

/** How far the channel is. Everything up to `to` is settled, but for what stands in `open` and `behind`. */
export interface Progress {
  /** Up to here the log was read. */
  readonly to: LogPosition;
  /** Events that were read and are not settled, by id. */
  readonly open: ReadonlyMap<string, LogPosition>;
  /** By instance: up to where its events were taken, where that is not as far as `to`. */
  readonly behind: ReadonlyMap<string, LogPosition>;
}

/** A {@link Progress} as it is stored; of open events the ids are enough. */
export interface StoredProgress {
  readonly to: LogPosition;
  readonly open: readonly string[];
  readonly behind: Readonly<Record<string, LogPosition>>;
}

/** Stores the progress soon after it has changed. */
export interface CursorWriter {
  changed(): void;
  /** Stores now; rejects when that is not possible. */
  flush(): Promise<void>;
  isHealthy(): boolean;
  stop(): void;
}

const flushMs = 50;
/** A long list of open events is written less often: a further millisecond for each 20 of them. */
const openPerMs = 20;
const afterFailureMs = 1000;

/** Reads where a subscriber is; a new one starts at `end()`. */
export async function readProgress(
  database: Database,
  subscriber: string,
  end: () => Promise<LogPosition>,
): Promise<StoredProgress> {
  const { rows } = await database.query<{ transaction_id: string; position: string; ahead: StoredProgress | null }>(
    "SELECT transaction_id::text, position::text, ahead FROM subscriber_position WHERE subscriber = $1",
    [subscriber],
  );
  const row = rows[0];
  if (row !== undefined) {
    return row.ahead ?? { to: { transactionId: row.transaction_id, position: row.position }, open: [], behind: {} };
  }
  const to = await end();
  await database.query(
    "INSERT INTO subscriber_position (subscriber, transaction_id, position) VALUES ($1, $2::xid8, $3)",
    [subscriber, to.transactionId, to.position],
  );
  return { to, open: [], behind: {} };
}

/** The place up to which nothing of the log is needed any more. */
export function prunableUpTo({ to, open, behind }: Progress): LogPosition {
  let lowest = to;
  for (const position of behind.values()) if (isAfter(lowest, position)) lowest = position;
  for (const position of open.values()) if (!isAfter(position, lowest)) lowest = rightBefore(position);
  return lowest;
}

interface CursorOptions {
  readonly database: Database;
  readonly subscriber: string;
  readonly progress: () => Progress;
  readonly log: DeliveryLog;
}

/** What was settled within the last 50 ms before a crash may be delivered again. */
export function createCursorWriter({ database, subscriber, progress, log }: CursorOptions): CursorWriter {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let dirty = false;
  let healthy = true;
  let stopped = false;

  const write = async (): Promise<void> => {
    const { to, open, behind } = progress();
    const { transactionId, position } = prunableUpTo({ to, open, behind });
    const ahead: StoredProgress | null =
      open.size === 0 && behind.size === 0 ? null : { to, open: [...open.keys()], behind: Object.fromEntries(behind) };
    dirty = false;
    try {
      await database.pool.query({
        name: "store-webhook-progress",
        text: `UPDATE subscriber_position SET transaction_id = $2::xid8, position = $3, ahead = $4, updated_at = now() WHERE subscriber = $1`,
        values: [subscriber, transactionId, position, ahead === null ? null : JSON.stringify(ahead)],
      });
    } catch (error) {
      dirty = true;
      throw error;
    }
  };
  /** One write at a time, so that an older state never lands on a newer one. */
  const flush = async (): Promise<void> => {
    while (running !== undefined) await running.catch(() => undefined);
    running = write().finally(() => {
      running = undefined;
    });
    await running;
  };
  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().then(
        () => {
          healthy = true;
          if (dirty && !stopped) schedule(flushMs + progress().open.size / openPerMs);
        },
        (err: unknown) => {
          if (healthy) log.warn({ err }, "the position of the webhooks cannot be stored; trying again");
          healthy = false;
          if (!stopped) schedule(afterFailureMs);
        },
      );
    }, delayMs);
  };

  return {
    changed() {
      if (dirty) return;
      dirty = true;
      if (!stopped && running === undefined) schedule(flushMs + progress().open.size / openPerMs);
    },
    flush,
    isHealthy: () => healthy,
    stop() {
      stopped = true;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** The place right before an event: everything up to it may be pruned without losing the event. */
function rightBefore({ transactionId, position }: LogPosition): LogPosition {
  return { transactionId, position: String(BigInt(position) - 1n) };
}
