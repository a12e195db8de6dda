import { requireKeys, type Sealing, sealAnew } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { MediaStore } from "@waxwing/media";
import type { Logger } from "pino";
import { prunePayloads, webColumns } from "./keys/index.ts";
import { sweepFiles } from "./operations/media/unclaimed-files.ts";

/** What the engine's tables and files need now and then. */
export interface Housekeeping {
  /** Rejects when something is sealed with a key that is not configured. */
  start(): Promise<void>;
  /** Removes the files of an instance that is gone, in the background; what a crash leaves of them is swept later. */
  removeFilesOf(instanceId: string): void;
  /** Resolves when nothing uses the database any more. */
  stop(): Promise<void>;
}

const everyMs = 10 * 60_000;

/** Seals with the present key what an older one has sealed, once; removes payloads and files that are of no use any more. */
export function createHousekeeping(options: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly store: MediaStore | undefined;
  readonly log: Logger;
}): Housekeeping {
  const { database, sealing, store, log } = options;
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
    if (store !== undefined) then("removing files without rows", () => sweepFiles(database, store, stopping.signal));
  };
  return {
    async start() {
      await requireKeys(database, sealing, webColumns);
      keep();
      timer = setInterval(keep, everyMs);
      timer.unref();
    },
    removeFilesOf(instanceId) {
      if (store !== undefined) then("removing the files of an instance", () => store.deleteAll(instanceId));
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await work;
    },
  };
}
