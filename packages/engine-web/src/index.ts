export type { LivenessOptions } from "./connection/liveness.ts";
export type { DeviceName } from "./connection/socket-config.ts";
export type { WebSession, WebSessions } from "./session.ts";
export { createWebEngine, type WebEngine, type WebEngineOptions } from "./web-engine.ts";
