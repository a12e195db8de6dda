import { type Handlers, MessageStatus } from "@waxwing/contract";
import type { Prisma } from "@waxwing/database";
import type { CoreParts } from "../core-parts.ts";
import { isUuid } from "../identifiers.ts";
import type { OperationContext } from "../operation-context.ts";
import { compareStatuses } from "../store/message-status.ts";
import { storedAddress } from "../store/stored-address.ts";
import { chatPage } from "./chat-page.ts";
import { messageOf } from "./stored-message.ts";

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

/** Handlers of `chat.*`. */
export function chatHandlers({ database }: CoreParts): Handlers<OperationContext>["chat"] {
  const stored = (instanceId: string, address: string): Promise<string> => storedAddress(database, instanceId, address);
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
        ...(key.participant === undefined ? {} : { participant: await stored(instance.id, key.participant) }),
        ...(await chatFilter([key.remoteJid, key.remoteJidAlt], (address) => stored(instance.id, address))),
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
      const records = rows.map((row) => ({
        ...messageOf(row),
        MessageUpdate: row.updates
          .map((update) => ({ status: MessageStatus.parse(update.status), at: update.occurredAt.getTime() }))
          .sort((left, right) => left.at - right.at || compareStatuses(left.status, right.status))
          .map(({ status }) => ({ status })),
      }));
      return { messages: { total, pages: Math.ceil(total / offset), currentPage: page, records } };
    },

    async findChats({ where = {}, page, offset, take, skip }, { instance }) {
      return chatPage(database, instance.id, {
        remoteJid: where.remoteJid === undefined ? undefined : await stored(instance.id, where.remoteJid),
        lastMessage: where.messageTimestamp,
        take: take ?? offset,
        skip: skip ?? (take === undefined ? (page - 1) * offset : 0),
      });
    },

    async findContacts({ where = {}, page, offset }, { instance }) {
      const filter: Prisma.ContactWhereInput = {
        instanceId: instance.id,
        ...(where.pushName === undefined ? {} : { pushName: where.pushName }),
        AND: [
          where.id === undefined
            ? {}
            : isUuid(where.id)
              ? { id: where.id }
              : { remoteJid: await stored(instance.id, where.id) },
          where.remoteJid === undefined ? {} : { remoteJid: await stored(instance.id, where.remoteJid) },
        ],
      };
      const rows = await database.prisma.contact.findMany({
        where: filter,
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        skip: (page - 1) * offset,
        take: offset,
      });
      return rows.map((row) => {
        const isGroup = row.remoteJid.endsWith("@g.us");
        return {
          id: row.id,
          remoteJid: row.remoteJid,
          pushName: row.pushName,
          profilePicUrl: row.profilePicUrl,
          createdAt: row.createdAt.toISOString(),
          updatedAt: row.updatedAt.toISOString(),
          instanceId: row.instanceId,
          isGroup,
          isSaved: row.pushName !== null,
          type: isGroup ? ("group" as const) : ("contact" as const),
        };
      });
    },
  };
}

/** A chat by any of its addresses, either as the chat's own or as its other one. */
async function chatFilter(
  addresses: readonly (string | undefined)[],
  stored: (address: string) => Promise<string>,
): Promise<Prisma.MessageWhereInput> {
  const [own, other] = await Promise.all(
    addresses.map((address) => (address === undefined ? undefined : stored(address))),
  );
  const either = [
    ...(own === undefined ? [] : [{ remoteJid: own }]),
    // Where the phone JID is known, it is the chat's own address.
    ...(other === undefined ? [] : [{ remoteJid: other }, { remoteJidAlt: other }]),
  ];
  return either.length === 0 ? {} : { OR: either };
}
