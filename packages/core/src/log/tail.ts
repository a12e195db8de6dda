import type { Logger } from "pino";
import type { LoggedEvent, LogPosition } from "../delivery-channel.ts";
import { endOfLog, isAfter, type Queryable, readAfter } from "./read.ts";

/** Follows the end of the log and keeps the newest events in memory, for everyone who streams live. */
export interface LogTail {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Looks for new events soon; called after every commit that appended some, with their number. */
  wake(committedEvents: number): void;
  /** Where the tail is: everything up to here has been seen. */
  position(): LogPosition;
  /** Kept events after a position; undefined when some may already have been dropped, so that they must be read. */
  after(position: LogPosition): readonly LoggedEvent[] | undefined;
  /** Resolves when the tail has moved past `position`, or when `signal` aborts. */
  moved(position: LogPosition, signal: AbortSignal): Promise<void>;
  /** Calls back after each move. Answers how to stop listening. */
  onMove(listener: () => void): () => void;
  /** Whether the log was readable at the last look. */
  isHealthy(): boolean;
}

const keptEvents = 2048;
const batchSize = 500;
/** What is committed may still hide behind an older running transaction: look again, ever less often. */
const retryDelaysMs = [2, 5, 10, 25, 50, 100, 250];
const gatheringMs = 4;
/** How often to look when nobody woke the tail: other writers, and what was missed during an outage. */
const idleDelayMs = 1000;

export function createLogTail(database: Queryable, log: Logger): LogTail {
  let kept: LoggedEvent[] = [];
  let keptFrom: LogPosition = { transactionId: "0", position: "0" };
  let at: LogPosition = keptFrom;
  let running: Promise<void> | undefined;
  let stopped = false;
  let healthy = false;
  let rouse: (() => void) | undefined;
  let woken = false;
  /** Events that were committed here and not read yet; below 0 when a read was faster than the commit's answer. */
  let missing = 0;
  const listeners = new Set<() => void>();

  const take = (events: readonly LoggedEvent[]): void => {
    const last = events.at(-1);
    if (last === undefined) return;
    kept.push(...events);
    if (kept.length > keptEvents * 2) {
      const dropped = kept.length - keptEvents;
      keptFrom = (kept[dropped - 1] as LoggedEvent).at;
      kept = kept.slice(dropped);
    }
    at = last.at;
    for (const listener of [...listeners]) listener();
  };

  /** Lets commits gather, so that a busy log is read in batches and not commit by commit. */
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, gatheringMs).unref());

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      timer.unref();
      function done(): void {
        clearTimeout(timer);
        rouse = undefined;
        resolve();
      }
      rouse = done;
    });

  const follow = async (): Promise<void> => {
    let looksInVain = 0;
    while (!stopped) {
      woken = false;
      let found = 0;
      try {
        const events = await readAfter(database, at, batchSize);
        found = events.length;
        missing -= found;
        take(events);
        healthy = true;
      } catch (err) {
        if (healthy) log.warn({ err }, "the event log cannot be read; trying again");
        healthy = false;
      }
      if (found === batchSize) continue;
      if (found > 0) await pause();
      looksInVain = found > 0 || woken ? 0 : looksInVain + 1;
      if (woken || stopped) continue;
      const retryMs = healthy && missing > 0 ? retryDelaysMs[looksInVain] : undefined;
      if (retryMs === undefined) {
        // The count has served; one that is off (a commit whose answer was lost) must not live on.
        missing = 0;
        await sleep(idleDelayMs);
      } else await sleep(retryMs);
      if (woken) looksInVain = 0;
    }
  };

  return {
    async start() {
      at = await endOfLog(database);
      keptFrom = at;
      healthy = true;
      running = follow();
    },
    async stop() {
      stopped = true;
      rouse?.();
      await running;
      for (const listener of [...listeners]) listener();
    },
    wake(committedEvents) {
      missing += committedEvents;
      woken = true;
      rouse?.();
    },
    position: () => at,
    after(position) {
      if (isAfter(keptFrom, position)) return undefined;
      if (!isAfter(at, position)) return [];
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isAfter((kept[middle] as LoggedEvent).at, position)) high = middle;
        else low = middle + 1;
      }
      return kept.slice(low);
    },
    moved(position, signal) {
      if (stopped || signal.aborted || isAfter(at, position)) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          if (!stopped && !signal.aborted && !isAfter(at, position)) return;
          listeners.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        listeners.add(done);
        signal.addEventListener("abort", done);
      });
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHealthy: () => healthy && !stopped,
  };
}
