import type { Logger } from "pino";
import type { AnyEngine } from "./engine.ts";
import type { InstanceDirectory } from "./instance-directory.ts";

/**
 * Lets engines take up the connections of an earlier run. Until an engine has reported, what was open then is known as
 * `connecting`: nothing is connected yet. The stored state stays, for the engine's start and for the one after a crash.
 */
export async function startEngines(engines: readonly AnyEngine[], directory: InstanceDirectory): Promise<void> {
  for (const engine of engines) {
    if (engine.start === undefined) continue;
    const open = [...directory.all()].filter(
      ({ integration, connectionState }) => integration === engine.integration && connectionState === "open",
    );
    await engine.start();
    for (const { id, updatedAt } of open) {
      if (directory.byId(id)?.updatedAt === updatedAt) directory.update(id, { connectionState: "connecting" });
    }
  }
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
