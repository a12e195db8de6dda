import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseLog } from "../database-log.ts";
import type { RunningPostmaster } from "./postmaster.ts";
import { identifyProcess, isStillRunning, type ProcessIdentity } from "./process-identity.ts";

/** Watches a postmaster and starts it again when it is gone. */
export interface PostmasterSupervision {
  pid(): number;
  /** Ends the watch and gives the pid of the postmaster that is left to stop. */
  end(): Promise<number>;
}

const firstRetryMs = 250;
const longestRetryMs = 15_000;
// Only for an adopted postmaster, whose end nobody announces to us.
const watchIntervalMs = 500;

/** Supervises until `end()`. A postmaster killed by the operating system (out of memory) costs seconds and not the service. */
export function supervisePostmaster(
  first: RunningPostmaster,
  log: DatabaseLog,
  startAgain: () => Promise<RunningPostmaster>,
): PostmasterSupervision {
  const ending = new AbortController();
  let current = first;

  const supervise = async () => {
    while (!ending.signal.aborted) {
      await untilGone(current, ending.signal);
      for (let retryMs = firstRetryMs; !ending.signal.aborted; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
        log.error({ pid: current.pid }, "PostgreSQL ended unexpectedly; starting it again");
        try {
          current = await startAgain();
          log.info({ pid: current.pid }, "PostgreSQL runs again");
          break;
        } catch (err) {
          log.error({ err, retryMs }, "PostgreSQL could not be started again");
          await delay(retryMs, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
        }
      }
    }
  };
  const done = supervise();

  return {
    pid: () => current.pid,
    end: async () => {
      ending.abort();
      await done;
      return current.pid;
    },
  };
}

async function untilGone(postmaster: RunningPostmaster, signal: AbortSignal): Promise<void> {
  const { child, pid } = postmaster;
  if (child !== null) {
    await new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null || signal.aborted) return resolve();
      child.once("exit", () => resolve());
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return;
  }
  const identity: ProcessIdentity | null = identifyProcess(pid);
  while (!signal.aborted && identity !== null && isStillRunning(identity)) {
    await delay(watchIntervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
