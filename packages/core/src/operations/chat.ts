import type { CoreParts } from "../core-parts.ts";
import { channelHandlers } from "./chat/channels.ts";
import type { ChatHandlers } from "./chat/chat-handlers.ts";
import { chatStateHandlers } from "./chat/chat-state.ts";
import { checkNumbersHandlers } from "./chat/check-numbers.ts";
import { contactHandlers } from "./chat/contacts.ts";
import { editingHandlers } from "./chat/editing.ts";
import { findHandlers } from "./chat/find.ts";
import { findMessagesHandlers } from "./chat/find-messages.ts";
import { mediaHandlers } from "./chat/media.ts";
import { pollVoteHandlers } from "./chat/poll-votes.ts";
import { presenceHandlers } from "./chat/presence.ts";
import { readMarkHandlers } from "./chat/read-marks.ts";

/** Handlers of `chat.*`. */
export function chatHandlers(parts: CoreParts): ChatHandlers {
  return {
    ...findMessagesHandlers(parts),
    ...findHandlers(parts),
    ...channelHandlers(parts),
    ...checkNumbersHandlers(parts),
    ...readMarkHandlers(parts),
    ...editingHandlers(parts),
    ...mediaHandlers(parts),
    ...pollVoteHandlers(parts),
    ...chatStateHandlers(parts),
    ...presenceHandlers(parts),
    ...contactHandlers(parts),
  };
}
