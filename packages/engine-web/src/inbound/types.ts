import type { EngineInstance, Inbox } from "@waxwing/core";
import type { BaileysEventMap, WACallEvent, WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { SessionKeys } from "../session.ts";

/** What Baileys told at once. */
export type ToldEvents = Partial<BaileysEventMap>;

/** A message that is stored, as far as the reading of votes needs it. */
export interface StoredMessage {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  /** Empty outside groups. */
  readonly participant: string;
  /** The encoded `WAProto.WebMessageInfo`. */
  readonly engineData: Buffer | null;
}

/** Finds stored messages; the core's `MessageLookup` does. */
export interface StoredMessages {
  byKeyId(instanceId: string, keyId: string, remoteJid?: string): Promise<StoredMessage | undefined>;
}

/** What the inbound side of one instance works with. */
export interface InboundOptions {
  /** The instance with its present settings. */
  instance(): EngineInstance;
  readonly keys: SessionKeys;
  readonly inbox: Inbox;
  readonly messages: StoredMessages;
  /** The present socket; undefined between connections. */
  socket(): WASocket | undefined;
  /** A group has changed: what is remembered of it is stale. */
  onGroupChange?(groupJid: string): void;
  /** A call has changed, told before it is stored. */
  onCall?(call: WACallEvent): void;
  readonly log: Logger;
  /** More waits than may be held in memory: the connection must be dropped; what is lost by that comes again. */
  onFailure(error: Error): void;
}

/** Brings what one instance's connection tells to the inbox, in order. Outlives its sockets. */
export interface Inbound {
  /** Takes what `ev.process` gives. */
  process(events: ToldEvents): void;
  /**
   * Brings what was decrypted and never became events. To be called before a connection is made, and after one has ended.
   * Resolves once it is stored.
   */
  replay(): Promise<void>;
  /** Resolves once everything that was taken is stored. */
  drained(): Promise<void>;
  /** Takes and stores nothing more; what is not stored yet is replayed later. */
  stop(): void;
}
