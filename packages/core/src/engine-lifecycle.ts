import type { Logger } from "pino";
import type { AnyEngine } from "./engine.ts";

/** Lets engines take up the connections of an earlier run. */
export async function startEngines(engines: readonly AnyEngine[]): Promise<void> {
  for (const engine of engines) await engine.start?.();
}

/** Lets engines close their connections. One that cannot must not keep the others, or the writers, from their end. */
export async function stopEngines(engines: readonly AnyEngine[], graceMs: number, log: Logger): Promise<void> {
  await Promise.all(
    engines.map(async (engine) => {
      try {
        await engine.stop?.(graceMs);
      } catch (err) {
        log.error({ err, integration: engine.integration }, "an engine could not be stopped in order");
      }
    }),
  );
}
