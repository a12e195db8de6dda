import {
  isHostedPnUser,
  isPnUser,
  jidDecode,
  type LIDMapping,
  type SignalRepositoryWithLIDStore,
} from "@whiskeysockets/baileys";
import { decodeKey } from "./encoding.ts";
import type { Transactions } from "./transactions.ts";

type PnToLid = ((jids: string[]) => Promise<LIDMapping[] | undefined>) | undefined;

/** Lookups of LIDs that never happen while the queue of the transactions is held. */
export interface KnownAddresses {
  /** Asks WhatsApp, but for numbers that were just asked for. */
  readonly pnToLid: NonNullable<PnToLid>;
  /** Looks the LID of a number up, then does the work, in which nobody asks WhatsApp for it. */
  looked<T>(repository: SignalRepositoryWithLIDStore, jid: string, work: () => Promise<T>): Promise<T>;
}

/**
 * The Signal repository resolves a number to its LID at each access to a session, and asks WhatsApp for those that it
 * does not know, every time: a slow answer would hold up all encryption and decryption of the connection.
 */
export function withKnownAddress(pnToLid: PnToLid): KnownAddresses {
  /** Users without a LID that somebody works with, and how many do. */
  const unmapped = new Map<string, number>();
  const userOf = (jid: string): string => jidDecode(jid)?.user ?? jid;

  return {
    async pnToLid(jids) {
      const unknown = jids.filter((jid) => !unmapped.has(userOf(jid)));
      return unknown.length === 0 ? [] : pnToLid?.(unknown);
    },
    async looked(repository, jid, work) {
      if (!isPnUser(jid) && !isHostedPnUser(jid)) return work();
      if ((await repository.lidMapping.getLIDForPN(jid)) !== null) return work();
      const user = userOf(jid);
      unmapped.set(user, (unmapped.get(user) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const left = (unmapped.get(user) ?? 1) - 1;
        if (left === 0) unmapped.delete(user);
        else unmapped.set(user, left);
      }
    },
  };
}

/**
 * Stores mappings in turn, and moves the sessions of the newly mapped users with them. A mapping that appeared between
 * reading a session and writing it back would split the session in two: one under the number, one under the LID.
 */
export function serialLidMapping(
  { lidMapping, migrateSession }: SignalRepositoryWithLIDStore,
  transactions: Transactions,
): void {
  const store = lidMapping.storeLIDPNMappings.bind(lidMapping);
  lidMapping.storeLIDPNMappings = (pairs) =>
    transactions.run(
      () => store(pairs),
      async (_, { changes }) => {
        const lids = new Map<string, string>();
        for (const { type, id, text } of changes) {
          if (type === "lid-mapping" && text !== null && !id.endsWith("_reverse")) lids.set(id, decodeKey(type, text));
        }
        // Only who has a list of devices can have sessions; all lists in one read.
        const lists = await transactions.keys.get("device-list", [...lids.keys()]);
        for (const user of Object.keys(lists)) await migrateSession(`${user}@s.whatsapp.net`, `${lids.get(user)}@lid`);
        return undefined;
      },
    );
}
