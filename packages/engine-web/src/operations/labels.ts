import type { LabelManagement } from "@waxwing/core";
import type { WebSessions } from "../session.ts";
import { request } from "./request.ts";

/** Labels of business accounts, which WhatsApp keeps in the account's app state. */
export function createLabels({ sessions }: { readonly sessions: WebSessions }): LabelManagement {
  return {
    async setChatLabel(instance, remoteJid, labelId, action, signal) {
      await request(sessions.of(instance), { signal }, (socket) =>
        action === "add" ? socket.addChatLabel(remoteJid, labelId) : socket.removeChatLabel(remoteJid, labelId),
      );
    },
  };
}
