import type { AnyEngine, Capabilities, Engine } from "@waxwing/core";
import type { CloudEngine } from "./index.ts";

declare const engine: CloudEngine;

export const isEngine: Engine = engine;
export const canSend: Pick<Capabilities, "messages"> = engine;
export const fitsTheRegistry: AnyEngine = engine;
// @ts-expect-error The Cloud API has no presence.
export const cannotSetPresence: Pick<Capabilities, "presence"> = engine;
