import { type ConnectionReport, type Connections, isDatabaseAway, type PairingReport, pause } from "@waxwing/core";
import type { Logger } from "pino";

/** Brings what is reported of one instance to the core, one after the other. */
export interface Reports {
  state(report: ConnectionReport): void;
  pairing(report: PairingReport): void;
  /** Resolves when everything that was reported until now is stored or given up. */
  settled(): Promise<void>;
  /** Takes no more, and gives up what waits. */
  stop(): void;
}

interface Waiting {
  readonly tell: () => Promise<void>;
  /** May be left out when the database is away for long: a later one says what is so now. */
  readonly isPassing: boolean;
}

const longestPauseMs = 10_000;
const maxWaiting = 50;
/** Tries for what fails though the database is there. */
const maxTries = 5;

/** Reports in order, and again when the database is away: a state that was not told would stay wrong until the next one. */
export function createReports(options: {
  readonly connections: Connections;
  readonly instanceId: string;
  readonly log: Logger;
  readonly firstPauseMs?: number;
}): Reports {
  const { connections, instanceId, log, firstPauseMs = 200 } = options;
  const stopping = new AbortController();
  const queue: Waiting[] = [];
  let working: Promise<void> | undefined;

  const tellOne = async ({ tell }: Waiting): Promise<void> => {
    for (let tries = 1; !stopping.signal.aborted; tries++) {
      try {
        return await tell();
      } catch (error) {
        if (!isDatabaseAway(error) && tries >= maxTries) {
          log.error({ err: error }, "a change of the connection could not be stored");
          return;
        }
        if (tries === 1) log.warn({ err: error }, "a change of the connection is not stored yet; it is tried again");
        await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)), stopping.signal);
      }
    }
  };
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await tellOne(next);
    working = undefined;
  };
  const add = (waiting: Waiting): void => {
    if (stopping.signal.aborted) return;
    if (queue.length >= maxWaiting) {
      const passing = queue.findIndex(({ isPassing }) => isPassing);
      queue.splice(Math.max(0, passing), 1);
    }
    queue.push(waiting);
    working ??= work();
  };

  return {
    state: (report) => add({ tell: () => connections.report(instanceId, report), isPassing: report.isFinal !== true }),
    pairing: (report) => add({ tell: () => connections.pairing(instanceId, report), isPassing: true }),
    settled: async () => {
      await working;
    },
    stop() {
      stopping.abort();
      queue.length = 0;
    },
  };
}
