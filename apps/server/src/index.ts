export { type RunningServer, type StartOptions, startServer } from "./lifecycle/start-server.ts";
export { type Environment, parseSettings } from "./settings/read-settings.ts";
export type { Settings } from "./settings/settings.ts";
export { StartError } from "./start-error.ts";
