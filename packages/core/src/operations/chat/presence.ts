import type { CoreParts } from "../../core-parts.ts";
import { recipientJid } from "../../recipients.ts";
import { pause } from "../../waiting.ts";
import { connectedCapability } from "../connected-engine.ts";
import { resolvedRecipient } from "../resolved-recipient.ts";
import { presenceRefreshMs } from "../show-typing.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** The handler that shows typing or recording in a chat. */
export function presenceHandlers(parts: CoreParts): Pick<ChatHandlers, "sendPresence"> {
  return {
    async sendPresence({ number, presence, delay = 0 }, context) {
      const { instance, signal } = context;
      const chatPresence = connectedCapability(parts, instance, "chatPresence");
      const { jid } = await resolvedRecipient(parts, context, recipientJid(number), number);
      const endsAt = performance.now() + delay;
      let remainingMs = delay;
      do {
        await chatPresence.sendChatPresence(instance, jid, presence, signal);
        await pause(Math.min(Math.max(remainingMs, 0), presenceRefreshMs), signal);
        signal.throwIfAborted();
        remainingMs = endsAt - performance.now();
        // A timer may fire a part of a millisecond early.
      } while (remainingMs >= 1);
      const isShown = presence === "composing" || presence === "recording";
      if (delay > 0 && isShown) await chatPresence.sendChatPresence(instance, jid, "paused", signal);
      return { presence };
    },
  };
}
