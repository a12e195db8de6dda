import type { EngineInstance, Inbox, MessageLookup } from "@waxwing/core";
import type { BaileysEventMap, GroupMetadata, WACallEvent, WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { SessionKeys } from "../session.ts";

/** What Baileys told at once. */
export type ToldEvents = Partial<BaileysEventMap>;

/** A message that is stored. */
export type StoredMessage = NonNullable<Awaited<ReturnType<MessageLookup["byKeyId"]>>>;

/** What the inbound side of one connection works with. */
export interface InboundOptions {
  /** The instance with its present settings. */
  instance(): EngineInstance;
  readonly keys: SessionKeys;
  readonly inbox: Inbox;
  readonly messages: Pick<MessageLookup, "byKeyId">;
  /** The connection's socket; undefined before there is one. */
  socket(): WASocket | undefined;
  /** What is known of a group, remembered or asked for; undefined when there is no connection to ask. */
  group(groupJid: string): Promise<GroupMetadata | undefined>;
  /** After how long a group is asked for again that could not be had, in milliseconds. Default: a minute. */
  readonly askAgainMs?: number;
  /** A group has changed: what is remembered of it is stale. */
  onGroupChange?(groupJid: string): void;
  /** A call has changed, told before it is stored. */
  onCall?(call: WACallEvent): void;
  readonly log: Logger;
  /** More waits than may be held in memory: the connection must be dropped; what is lost by that comes again. */
  onFailure(error: Error): void;
}

/** Brings what one connection of an instance tells to the inbox, in order. */
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
