import { requireKeys, type Sealing, sealAnew } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { prunePayloads, webColumns } from "./keys/index.ts";

/** What the engine's tables need now and then. */
export interface Housekeeping {
  /** Rejects when something is sealed with a key that is not configured. */
  start(): Promise<void>;
  /** Resolves when nothing uses the database any more. */
  stop(): Promise<void>;
}

const everyMs = 10 * 60_000;

/** Seals with the present key what an older one has sealed, once; removes payloads that are of no use any more. */
export function createHousekeeping(options: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly log: Logger;
}): Housekeeping {
  const { database, sealing, log } = options;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let isSealed = false;
  const then = (what: string, task: () => Promise<unknown>): void => {
    work = work.then(task).catch((err: unknown) => log.warn({ err }, `${what} failed; it is tried again later`));
  };
  const seal = async (): Promise<void> => {
    if (isSealed) return;
    await sealAnew(database, sealing, webColumns, { log, signal: stopping.signal });
    isSealed = true;
  };
  const keep = (): void => {
    then("sealing keys anew", seal);
    then("removing old payloads", () => prunePayloads(database));
  };
  return {
    async start() {
      await requireKeys(database, sealing, webColumns);
      keep();
      timer = setInterval(keep, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await work;
    },
  };
}
