import type { ChatManagement, StoredMessageReference } from "@waxwing/core";
import { isJidNewsletter, type WAMessageKey } from "@whiskeysockets/baileys";
import type { WebSessions } from "../../session.ts";
import { request } from "../request.ts";
import { messageKeyOf } from "./message-key.ts";

/** Tells authors that their messages were read or played. */
export function readMarks(sessions: WebSessions): Pick<ChatManagement, "markRead" | "markPlayed"> {
  return {
    async markRead(instance, messages, signal) {
      // As "read by nobody but my own devices" where the account's privacy settings say so.
      await request(sessions.of(instance), { signal }, (socket) => socket.readMessages(foreign(messages)));
    },

    async markPlayed(instance, messages, signal) {
      await request(sessions.of(instance), { signal }, (socket) => socket.sendReceipts(foreign(messages), "played"));
    },
  };
}

/** Own messages and those of channels have nobody to be told. */
function foreign(messages: readonly StoredMessageReference[]): WAMessageKey[] {
  return messages.filter(({ fromMe, remoteJid }) => !fromMe && !isJidNewsletter(remoteJid)).map(messageKeyOf);
}
