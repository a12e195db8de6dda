import { setTimeout } from "node:timers/promises";

/** Gathers writes that wait for the same transaction. */
export interface GroupCommit<Item, Result> {
  /** Queues an item; resolves with its result after the commit. */
  submit(key: string, item: Item): Promise<Result>;
  /** Resolves when nothing is queued or being written. */
  drained(): Promise<void>;
}

interface Queued<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** PostgreSQL's classes for bad data, violated constraints and what is too large or deep: the fault of one item, not of the database. */
function isFaultOfOneItem(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^(22|23|54|XX001)/.test(code);
}

/**
 * One transaction at a time per key; what is submitted meanwhile goes together into the next one. `commit` answers one
 * result per item, in order. When a group fails for bad data, its items are written one by one, so that one cannot take
 * the others down. `gather` is awaited before the first group of a key is taken: items that are submitted meanwhile
 * belong to it; without one, items of the same turn of the event loop do. Where several items have just shared a group,
 * more are on their way: the next one waits for them for `shareMs`, since a transaction costs more than an item.
 */
export function createGroupCommit<Item, Result>(
  commit: (key: string, items: readonly Item[]) => Promise<readonly Result[]>,
  maxItems: number,
  gather: () => Promise<unknown> = () => Promise.resolve(),
  shareMs = 2,
): GroupCommit<Item, Result> {
  const queues = new Map<string, Queued<Item, Result>[]>();
  const waiting: (() => void)[] = [];

  const write = async (key: string, group: readonly Queued<Item, Result>[]): Promise<void> => {
    try {
      const results = await commit(
        key,
        group.map((queued) => queued.item),
      );
      if (results.length !== group.length) throw new Error(`${results.length} results for ${group.length} items`);
      for (const [index, queued] of group.entries()) queued.resolve(results[index] as Result);
    } catch (error) {
      if (group.length > 1 && isFaultOfOneItem(error)) {
        for (const queued of group) await write(key, [queued]);
      } else {
        for (const queued of group) queued.reject(error);
      }
    }
  };

  const run = async (key: string, queue: Queued<Item, Result>[]): Promise<void> => {
    await gather();
    for (let shared = 0; queue.length > 0; ) {
      if (shared > 1 && queue.length < maxItems) await setTimeout(shareMs);
      const group = queue.splice(0, maxItems);
      shared = group.length;
      await write(key, group);
    }
    queues.delete(key);
    if (queues.size === 0) for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    submit(key, item) {
      return new Promise((resolve, reject) => {
        const queued = { item, resolve, reject };
        const queue = queues.get(key);
        if (queue !== undefined) {
          queue.push(queued);
          return;
        }
        const started = [queued];
        queues.set(key, started);
        void run(key, started);
      });
    },
    drained: () => (queues.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
