import type { ChatManagement } from "@waxwing/core";
import type { WebSessions } from "../../session.ts";
import { identitiesOf } from "../addresses.ts";
import { request } from "../request.ts";

/** Whom the account has blocked. */
export function blocks(sessions: WebSessions): Pick<ChatManagement, "block" | "blocklist"> {
  return {
    async block(instance, jid, block, signal) {
      await request(sessions.of(instance), { signal }, (socket) =>
        socket.updateBlockStatus(jid, block ? "block" : "unblock"),
      );
    },

    async blocklist(instance, signal) {
      const session = sessions.of(instance);
      const jids = await request(session, { signal }, (socket) => socket.fetchBlocklist());
      const listed = jids.flatMap((jid) => (jid === undefined ? [] : [{ jid }]));
      return (await identitiesOf(session.socket, listed)).map(({ id }) => id);
    },
  };
}
