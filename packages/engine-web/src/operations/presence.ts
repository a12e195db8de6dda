import { WaxwingError } from "@waxwing/contract";
import type { PresenceSetting } from "@waxwing/core";
import type { WebSessions } from "../session.ts";
import { request } from "./request.ts";

/** The account's own presence on WhatsApp Web. */
export function createPresence({ sessions }: { readonly sessions: WebSessions }): PresenceSetting {
  return {
    async setPresence(instance, presence, signal) {
      const session = sessions.of(instance);
      // WhatsApp takes no presence without a name, and Baileys then sends none without saying so.
      if (!session.socket.authState.creds.me?.name) {
        throw new WaxwingError(
          "WHATSAPP_REJECTED",
          "The account has no profile name yet; WhatsApp shows no presence then.",
        );
      }
      await request(session, { signal }, (socket) => socket.sendPresenceUpdate(presence));
    },
  };
}
