import { MessageStatus } from "@waxwing/contract";
import type { Database, Prisma } from "@waxwing/database";
import type { CoreParts } from "../../core-parts.ts";
import { isUuid } from "../../identifiers.ts";
import { filterJid } from "../../recipients.ts";
import { compareStatuses } from "../../store/message-status.ts";
import { addressesOf } from "../addresses.ts";
import { messageOf } from "../stored-message.ts";
import type { ChatHandlers } from "./chat-handlers.ts";
import { pollUpdatesOf } from "./poll-votes.ts";

interface Range {
  gte?: string | undefined;
  lte?: string | undefined;
}

/** Bounds in Unix seconds: from the first second that is not before `gte` to the last that is not after `lte`. */
function secondsRange(range: Range | undefined): { gte?: number; lte?: number } | undefined {
  if (range === undefined || (range.gte === undefined && range.lte === undefined)) return undefined;
  return {
    ...(range.gte === undefined ? {} : { gte: Math.ceil(Date.parse(range.gte) / 1000) }),
    ...(range.lte === undefined ? {} : { lte: Math.floor(Date.parse(range.lte) / 1000) }),
  };
}

/** Handlers that find stored messages and their statuses. */
export function findMessagesHandlers({
  database,
}: CoreParts): Pick<ChatHandlers, "findMessages" | "findStatusMessage"> {
  return {
    async findMessages({ where = {}, page, offset }, { instance }) {
      const empty = { messages: { total: 0, pages: 0, currentPage: page, records: [] } };
      if (where.id !== undefined && !isUuid(where.id)) return empty;
      const { key = {} } = where;
      const timestamp = secondsRange(where.messageTimestamp);
      const filter: Prisma.MessageWhereInput = {
        instanceId: instance.id,
        ...(where.id === undefined ? {} : { id: where.id }),
        ...(where.source === undefined ? {} : { source: where.source }),
        ...(where.messageType === undefined ? {} : { messageType: where.messageType }),
        ...(timestamp === undefined ? {} : { messageTimestamp: timestamp }),
        ...(key.id === undefined ? {} : { keyId: key.id }),
        ...(key.fromMe === undefined ? {} : { fromMe: key.fromMe }),
        AND: [
          await chatFilter(database, instance.id, key.remoteJid, key.remoteJidAlt),
          await writerFilter(database, instance.id, key.participant),
        ],
      };
      const [total, rows] = await Promise.all([
        database.prisma.message.count({ where: filter }),
        database.prisma.message.findMany({
          where: filter,
          orderBy: [{ messageTimestamp: "desc" }, { id: "desc" }],
          skip: (page - 1) * offset,
          take: offset,
          include: { updates: { select: { status: true, occurredAt: true } } },
        }),
      ]);
      const messages = rows.map(messageOf);
      const votes = await pollUpdatesOf(database, instance.id, messages);
      const records = rows.map((row, index) => {
        const pollUpdates = votes.get(row.id);
        return {
          ...messages[index]!,
          ...(pollUpdates === undefined ? {} : { pollUpdates }),
          MessageUpdate: row.updates
            .map((update) => ({ status: MessageStatus.parse(update.status), at: update.occurredAt.getTime() }))
            .sort((left, right) => left.at - right.at || compareStatuses(left.status, right.status))
            .map(({ status }) => ({ status })),
        };
      });
      return { messages: { total, pages: Math.ceil(total / offset), currentPage: page, records } };
    },

    async findStatusMessage({ where = {}, page, offset }, { instance }) {
      const chat = await listFilter(database, instance.id, where.remoteJid);
      const participant = await listFilter(database, instance.id, where.participant);
      const rows = await database.prisma.messageUpdate.findMany({
        where: {
          instanceId: instance.id,
          ...(where.id === undefined ? {} : { keyId: where.id }),
          ...(where.fromMe === undefined ? {} : { fromMe: where.fromMe }),
          ...(where.status === undefined ? {} : { status: where.status }),
          ...(chat === undefined ? {} : { remoteJid: chat }),
          ...(participant === undefined ? {} : { participant }),
        },
        orderBy: [{ occurredAt: "desc" }, { id: "desc" }],
        skip: (page - 1) * offset,
        take: offset,
      });
      return rows.map((row) => ({
        id: row.id,
        messageId: row.messageId,
        keyId: row.keyId,
        remoteJid: row.remoteJid,
        fromMe: row.fromMe,
        participant: row.participant === "" ? null : row.participant,
        status: MessageStatus.parse(row.status),
        occurredAt: row.occurredAt.toISOString(),
        instanceId: row.instanceId,
      }));
    },
  };
}

/** The addresses under which something of a contact may be stored. */
async function listFilter(
  database: Database,
  instanceId: string,
  address: string | undefined,
): Promise<{ in: string[] } | undefined> {
  return address === undefined ? undefined : { in: await addressesOf(database, instanceId, filterJid(address)) };
}

/** A chat by either of its addresses. */
async function chatFilter(
  database: Database,
  instanceId: string,
  remoteJid: string | undefined,
  remoteJidAlt: string | undefined,
): Promise<Prisma.MessageWhereInput> {
  const chat = await listFilter(database, instanceId, remoteJid);
  const either: Prisma.MessageWhereInput[] = chat === undefined ? [] : [{ remoteJid: chat }];
  if (remoteJidAlt !== undefined) either.push({ remoteJidAlt: filterJid(remoteJidAlt) });
  return either.length === 0 ? {} : { OR: either };
}

async function writerFilter(
  database: Database,
  instanceId: string,
  address: string | undefined,
): Promise<Prisma.MessageWhereInput> {
  const participant = await listFilter(database, instanceId, address);
  return participant === undefined ? {} : { participant };
}
