import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { prunePayloads, reseal } from "./keys/index.ts";

/** What the engine's tables need now and then. */
export interface Housekeeping {
  start(): void;
  /** Resolves when nothing uses the database any more. */
  stop(): Promise<void>;
}

const pruneEveryMs = 10 * 60_000;

/** Seals with the present key what an older one has sealed, once; removes payloads that are of no use any more. */
export function createHousekeeping(options: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly log: Logger;
}): Housekeeping {
  const { database, sealing, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();
  const then = (what: string, task: () => Promise<unknown>): void => {
    work = work.then(task).catch((err: unknown) => log.warn({ err }, `${what} failed; it is tried again later`));
  };
  const prune = (): void => then("removing old payloads", () => prunePayloads(database));
  return {
    start() {
      then("sealing keys anew", () => reseal(database, sealing, log));
      prune();
      timer = setInterval(prune, pruneEveryMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await work;
    },
  };
}
