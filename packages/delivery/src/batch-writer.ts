import { pause } from "@waxwing/core";
import type { DeliveryLog } from "./delivery-log.ts";

/** Writes items in batches, one batch at a time and in the order of `add`. */
export interface BatchWriter<T> {
  /** `written` is called after the commit of the batch that holds the item. */
  add(item: T, written: () => void): void;
  /** Resolves when nothing is waiting, or when the writer was stopped. */
  drained(): Promise<void>;
  /** Gives up what cannot be written now; its `written` is never called. */
  stop(): void;
}

export interface BatchWriterOptions<T> {
  /** Writes all or nothing. Called again with the same items when it rejects: must bear repetition. */
  readonly write: (items: readonly T[]) => Promise<void>;
  /** What is written, for the log. */
  readonly subject: string;
  /** How long the first item waits for others, in milliseconds. */
  readonly gatherMs: number;
  readonly log: DeliveryLog;
}

const largestBatch = 500;
const firstDelayMs = 100;
const longestDelayMs = 2000;

/** A {@link BatchWriter} that repeats a failed batch until it is written: nothing is dropped while PostgreSQL is away. */
export function createBatchWriter<T>({ write, subject, gatherMs, log }: BatchWriterOptions<T>): BatchWriter<T> {
  let waiting: { item: T; written: () => void }[] = [];
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  const run = async (): Promise<void> => {
    if (gatherMs > 0) await pause(gatherMs, stopping.signal);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch);
      const items = batch.map(({ item }) => item);
      for (let failures = 0; ; failures++) {
        try {
          await write(items);
          if (failures > 0) log.info({ failures }, `${subject} can be written again`);
          break;
        } catch (err) {
          if (failures === 0) log.warn({ err }, `${subject} cannot be written; trying again until it can`);
          if (stopping.signal.aborted) return;
          await pause(Math.min(firstDelayMs * 2 ** failures, longestDelayMs), stopping.signal);
          if (stopping.signal.aborted) return;
        }
      }
      waiting = waiting.slice(batch.length);
      for (const { written } of batch) written();
    }
  };
  const start = (): void => {
    running = run().finally(() => {
      running = undefined;
      if (waiting.length > 0 && !stopping.signal.aborted) start();
    });
  };

  return {
    add(item, written) {
      waiting.push({ item, written });
      if (running === undefined && !stopping.signal.aborted) start();
    },
    async drained() {
      while (running !== undefined) await running;
    },
    stop: () => stopping.abort(),
  };
}
