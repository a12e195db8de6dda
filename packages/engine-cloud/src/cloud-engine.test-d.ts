import type { AnyEngine, Engine, PresenceSetting, TextSending } from "@waxwing/core";
import type { CloudEngine } from "./index.ts";

declare const engine: CloudEngine;

export const isEngine: Engine = engine;
export const canSendTexts: TextSending = engine;
export const fitsTheRegistry: AnyEngine = engine;
// @ts-expect-error The Cloud API has no presence.
export const cannotSetPresence: PresenceSetting = engine;
