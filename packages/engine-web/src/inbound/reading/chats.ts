import type { InboundBatch } from "@waxwing/core";
import { type BaileysEventMap, type Chat, type ChatUpdate, isJidNewsletter, toNumber } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { textOf } from "../content/values.ts";
import { type Entry, stages } from "../entry.ts";

type InboundChat = NonNullable<InboundBatch["chats"]>[number];

/** What stands for ever, with WhatsApp and in the store. */
const FOR_EVER = -1;
/** Seconds and milliseconds of Unix times lie far apart: history counts mutes in seconds, app state in milliseconds. */
const LARGEST_SECONDS = 100_000_000_000;

/** Chats that are new, or whole ones of the history. */
export function chatEntries(
  chats: readonly Chat[],
  { addresses, isHistory = false }: { readonly addresses: Addresses; readonly isHistory?: boolean },
): Entry[] {
  return chats.flatMap((chat) => {
    const states = statesOf(chat);
    const name = textOf(chat.displayName) ?? textOf(chat.name);
    const unread = chat.unreadCount;
    const lastMessageAt = toNumber(chat.conversationTimestamp);
    return entryOf(chat.id, addresses, {
      ...states,
      ...(name === undefined ? {} : { name }),
      ...(typeof unread === "number" ? { unreadMessages: unread < 0 ? 1 : unread } : {}),
      ...(lastMessageAt > 0 ? { lastMessageAt } : {}),
      ...(isHistory ? { isHistory } : {}),
    });
  });
}

/** What the account changed in its chats. That a message came is told by the message. */
export function chatUpdateEntries(updates: readonly ChatUpdate[], addresses: Addresses): Entry[] {
  return updates.flatMap((update) => {
    const name = textOf(update.name);
    return entryOf(update.id, addresses, {
      ...statesOf(update),
      ...(name === undefined ? {} : { name }),
      ...unreadOf(update),
    });
  });
}

/** Chats that were deleted on the phone. */
export function chatDeletionEntries(jids: readonly string[], addresses: Addresses): Entry[] {
  return jids.map((jid) => {
    const chat = addresses.phoneOf(jid);
    return { order: { chat, stage: stages.chatDeletions }, batch: { chatDeletions: [chat] } };
  });
}

/** Messages that the account deleted for itself, and chats that it emptied. */
export function ownDeletionEntries(deleted: BaileysEventMap["messages.delete"], addresses: Addresses): Entry[] {
  if (!("keys" in deleted)) return chatDeletionEntries([deleted.jid], addresses);
  return deleted.keys.flatMap((key) => {
    if (!key.id || !key.remoteJid) return [];
    const chat = addresses.phoneOf(key.remoteJid);
    const fromMe = key.fromMe ?? false;
    const author = key.participant && !fromMe ? { participant: addresses.phoneOf(key.participant) } : {};
    const deletions = [{ keyId: key.id, remoteJid: chat, fromMe, ...author }];
    return [{ order: { chat, stage: stages.deletions }, batch: { deletions } }];
  });
}

function entryOf(id: string | null | undefined, addresses: Addresses, known: Omit<InboundChat, "remoteJid">): Entry[] {
  const { isHistory: _, ...facts } = known;
  // Channels are neither archived nor pinned, and have no count of unread posts: their posts alone make them chats.
  if (!id || isJidNewsletter(id) || Object.keys(facts).length === 0) return [];
  const remoteJid = addresses.phoneOf(id);
  return [{ order: { chat: remoteJid, stage: stages.chats }, batch: { chats: [{ remoteJid, ...known }] } }];
}

function statesOf(chat: Partial<Chat>): Pick<InboundChat, "archived" | "pinned" | "muteEndTime"> {
  return {
    ...(typeof chat.archived === "boolean" ? { archived: chat.archived } : {}),
    // The time when it was pinned; null or 0 when it is not.
    ...(chat.pinned === undefined ? {} : { pinned: Boolean(chat.pinned) }),
    ...(chat.muteEndTime === undefined ? {} : { muteEndTime: muteEnd(chat.muteEndTime) }),
  };
}

function muteEnd(time: Chat["muteEndTime"]): number | null {
  const end = toNumber(time);
  if (end < 0 || !Number.isSafeInteger(end)) return FOR_EVER;
  if (end === 0) return null;
  return end < LARGEST_SECONDS ? end * 1000 : end;
}

/** Baileys counts arriving messages in the same field in which the phone says read (0) or marked as unread (-1). */
function unreadOf({ unreadCount, messages }: ChatUpdate): Pick<InboundChat, "unreadMessages"> {
  if (typeof unreadCount !== "number" || (messages !== undefined && unreadCount > 0)) return {};
  return { unreadMessages: unreadCount < 0 ? 1 : unreadCount };
}
