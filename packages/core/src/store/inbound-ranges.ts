import type { InboundBatch, InboundChat } from "../inbox.ts";

/** The largest Unix time that anything can claim: the year 2100. */
const latestSeconds = 4_102_444_800;
const mostUnread = 2_000_000_000;

const isPossible = (seconds: number): boolean => Number.isInteger(seconds) && seconds > 0 && seconds < latestSeconds;

/** Times and numbers that cannot be are replaced, so that a clock gone wrong cannot make a message unstorable. */
export function inRange(batch: InboundBatch): InboundBatch {
  const now = Date.now();
  const inSeconds = <T extends { readonly timestamp: number }>(item: T): T =>
    isPossible(item.timestamp) ? item : { ...item, timestamp: Math.floor(now / 1000) };
  const inMs = <T extends { readonly timestampMs: number }>(item: T): T =>
    Number.isInteger(item.timestampMs) && isPossible(Math.floor(item.timestampMs / 1000))
      ? item
      : { ...item, timestampMs: now };
  return {
    ...batch,
    messages: changed(batch.messages, inSeconds),
    statuses: changed(batch.statuses, inSeconds),
    ...(batch.edits === undefined ? {} : { edits: changed(batch.edits, inMs) }),
    ...(batch.votes === undefined ? {} : { votes: changed(batch.votes, inMs) }),
    ...(batch.chats === undefined ? {} : { chats: changed(batch.chats, chatInRange) }),
  };
}

/** The list itself when nothing of it changes: nearly always. */
function changed<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  return list.every((item) => change(item) === item) ? list : list.map(change);
}

function chatInRange(chat: InboundChat): InboundChat {
  const { unreadMessages, lastMessageAt, muteEndTime } = chat;
  const isUnreadPossible =
    unreadMessages === undefined ||
    (Number.isInteger(unreadMessages) && unreadMessages >= 0 && unreadMessages <= mostUnread);
  const isLastPossible = lastMessageAt === undefined || isPossible(lastMessageAt);
  const muted = muteEndTime === undefined ? undefined : muteInRange(muteEndTime);
  if (isUnreadPossible && isLastPossible && muted === muteEndTime) return chat;
  return {
    ...chat,
    // A negative count is WhatsApp's mark for "unread, without a number".
    unreadMessages: isUnreadPossible ? unreadMessages : 1,
    lastMessageAt: isLastPossible ? lastMessageAt : undefined,
    muteEndTime: muted,
  };
}

/** Times that no mute reaches mean "for ever", which has one form: -1. */
function muteInRange(endMs: number | null): number | null {
  if (endMs === null || endMs === 0 || Number.isNaN(endMs)) return null;
  return endMs < 0 || endMs >= latestSeconds * 1000 ? -1 : Math.floor(endMs);
}
