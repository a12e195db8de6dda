import type { Logger } from "pino";
import type { Inbound, InboundOptions } from "../inbound/types.ts";
import type { KeysFailure, SessionKeys } from "../session.ts";

export type { Inbound, InboundOptions } from "../inbound/types.ts";

/** What connections use of the rest of the engine. */
export interface ConnectionPorts {
  openKeys(options: { instanceId: string; log: Logger; onFailure: KeysFailure }): Promise<SessionKeys>;
  /** Everything of the device is gone, nothing else of the instance. */
  eraseSession(instanceId: string): Promise<void>;
  /** Whether the instance is paired. */
  hasCredentials(instanceId: string): Promise<boolean>;
  createInbound(options: InboundOptions): Inbound;
}
