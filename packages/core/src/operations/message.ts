import type { CoreParts } from "../core-parts.ts";
import { interactiveMessageHandlers } from "./message/interactive.ts";
import { mediaMessageHandlers } from "./message/media.ts";
import type { MessageHandlers } from "./message/message-handlers.ts";
import { reactionHandlers } from "./message/reaction.ts";
import { statusHandlers } from "./message/status.ts";
import { textMessageHandlers } from "./message/text.ts";

/** Handlers of `message.*`. */
export function messageHandlers(parts: CoreParts): MessageHandlers {
  return {
    ...textMessageHandlers(parts),
    ...mediaMessageHandlers(parts),
    ...interactiveMessageHandlers(parts),
    ...reactionHandlers(parts),
    ...statusHandlers(parts),
  };
}
