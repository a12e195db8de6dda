import type { Inbox } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { ChatExpiration } from "./outbound/prepare.ts";

/** When messages of chats with one person vanish. */
export interface ChatExpirations {
  /** As stored; each chat is read once. */
  readonly of: ChatExpiration;
  /** The inbox, whose news of this are heeded once they are committed. */
  heeding(inbox: Inbox): Inbox;
  /** Lets go what is remembered of an instance. */
  forget(instanceId: string): void;
}

/** Chats of an instance that are remembered. */
const maxChats = 1000;

/** Remembers what is stored, so that a send does not ask for it each time. */
export function createChatExpirations(database: Database): ChatExpirations {
  const instances = new Map<string, Map<string, Promise<number>>>();
  const forget = (instanceId: string): void => {
    instances.delete(instanceId);
  };
  return {
    of(instanceId, remoteJid) {
      const chats = instances.get(instanceId) ?? new Map<string, Promise<number>>();
      instances.set(instanceId, chats);
      const known = chats.get(remoteJid);
      if (known !== undefined) return known;
      if (chats.size >= maxChats) chats.clear();
      const found = readExpiration(database, instanceId, remoteJid);
      chats.set(remoteJid, found);
      found.catch(() => chats.delete(remoteJid));
      return found;
    },
    heeding: (inbox) => ({
      async receive(instanceId, batch) {
        await inbox.receive(instanceId, batch);
        // Settings change rarely, and the same chat may have two addresses.
        if ((batch.expirations ?? []).length > 0) forget(instanceId);
      },
    }),
    forget,
  };
}

async function readExpiration(database: Database, instanceId: string, remoteJid: string): Promise<number> {
  const { rows } = await database.query<{ seconds: number }>(
    `SELECT seconds FROM chat_expiration WHERE instance_id = $1 AND remote_jid IN (
       SELECT $2 UNION ALL SELECT lid FROM identity WHERE instance_id = $1 AND phone_jid = $2
       UNION ALL SELECT phone_jid FROM identity WHERE instance_id = $1 AND lid = $2)
     ORDER BY set_at DESC LIMIT 1`,
    [instanceId, remoteJid],
  );
  return rows[0]?.seconds ?? 0;
}
