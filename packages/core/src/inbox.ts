import type { ContextInfo, EventType, MessageContent, MessageSource, MessageStatus } from "@waxwing/contract";
import type { z } from "zod";
import type { NewEvent } from "./log/append.ts";

/** A message that WhatsApp brought. */
export interface InboundMessage {
  /** WhatsApp's id; stored once per instance, chat, direction and participant. */
  readonly keyId: string;
  /** The phone JID when it is known. */
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant?: string | undefined;
  /** The LID beside a phone JID. */
  readonly remoteJidAlt?: string | undefined;
  readonly participantAlt?: string | undefined;
  readonly addressingMode?: "pn" | "lid" | undefined;
  readonly pushName?: string | undefined;
  /** Name of the content's field, e.g. `conversation`; `unknown` where only `raw` is set. */
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo?: z.infer<typeof ContextInfo> | undefined;
  readonly source: z.infer<typeof MessageSource>;
  readonly status: MessageStatus;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** The message in the engine's own form, for quotes, media, retries and votes. */
  readonly engineData?: Buffer | undefined;
  /** Of the history: told as MESSAGES_SET, does not count as unread. */
  readonly isHistory?: boolean | undefined;
  /** Whether it makes the chat unread; default: when it is not from this account. */
  readonly countsAsUnread?: boolean | undefined;
}

/** A status that WhatsApp reported for a message. */
export interface InboundStatus {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  /** Who reports it, in groups. */
  readonly participant?: string | undefined;
  readonly status: MessageStatus;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** Why it failed, as WhatsApp says. */
  readonly error?: { readonly [key: string]: string | number | null } | undefined;
  /** The attempt that WhatsApp brought back; settles sends whose outcome was unknown. */
  readonly attemptId?: string | undefined;
}

/** A phone JID and a LID that are the same contact. */
export interface InboundIdentity {
  readonly phoneJid: string;
  readonly lid: string;
}

/** What identifies a message that something happens to. */
export interface MessageReference {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant?: string | undefined;
}

/** Somebody replaced the content of a message: MESSAGES_EDITED. */
export interface InboundEdit extends MessageReference {
  readonly message: MessageContent;
  readonly engineData?: Buffer | undefined;
  /** Unix time in milliseconds. */
  readonly timestampMs: number;
}

/** Somebody voted: the totals of the poll go out with MESSAGES_UPDATE. A later vote of the same voter replaces his earlier one. */
export interface InboundVote {
  readonly poll: MessageReference;
  readonly voter: string;
  readonly selectedOptions: readonly string[];
  /** Unix time in milliseconds. */
  readonly timestampMs: number;
}

/** What became known of a contact; undefined: nothing new. */
export interface InboundContact {
  readonly remoteJid: string;
  readonly pushName?: string | null | undefined;
  /** Name in the account's address book. */
  readonly savedName?: string | null | undefined;
  readonly profilePicUrl?: string | null | undefined;
  readonly isHistory?: boolean | undefined;
}

/** What became known of a chat; undefined: nothing new. */
export interface InboundChat {
  readonly remoteJid: string;
  readonly name?: string | null | undefined;
  readonly unreadMessages?: number | undefined;
  readonly archived?: boolean | undefined;
  readonly pinned?: boolean | undefined;
  /** Unix milliseconds; null: not muted; negative, or beyond the year 2100: for ever, stored as -1. */
  readonly muteEndTime?: number | null | undefined;
  /** Unix seconds. */
  readonly lastMessageAt?: number | undefined;
  readonly isHistory?: boolean | undefined;
}

/** After how many seconds messages of a chat with one person vanish. */
export interface InboundExpiration {
  readonly remoteJid: string;
  /** 0: never. */
  readonly seconds: number;
  /** Unix seconds; a later one replaces an earlier one, whatever their order. */
  readonly setAt: number;
}

/** A label was made, changed or deleted. */
export interface InboundLabel {
  readonly labelId: string;
  readonly name: string;
  readonly color: string;
  readonly predefinedId: string | null;
  readonly deleted: boolean;
}

/** A label was put on a chat or taken off. */
export interface InboundLabelAssociation {
  readonly type: "add" | "remove";
  readonly chatId: string;
  readonly labelId: string;
}

/** Events that are told and not stored otherwise. */
export type PassingEvent = Extract<
  NewEvent,
  {
    type: Extract<
      EventType,
      | "PRESENCE_UPDATE"
      | "CALL"
      | "GROUPS_UPSERT"
      | "GROUP_UPDATE"
      | "GROUP_PARTICIPANTS_UPDATE"
      | "MESSAGING_HISTORY_SET"
      | "SEND_MESSAGE_UPDATE"
    >;
  }
>;

/**
 * What arrives together; written in one transaction, in this order: identities, labels, contacts, chats, labels of chats,
 * deletions of chats, messages, statuses, edits, votes, deletions, passing events; expirations are told by no event. Lists that are absent are empty. What
 * happened in another order is two batches: a message before the deletion of its chat, say.
 */
export interface InboundBatch {
  readonly messages: readonly InboundMessage[];
  readonly statuses: readonly InboundStatus[];
  readonly identities?: readonly InboundIdentity[];
  readonly labels?: readonly InboundLabel[];
  readonly labelAssociations?: readonly InboundLabelAssociation[];
  readonly contacts?: readonly InboundContact[];
  readonly chats?: readonly InboundChat[];
  readonly chatDeletions?: readonly string[];
  readonly edits?: readonly InboundEdit[];
  readonly votes?: readonly InboundVote[];
  /** Deleted for everyone: MESSAGES_DELETE. */
  readonly deletions?: readonly MessageReference[];
  readonly passing?: readonly PassingEvent[];
  readonly expirations?: readonly InboundExpiration[];
  /** Digests of decrypted payloads (table `decrypted_payload`) that this batch turns into events. */
  readonly handled?: readonly Buffer[];
}

/** Where engines bring what arrives. Resolves after the commit: only then may the sender be told. */
export interface Inbox {
  receive(instanceId: string, batch: InboundBatch): Promise<void>;
}
