export type { WebSession, WebSessions } from "./session.ts";
