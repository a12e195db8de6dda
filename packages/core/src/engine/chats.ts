import type { MessageContent, OperationById, OperationOutput } from "@waxwing/contract";
import type { EngineInstance } from "../engine.ts";

/** What identifies a stored message, with its engine's own form. */
export interface StoredMessageReference {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly remoteJidAlt: string | null;
  readonly fromMe: boolean;
  /** Empty outside groups. */
  readonly participant: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly messageType: string;
  readonly message: MessageContent;
  readonly engineData: Buffer | null;
}

/** What WhatsApp knows of an address. */
export interface ResolvedRecipient {
  /** The number or JID as it was asked for. */
  readonly query: string;
  readonly exists: boolean;
  /** Phone JID when known, else the LID; the asked JID when it does not exist. */
  readonly jid: string;
  readonly lid: string | null;
  readonly name: string | null;
}

/** Capability: find out whether addresses are on WhatsApp. */
export interface RecipientLookup {
  /** One answer for each query, in order; from memory where that is fresh. Queries are JIDs as the core normalises them. */
  lookUp(instance: EngineInstance, queries: readonly string[], signal: AbortSignal): Promise<ResolvedRecipient[]>;
}

/** What somebody does in a chat. */
export type ChatPresence = "composing" | "recording" | "paused" | "available" | "unavailable";

/** Capability: show typing and recording. */
export interface ChatPresenceSetting {
  sendChatPresence(
    instance: EngineInstance,
    remoteJid: string,
    presence: ChatPresence,
    signal: AbortSignal,
  ): Promise<void>;
}

/** The newest message of a chat, which WhatsApp wants for changes of the chat. */
export interface ChatAnchor {
  readonly remoteJid: string;
  readonly lastMessages: readonly StoredMessageReference[];
}

/** Capability: read marks and states of chats, edits and deletions. */
export interface ChatManagement {
  markRead(instance: EngineInstance, messages: readonly StoredMessageReference[], signal: AbortSignal): Promise<void>;
  markPlayed(instance: EngineInstance, messages: readonly StoredMessageReference[], signal: AbortSignal): Promise<void>;
  archive(instance: EngineInstance, chat: ChatAnchor, archive: boolean, signal: AbortSignal): Promise<void>;
  markUnread(instance: EngineInstance, chat: ChatAnchor, signal: AbortSignal): Promise<void>;
  /** `until`: Unix milliseconds, -1 for ever; null ends it. */
  mute(instance: EngineInstance, chat: ChatAnchor, until: number | null, signal: AbortSignal): Promise<void>;
  pin(instance: EngineInstance, chat: ChatAnchor, pin: boolean, signal: AbortSignal): Promise<void>;
  /**
   * Answers the id of the message that carries the deletion, and when (Unix seconds). Throws MESSAGE_NOT_COMPATIBLE,
   * GROUP_ACCESS_DENIED, WHATSAPP_REJECTED.
   */
  deleteForEveryone(
    instance: EngineInstance,
    key: { remoteJid: string; fromMe: boolean; id: string; participant: string | undefined },
    signal: AbortSignal,
  ): Promise<{ messageId: string; timestamp: number }>;
  /**
   * Replaces text or caption of an own message. Answers the id of the message that carries the edit, when (Unix seconds),
   * and the content as it is now. Throws MESSAGE_NOT_COMPATIBLE.
   */
  edit(
    instance: EngineInstance,
    message: StoredMessageReference,
    text: string,
    signal: AbortSignal,
  ): Promise<{ messageId: string; timestamp: number; content: MessageContent; engineData: Buffer }>;
  block(instance: EngineInstance, jid: string, block: boolean, signal: AbortSignal): Promise<void>;
  blocklist(instance: EngineInstance, signal: AbortSignal): Promise<string[]>;
}

/** The medium of a message in a temporary file, which goes when this is disposed. */
export interface MediumFile extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
}

/** Capability: fetch the medium of a stored message. */
export interface MediaFetching {
  /** Throws MEDIA_NOT_AVAILABLE, MESSAGE_NOT_COMPATIBLE. */
  fetchMedia(
    instance: EngineInstance,
    message: StoredMessageReference,
    options: { readonly convertToMp4: boolean },
    signal: AbortSignal,
  ): Promise<OperationOutput<OperationById<"chat.getBase64">>>;
  /**
   * The same medium as a file, which the caller disposes.
   * @throws MEDIA_NOT_AVAILABLE, MESSAGE_NOT_COMPATIBLE, MEDIA_TOO_LARGE beyond `maxBytes` (or the engine's own limit)
   */
  openMedium(
    instance: EngineInstance,
    message: StoredMessageReference,
    options: { readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<MediumFile>;
}

/** Capability: labels of a business account. */
export interface LabelManagement {
  setChatLabel(
    instance: EngineInstance,
    remoteJid: string,
    labelId: string,
    action: "add" | "remove",
    signal: AbortSignal,
  ): Promise<void>;
}

/** Capability: calls. */
export interface CallHandling {
  /** Offers a call and ends it after `durationSeconds`. Answers its id. */
  offerCall?(
    instance: EngineInstance,
    call: { remoteJid: string; isVideo: boolean; durationSeconds: number },
    signal: AbortSignal,
  ): Promise<{ id: string }>;
  rejectCall(instance: EngineInstance, call: { id: string; from: string }, signal: AbortSignal): Promise<void>;
}
