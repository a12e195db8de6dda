import type { EngineInstance } from "@waxwing/core";
import type {
  AuthenticationState,
  BinaryNode,
  SignalRepositoryWithLIDStore,
  SocketConfig,
  WAMessageKey,
  WASocket,
} from "@whiskeysockets/baileys";
import type { Logger } from "pino";

/** A connection of an instance that is open, as sends and operations use it. */
export interface WebSession {
  readonly instanceId: string;
  readonly socket: WASocket;
  /** Watches over what the socket writes next, in the same turn of the event loop. */
  leaving(departure: Departure): void;
  /** Carries instance name and id on every line. */
  readonly log: Logger;
}

/** A frame of a socket that did not leave, and never will; the connection has ended, or ends now. */
export class NotWritten extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`nothing was sent: ${reason}`, options);
    this.name = "NotWritten";
  }
}

/** A frame that may have to wait for what it stands on. */
export interface Departure {
  /** The frame leaves once it has resolved; should it reject, never, and the connection ends. */
  readonly condition: Promise<unknown>;
  /** It leaves now. */
  left(): void;
  /** It never will. */
  refused(error: NotWritten): void;
}

/** The open connections of this server. */
export interface WebSessions {
  /** Throws INSTANCE_NOT_CONNECTED unless the instance's connection is open. */
  of(instance: Pick<EngineInstance, "id" | "name">): WebSession;
}

/** A payload that was decrypted and has not become events: its stanza with the ciphertexts replaced by what they held. */
export interface PendingPayload {
  readonly digest: Buffer;
  /** Attributes of the message stanza. */
  readonly stanza: Readonly<Record<string, string>>;
  /** `pkmsg`, `msg` or `skmsg`. */
  readonly type: string;
  /** With padding, as the Signal repository answers it. */
  readonly plaintext: Buffer;
}

/** Credentials and keys of one connection of an instance. Opened before its socket, closed after it. */
export interface SessionKeys {
  /** What the socket gets as `auth`. Writes resolve once they are committed; encryption does not wait, see {@link uncommitted}. */
  readonly auth: AuthenticationState;
  /** What the socket gets as `makeSignalRepository`. */
  readonly makeSignalRepository: NonNullable<SocketConfig["makeSignalRepository"]>;
  /** The repository of the socket; undefined before there is one. */
  readonly repository: SignalRepositoryWithLIDStore | undefined;
  /** Resolves once the keys of everything that was encrypted so far are committed: it must not leave before. undefined when they are. */
  uncommitted(): Promise<void> | undefined;
  /** Must see each stanza before Baileys does (the socket's `frame` event), so that a decrypted payload knows its stanza. */
  noteStanza(node: BinaryNode): void;
  /** Digests of what was decrypted in this connection for a message; taken by the batch that turns it into events. */
  digestsOf(key: Pick<WAMessageKey, "id" | "remoteJid" | "participant">): readonly Buffer[];
  /** What was decrypted, here or in an earlier run, and has not become events; in order of arrival. */
  pending(): Promise<readonly PendingPayload[]>;
  /** Writes what `creds.update` told. Resolves once it is committed. */
  saveCredentials(): Promise<void>;
  /** Resolves when what works on sessions now, and what waits for that, has had its turn. */
  passed(): Promise<void>;
  /** Lets reads and writes that are under way end, and takes no more. */
  close(): Promise<void>;
}

/** What was lost when a commit failed: the connection must be dropped, since memory is ahead of the database. */
export type KeysFailure = (error: Error) => void;
