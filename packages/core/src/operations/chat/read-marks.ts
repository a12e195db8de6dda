import type { MessageStatus } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { CoreParts } from "../../core-parts.ts";
import type { StoredMessageReference } from "../../engine.ts";
import type { InboundStatus } from "../../inbox.ts";
import { recipientJid } from "../../recipients.ts";
import { connectedCapability } from "../connected-engine.ts";
import { findMessages, type NamedMessage } from "../find-messages.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** Handlers that tell writers that their messages were read or played. */
export function readMarkHandlers(parts: CoreParts): Pick<ChatHandlers, "markMessageAsRead" | "markMessageAsPlayed"> {
  const { database, inbox } = parts;
  return {
    async markMessageAsRead({ readMessages }, { instance, signal }) {
      const chats = connectedCapability(parts, instance, "chats");
      const messages = await marked(database, instance.id, readMessages);
      await chats.markRead(instance, messages, signal);
      await inbox.receive(instance.id, {
        messages: [],
        statuses: statusesOf(messages, "READ"),
        chats: await unreadAfter(database, instance.id, messages),
      });
      return { message: "Read messages", read: "success" };
    },

    async markMessageAsPlayed({ playedMessages }, { instance, signal }) {
      const chats = connectedCapability(parts, instance, "chats");
      const messages = await marked(database, instance.id, playedMessages);
      await chats.markPlayed(instance, messages, signal);
      await inbox.receive(instance.id, { messages: [], statuses: statusesOf(messages, "PLAYED") });
      return { message: "Played messages", played: "success" };
    },
  };
}

/** A message to be marked; of one that is not stored, WhatsApp needs no more than its key. */
interface MarkedMessage extends StoredMessageReference {
  readonly isStored: boolean;
}

async function marked(
  database: Database,
  instanceId: string,
  references: readonly (NamedMessage & { readonly remoteJid: string; readonly fromMe: boolean })[],
): Promise<MarkedMessage[]> {
  const named = references.map((reference) => ({
    ...reference,
    remoteJid: recipientJid(reference.remoteJid),
    participant: reference.participant === undefined ? undefined : recipientJid(reference.participant),
  }));
  const stored = await findMessages(database, instanceId, named);
  return named.map(({ id, remoteJid, fromMe, participant }, index) => {
    const message = stored[index];
    if (message !== undefined) return { ...message, isStored: true };
    return {
      isStored: false,
      keyId: id,
      remoteJid,
      remoteJidAlt: null,
      fromMe,
      participant: participant ?? "",
      timestamp: 0,
      messageType: "unknown",
      message: {},
      engineData: null,
    };
  });
}

/** Only messages of others are read: the status of an own one tells what its readers have done. */
function ofOthers(messages: readonly MarkedMessage[]): MarkedMessage[] {
  return messages.filter(({ isStored, fromMe }) => isStored && !fromMe);
}

function statusesOf(messages: readonly MarkedMessage[], status: MessageStatus): InboundStatus[] {
  const timestamp = Math.floor(Date.now() / 1000);
  return ofOthers(messages).map(({ keyId, remoteJid, fromMe, participant }) => ({
    keyId,
    remoteJid,
    fromMe,
    ...(participant === "" ? {} : { participant }),
    status,
    timestamp,
  }));
}

/** Who has read a message has read what came before it: only later ones keep a chat unread. */
async function unreadAfter(
  database: Database,
  instanceId: string,
  messages: readonly MarkedMessage[],
): Promise<{ remoteJid: string; unreadMessages: number }[]> {
  const newest = new Map<string, number>();
  for (const { remoteJid, timestamp } of ofOthers(messages)) {
    newest.set(remoteJid, Math.max(timestamp, newest.get(remoteJid) ?? 0));
  }
  if (newest.size === 0) return [];
  const { rows } = await database.query<{ remote_jid: string; unread: number }>(
    `SELECT chat.remote_jid, LEAST(chat.unread_messages, (
              SELECT count(*) FROM message
              WHERE message.instance_id = $1 AND message.remote_jid = chat.remote_jid AND NOT message.from_me
                AND message.message_timestamp > read.newest
            ))::int AS unread
     FROM unnest($2::text[], $3::bigint[]) AS read (remote_jid, newest)
     JOIN chat ON chat.instance_id = $1 AND chat.remote_jid = read.remote_jid AND chat.unread_messages > 0`,
    [instanceId, [...newest.keys()], [...newest.values()]],
  );
  return rows.map((row) => ({ remoteJid: row.remote_jid, unreadMessages: row.unread }));
}
