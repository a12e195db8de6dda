import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { isDatabaseAway } from "./failures.ts";
import type { InstanceDirectory } from "./instance-directory.ts";
import { reloadInstance } from "./instance-loading.ts";
import type { Sealing } from "./sealing.ts";
import { createGroupCommit } from "./store/group-commit.ts";

/** Changes of instances: in the database first, in the directory then. */
export interface InstanceChanges {
  /**
   * Runs `change` when earlier changes of the same instance have ended, so that the directory takes them in the order of
   * their commits. When the database goes away in the middle, the instance is read again as soon as that is possible:
   * a commit may have happened although its answer was lost.
   */
  run<T>(instanceId: string, change: () => Promise<T>): Promise<T>;
  /** Gives up reading again; resolves when no change is running. */
  stop(): Promise<void>;
}

interface ChangesOptions {
  readonly database: Database;
  readonly directory: InstanceDirectory;
  readonly sealing: Sealing;
  readonly log: Logger;
}

const retryMs = 500;

export function createInstanceChanges({ database, directory, sealing, log }: ChangesOptions): InstanceChanges {
  const retries = new Map<string, NodeJS.Timeout>();
  let stopped = false;

  // One change at a time per instance is what a group commit of one item gives.
  const queue = createGroupCommit<() => Promise<unknown>, unknown>(async (instanceId, changes) => {
    const results: unknown[] = [];
    for (const change of changes) {
      try {
        results.push(await change());
      } catch (error) {
        if (isDatabaseAway(error)) readAgainLater(instanceId);
        throw error;
      }
    }
    return results;
  }, 1);

  function readAgainLater(instanceId: string): void {
    if (stopped || retries.has(instanceId)) return;
    const retry = (): void => {
      retries.delete(instanceId);
      queue
        .submit(instanceId, () => reloadInstance(database, sealing, directory, instanceId))
        .catch((err: unknown) => {
          if (!isDatabaseAway(err)) log.error({ err, instanceId }, "an instance could not be read again");
        });
    };
    retries.set(instanceId, setTimeout(retry, retryMs).unref());
  }

  return {
    run: <T>(instanceId: string, change: () => Promise<T>) => queue.submit(instanceId, change) as Promise<T>,
    async stop() {
      stopped = true;
      for (const timer of retries.values()) clearTimeout(timer);
      retries.clear();
      await queue.drained();
    },
  };
}
