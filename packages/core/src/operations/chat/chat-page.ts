import type { OperationById, OperationOutput } from "@waxwing/contract";
import type { Database, Prisma } from "@waxwing/database";
import { otherAddresses } from "../addresses.ts";
import { messageOf } from "../stored-message.ts";
import { flagsOf } from "./chat-flags.ts";

interface ChatQuery {
  readonly remoteJid: string | undefined;
  /** Time of the last message, ISO 8601. */
  readonly lastMessage: { readonly gte?: string | undefined; readonly lte?: string | undefined } | undefined;
  readonly take: number;
  readonly skip: number;
}

/** Meta lets a business answer freely for this long after the contact's last message. */
const serviceWindowMs = 24 * 60 * 60 * 1000;

const earliestMs = Date.parse("0001-01-01T00:00:00.000Z");
const latestMs = Date.parse("9999-12-31T23:59:59.999Z");

/** A bound of a range as PostgreSQL takes it: no year 0, and no year of more than four digits in ISO 8601. */
function storableDate(iso: string): Date {
  return new Date(Math.min(Math.max(Date.parse(iso), earliestMs), latestMs));
}

/** A page of chats with their last messages, most recently active first. */
export async function chatPage(
  database: Database,
  instanceId: string,
  query: ChatQuery,
): Promise<OperationOutput<OperationById<"chat.findChats">>> {
  const range = query.lastMessage;
  const filter: Prisma.ChatWhereInput = {
    instanceId,
    ...(query.remoteJid === undefined ? {} : { remoteJid: query.remoteJid }),
    ...(range === undefined || (range.gte === undefined && range.lte === undefined)
      ? {}
      : {
          lastMessageAt: {
            ...(range.gte === undefined ? {} : { gte: storableDate(range.gte) }),
            ...(range.lte === undefined ? {} : { lte: storableDate(range.lte) }),
          },
        }),
  };
  const chats = await database.prisma.chat.findMany({
    where: filter,
    orderBy: [{ lastMessageAt: { sort: "desc", nulls: "last" } }, { id: "desc" }],
    skip: query.skip,
    take: query.take,
  });
  if (chats.length === 0) return [];
  const jids = chats.map((chat) => chat.remoteJid);
  const [lastIds, contacts, others, lastInbound] = await Promise.all([
    database.query<{ id: string }>(
      `SELECT last.id FROM unnest($2::text[]) AS jid, LATERAL (
         SELECT id FROM message WHERE instance_id = $1 AND remote_jid = jid ORDER BY message_timestamp DESC, id DESC LIMIT 1
       ) AS last`,
      [instanceId, jids],
    ),
    database.prisma.contact.findMany({ where: { instanceId, remoteJid: { in: jids } } }),
    otherAddresses(database, instanceId, jids),
    database.query<{ remote_jid: string; message_timestamp: number }>(
      `SELECT jid AS remote_jid, last.message_timestamp FROM unnest($2::text[]) AS jid, LATERAL (
         SELECT message_timestamp FROM message WHERE instance_id = $1 AND remote_jid = jid AND NOT from_me
         ORDER BY message_timestamp DESC, id DESC LIMIT 1
       ) AS last`,
      [instanceId, jids],
    ),
  ]);
  const lastMessages = await database.prisma.message.findMany({
    where: { id: { in: lastIds.rows.map((row) => row.id) } },
  });
  const lastByChat = new Map(lastMessages.map((message) => [message.remoteJid, message]));
  const contactByJid = new Map(contacts.map((contact) => [contact.remoteJid, contact]));
  const inboundByJid = new Map(lastInbound.rows.map((row) => [row.remote_jid, Number(row.message_timestamp) * 1000]));
  const now = Date.now();

  return chats.map((chat) => {
    const last = lastByChat.get(chat.remoteJid);
    const contact = contactByJid.get(chat.remoteJid);
    const windowStart = inboundByJid.get(chat.remoteJid);
    const windowExpires = windowStart === undefined ? undefined : windowStart + serviceWindowMs;
    return {
      id: chat.id,
      remoteJid: chat.remoteJid,
      pushName: contact?.pushName ?? contact?.savedName ?? chat.name,
      profilePicUrl: contact?.profilePicUrl ?? null,
      updatedAt: chat.updatedAt.toISOString(),
      windowStart: windowStart === undefined ? null : new Date(windowStart).toISOString(),
      windowExpires: windowExpires === undefined ? null : new Date(windowExpires).toISOString(),
      windowActive: windowExpires !== undefined && windowExpires > now,
      lastMessage: last === undefined ? null : messageOf(last),
      unreadCount: chat.unreadMessages,
      isSaved: contact !== undefined && (contact.pushName ?? contact.savedName) !== null,
      lid: others.get(chat.remoteJid) ?? null,
      ...flagsOf(chat),
    };
  });
}
