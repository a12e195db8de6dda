/** Until when a chat is muted, as stored: Unix milliseconds, negative for ever, null for not. */
type StoredMuteEnd = bigint | number | null;

/** What the owner of the account has set for a chat, as answers show it. */
export function flagsOf(chat: {
  readonly archived: boolean;
  readonly pinned: boolean;
  readonly muteEndTime: StoredMuteEnd;
}): { archived: boolean; pinned: boolean; muteEndTime: number | null } {
  return { archived: chat.archived, pinned: chat.pinned, muteEndTime: muteEndSeconds(chat.muteEndTime) };
}

function muteEndSeconds(end: StoredMuteEnd): number | null {
  if (end === null) return null;
  return end < 0 ? -1 : Math.floor(Number(end) / 1000);
}

/** The end of muting as engines and the store take it, of Unix seconds as callers give them (-1 for ever). */
export function muteEndMs(seconds: number | null): number | null {
  return seconds === null || seconds === -1 ? seconds : seconds * 1000;
}
