import type { EngineInstance, Inbox, MessageLookup } from "@waxwing/core";
import type { BaileysEventMap, WACallEvent, WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { KeysFailure, SessionKeys } from "../session.ts";

/** Brings what one connection tells to the inbox. */
export interface Inbound {
  /** Keeps the order of the calls. */
  process(events: Partial<BaileysEventMap>): void;
  /** What was decrypted and has not become events, here or in an earlier run, becomes events. */
  replay(): Promise<void>;
  /** Resolves when everything that was told until now is stored. */
  drained(): Promise<void>;
  stop(): void;
}

/** What an inbound is made of. */
export interface InboundOptions {
  readonly instance: () => EngineInstance;
  readonly keys: SessionKeys;
  readonly inbox: Inbox;
  readonly messages: MessageLookup;
  readonly socket: () => WASocket | undefined;
  readonly onGroupChange?: (groupJid: string) => void;
  readonly onCall?: (call: WACallEvent) => void;
  readonly log: Logger;
  readonly onFailure: (error: Error) => void;
}

/** What connections use of the rest of the engine. */
export interface ConnectionPorts {
  openKeys(options: { instanceId: string; log: Logger; onFailure: KeysFailure }): Promise<SessionKeys>;
  /** Everything of the device is gone, nothing else of the instance. */
  eraseSession(instanceId: string): Promise<void>;
  /** Whether the instance is paired. */
  hasCredentials(instanceId: string): Promise<boolean>;
  createInbound(options: InboundOptions): Inbound;
}
