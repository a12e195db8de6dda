import type { Logger } from "pino";

/** What was started, to be stopped in the opposite order. */
export interface ReleaseList {
  add(name: string, release: () => Promise<void>): void;
  /** Stops everything, also behind a step that fails; each failure is logged. Answers whether there was none. */
  releaseAll(): Promise<boolean>;
}

export function createReleaseList(log: Logger): ReleaseList {
  const steps: { name: string; release: () => Promise<void> }[] = [];
  let releasing: Promise<boolean> | undefined;

  const releaseAll = async (): Promise<boolean> => {
    let isClean = true;
    for (const { name, release } of steps.toReversed()) {
      try {
        await release();
      } catch (err) {
        isClean = false;
        log.error({ err, step: name }, "a part of the server could not be stopped cleanly");
      }
    }
    return isClean;
  };

  return {
    add(name, release) {
      steps.push({ name, release });
    },
    releaseAll() {
      releasing ??= releaseAll();
      return releasing;
    },
  };
}
