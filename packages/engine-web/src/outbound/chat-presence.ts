import { WaxwingError } from "@waxwing/contract";
import type { ChatPresence, ChatPresenceSetting } from "@waxwing/core";
import { isLidUser, isPnUser } from "@whiskeysockets/baileys";
import type { WebSessions } from "../session.ts";
import { whenAborted } from "./cancellation.ts";
import { ownAccount } from "./own-account.ts";

/** Shows others that somebody types or records, over WhatsApp Web. */
export function createChatPresence({ sessions }: { readonly sessions: WebSessions }): ChatPresenceSetting {
  return {
    async sendChatPresence(instance, remoteJid, presence, signal) {
      const { socket } = sessions.of(instance);
      if ((presence === "available" || presence === "unavailable") && ownAccount(socket).name === undefined) {
        // Baileys would leave it out without a word.
        throw new WaxwingError(
          "WHATSAPP_UNAVAILABLE",
          "The account's name, which WhatsApp wants with a presence, has not arrived from the phone yet; try again.",
        );
      }
      const send = async (): Promise<void> => {
        // WhatsApp tells those who are subscribed to each other first.
        if (isBeginning(presence) && (isPnUser(remoteJid) || isLidUser(remoteJid))) {
          await socket.presenceSubscribe(remoteJid);
        }
        await socket.sendPresenceUpdate(presence, remoteJid);
      };
      try {
        await whenAborted(send(), signal);
      } catch (error) {
        if (error instanceof WaxwingError) throw error;
        throw new WaxwingError("WHATSAPP_UNAVAILABLE", "The connection to WhatsApp was lost.", { cause: error });
      }
    },
  };
}

function isBeginning(presence: ChatPresence): boolean {
  return presence === "composing" || presence === "recording";
}
