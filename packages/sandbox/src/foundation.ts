import { randomBytes } from "node:crypto";
import { Clock } from "./clock.ts";
import { DEFAULT_HISTORY_LIMIT } from "./graph/defaults.ts";
import { Random } from "./random.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { Store } from "./store/store.ts";
import { createWorld } from "./web/create-world.ts";
import type { World, WorldSettings } from "./web/world.ts";

/** Collections that a reset leaves alone: the sandbox's certificates and keys, and how often it was started. */
const KEPT = ["transport", "generations"];

/** What outlives a reset: the store, the clock, the settings. */
export interface Foundation {
  readonly store: Store;
  readonly clock: Clock;
  /** A world of what the store has. */
  createWorld(): World;
  /** Forgets what the store has, but not who the sandbox is. */
  forget(): void;
}

/** Opens the store. Rejects when another sandbox has its directory. */
export async function layFoundation(options: SandboxOptions): Promise<Foundation> {
  const store = options.data === undefined ? Store.inMemory() : await Store.open(options.data);
  const clock = new Clock();
  const settings: WorldSettings = {
    historyLimit: options.historyLimit ?? DEFAULT_HISTORY_LIMIT,
    mediaHost: "",
    ...(options.latencyMs === undefined && options.jitterMs === undefined
      ? {}
      : { latency: { ms: options.latencyMs ?? 0, jitterMs: options.jitterMs ?? 0 } }),
  };
  const generations = store.collection<number>("generations");
  const starts = generations.get("starts") ?? 0;
  generations.set("starts", starts + 1);
  // Without a seed too all worlds of one start draw from one, so that a reset changes no more than it says.
  const seed = options.seed ?? randomBytes(16).toString("hex");
  return {
    store,
    clock,
    createWorld: () => createWorld({ store, clock, settings, random: new Random(seed, starts) }),
    forget: () => store.reset(KEPT),
  };
}
