import { isHostedPnUser, isPnUser, jidDecode, type SignalRepositoryWithLIDStore } from "@whiskeysockets/baileys";
import { decodeKey } from "./encoding.ts";
import type { Transactions } from "./transactions.ts";

/** Lookups of LIDs that never wait for WhatsApp while the queue of the transactions is held. */
export interface KnownAddresses {
  /** Looks the LID of a number up, at WhatsApp too, then does the work as {@link KnownAddresses.asStored}. */
  looked<T>(jid: string, work: () => Promise<T>): Promise<T>;
  /** Does the work; meanwhile the LID of the number is the one that is stored, or none. */
  asStored<T>(jid: string, work: () => Promise<T>): Promise<T>;
  /** Forgets what was stored: mappings change. */
  forget(): void;
}

/** Numbers whose LIDs are remembered; each access to a session asks for one. */
const maxRemembered = 1000;

/**
 * The Signal repository resolves a number to its LID at each access to a session, asks WhatsApp for those that it does
 * not know, and joins a lookup that somebody else has begun. In the queue that would hold up all encryption and
 * decryption of the connection, for ever when the one who asked stores the answer: that waits for the queue itself.
 */
export function withKnownAddresses(
  { lidMapping }: SignalRepositoryWithLIDStore,
  keys: Transactions["keys"],
): KnownAddresses {
  /** Users that somebody works with, and how many do. */
  const busy = new Map<string, number>();
  /**
   * Stored LIDs by JID of the number: what Baileys has in its own memory can be older than what is stored. Another map when
   * mappings have changed, so that an older look adds nothing to it.
   */
  let remembered = new Map<string, string>();
  const lookUp = lidMapping.getLIDForPN.bind(lidMapping);

  const storedLid = async (pn: string): Promise<string | null> => {
    const { user = "", device, server } = jidDecode(pn) ?? {};
    const { [user]: lid } = await keys.get("lid-mapping", [user]);
    if (lid === undefined) return null;
    return `${lid}${device ? `:${device}` : ""}@${server === "hosted" ? "hosted.lid" : "lid"}`;
  };
  const resolved = async (pn: string): Promise<string | null> => {
    if (!isNumber(pn)) return lookUp(pn);
    const now = remembered;
    const known = now.get(pn);
    if (known !== undefined) return known;
    if (!busy.has(userOf(pn))) return lookUp(pn);
    const lid = await storedLid(pn);
    if (now.size >= maxRemembered) now.clear();
    if (lid !== null) now.set(pn, lid);
    return lid;
  };
  lidMapping.getLIDForPN = resolved;

  const asStored: KnownAddresses["asStored"] = async (jid, work) => {
    if (!isNumber(jid)) return work();
    const user = userOf(jid);
    busy.set(user, (busy.get(user) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (busy.get(user) ?? 1) - 1;
      if (left === 0) busy.delete(user);
      else busy.set(user, left);
    }
  };
  return {
    asStored,
    async looked(jid, work) {
      if (isNumber(jid)) await resolved(jid);
      return asStored(jid, work);
    },
    forget() {
      remembered = new Map();
    },
  };
}

const isNumber = (jid: string): boolean => isPnUser(jid) === true || isHostedPnUser(jid) === true;
const userOf = (jid: string): string => jidDecode(jid)?.user ?? jid;

/**
 * Stores mappings in turn, and moves the sessions of the newly mapped users with them. A mapping that appeared between
 * reading a session and writing it back would split the session in two: one under the number, one under the LID.
 */
export function serialLidMapping(
  { lidMapping, migrateSession }: SignalRepositoryWithLIDStore,
  transactions: Transactions,
  addresses: KnownAddresses,
): void {
  const store = lidMapping.storeLIDPNMappings.bind(lidMapping);
  lidMapping.storeLIDPNMappings = (pairs) =>
    transactions.run(
      () => store(pairs).finally(addresses.forget),
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
