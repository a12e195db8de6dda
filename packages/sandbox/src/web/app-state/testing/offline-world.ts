import { Clock } from "../../../clock.ts";
import { Random } from "../../../random.ts";
import { Store } from "../../../store/store.ts";
import { createWorld } from "../../create-world.ts";
import type { World } from "../../world.ts";

/** A world that listens nowhere, for what needs no client. */
export function offlineWorld(store = Store.inMemory()): World {
  const settings = { historyLimit: 1000, mediaHost: "127.0.0.1:1" };
  return createWorld({ store, clock: new Clock(), random: new Random("app-state"), settings });
}
