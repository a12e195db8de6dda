import { MessageStatus } from "@waxwing/contract";
import type { Prisma } from "@waxwing/database";
import type { CoreParts } from "../../core-parts.ts";
import { isUuid } from "../../identifiers.ts";
import { compareStatuses } from "../../store/message-status.ts";
import { storedAddress } from "../../store/stored-address.ts";
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
  const stored = async (instanceId: string, address: string | undefined): Promise<string | undefined> =>
    address === undefined ? undefined : storedAddress(database, instanceId, address);

  return {
    async findMessages({ where = {}, page, offset }, { instance }) {
      const empty = { messages: { total: 0, pages: 0, currentPage: page, records: [] } };
      if (where.id !== undefined && !isUuid(where.id)) return empty;
      const { key = {} } = where;
      const [chat, otherChat, participant] = await Promise.all([
        stored(instance.id, key.remoteJid),
        stored(instance.id, key.remoteJidAlt),
        stored(instance.id, key.participant),
      ]);
      const timestamp = secondsRange(where.messageTimestamp);
      const filter: Prisma.MessageWhereInput = {
        instanceId: instance.id,
        ...(where.id === undefined ? {} : { id: where.id }),
        ...(where.source === undefined ? {} : { source: where.source }),
        ...(where.messageType === undefined ? {} : { messageType: where.messageType }),
        ...(timestamp === undefined ? {} : { messageTimestamp: timestamp }),
        ...(key.id === undefined ? {} : { keyId: key.id }),
        ...(key.fromMe === undefined ? {} : { fromMe: key.fromMe }),
        ...(participant === undefined ? {} : { participant }),
        ...chatFilter(chat, otherChat),
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
      const found = rows.map((row) => ({ message: messageOf(row), updates: row.updates }));
      const votes = await pollUpdatesOf(
        database,
        instance.id,
        found.map(({ message }) => message),
      );
      const records = found.map(({ message, updates }) => {
        const pollUpdates = votes.get(message.id);
        return {
          ...message,
          ...(pollUpdates === undefined ? {} : { pollUpdates }),
          MessageUpdate: updates
            .map((update) => ({ status: MessageStatus.parse(update.status), at: update.occurredAt.getTime() }))
            .sort((left, right) => left.at - right.at || compareStatuses(left.status, right.status))
            .map(({ status }) => ({ status })),
        };
      });
      return { messages: { total, pages: Math.ceil(total / offset), currentPage: page, records } };
    },

    async findStatusMessage({ where = {}, page, offset }, { instance }) {
      const chat = await stored(instance.id, where.remoteJid);
      const participant = await stored(instance.id, where.participant);
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

/** A chat by any of its addresses, either as the chat's own or as its other one. */
function chatFilter(own: string | undefined, other: string | undefined): Prisma.MessageWhereInput {
  const either: Prisma.MessageWhereInput[] = [];
  if (own !== undefined) either.push({ remoteJid: own });
  // Where the phone JID is known, it is the chat's own address.
  if (other !== undefined) either.push({ remoteJid: other }, { remoteJidAlt: other });
  return either.length === 0 ? {} : { OR: either };
}
