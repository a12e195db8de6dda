import type { Prisma } from "@waxwing/database";
import { z } from "zod";
import type { CoreParts } from "../../core-parts.ts";
import { isUuid } from "../../identifiers.ts";
import { storedAddress } from "../../store/stored-address.ts";
import { otherAddresses } from "../addresses.ts";
import { flagsOf } from "./chat-flags.ts";
import type { ChatHandlers } from "./chat-handlers.ts";
import { chatPage } from "./chat-page.ts";

const Labels = z.array(z.string()).nullable().catch(null);

/** Handlers that find stored chats and contacts. */
export function findHandlers({
  database,
}: CoreParts): Pick<ChatHandlers, "findChats" | "findContacts" | "findChatByRemoteJid"> {
  return {
    async findChats({ where = {}, page, offset, take, skip }, { instance }) {
      const { remoteJid } = where;
      return chatPage(database, instance.id, {
        remoteJid: remoteJid === undefined ? undefined : await storedAddress(database, instance.id, remoteJid),
        lastMessage: where.messageTimestamp,
        take: take ?? offset,
        skip: skip ?? (take === undefined ? (page - 1) * offset : 0),
      });
    },

    async findContacts({ where = {}, page, offset }, { instance }) {
      const byAddress = async (address: string): Promise<Prisma.ContactWhereInput> => ({
        remoteJid: await storedAddress(database, instance.id, address),
      });
      const filter: Prisma.ContactWhereInput = {
        instanceId: instance.id,
        AND: [
          where.pushName === undefined ? {} : { OR: [{ pushName: where.pushName }, { savedName: where.pushName }] },
          where.id === undefined ? {} : isUuid(where.id) ? { id: where.id } : await byAddress(where.id),
          where.remoteJid === undefined ? {} : await byAddress(where.remoteJid),
        ],
      };
      const rows = await database.prisma.contact.findMany({
        where: filter,
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        skip: (page - 1) * offset,
        take: offset,
      });
      const others = await otherAddresses(
        database,
        instance.id,
        rows.map((row) => row.remoteJid),
      );
      return rows.map((row) => {
        const isGroup = row.remoteJid.endsWith("@g.us");
        const name = row.pushName ?? row.savedName;
        return {
          id: row.id,
          remoteJid: row.remoteJid,
          pushName: name,
          profilePicUrl: row.profilePicUrl,
          createdAt: row.createdAt.toISOString(),
          updatedAt: row.updatedAt.toISOString(),
          instanceId: row.instanceId,
          isGroup,
          isSaved: name !== null,
          type: isGroup ? ("group" as const) : ("contact" as const),
          lid: others.get(row.remoteJid) ?? null,
        };
      });
    },

    async findChatByRemoteJid({ remoteJid }, { instance }) {
      const address = await storedAddress(database, instance.id, remoteJid);
      const chat = await database.prisma.chat.findUnique({
        where: { instanceId_remoteJid: { instanceId: instance.id, remoteJid: address } },
      });
      if (chat === null) return null;
      const others = await otherAddresses(database, instance.id, [chat.remoteJid]);
      return {
        id: chat.id,
        remoteJid: chat.remoteJid,
        name: chat.name,
        labels: Labels.parse(chat.labels),
        createdAt: chat.createdAt.toISOString(),
        updatedAt: chat.updatedAt.toISOString(),
        instanceId: chat.instanceId,
        unreadMessages: chat.unreadMessages,
        lid: others.get(chat.remoteJid) ?? null,
        ...flagsOf(chat),
      };
    },
  };
}
