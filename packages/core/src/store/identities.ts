import type { PoolClient } from "pg";
import type { InboundIdentity } from "../inbox.ts";

/** Mappings that are stored, in memory, so that those that arrive with every message cost nothing. Bounded. */
export interface IdentityCache {
  phoneOf(instanceId: string, lid: string): string | undefined;
  remember(instanceId: string, identities: Iterable<InboundIdentity>): void;
}

const maxRemembered = 50_000;

export function createIdentityCache(): IdentityCache {
  const phones = new Map<string, string>();
  const keyOf = (instanceId: string, lid: string): string => `${instanceId} ${lid}`;
  return {
    phoneOf: (instanceId, lid) => phones.get(keyOf(instanceId, lid)),
    remember(instanceId, identities) {
      for (const { lid, phoneJid } of identities) {
        if (phones.size >= maxRemembered) phones.clear();
        phones.set(keyOf(instanceId, lid), phoneJid);
      }
    },
  };
}

/** What a group of writes knows of addresses. */
export interface KnownAddresses {
  /** Phone JIDs by LID, of what the group names. */
  readonly phones: ReadonlyMap<string, string>;
  /** Mappings that were not stored before. */
  readonly learned: readonly InboundIdentity[];
  /** All mappings that are stored now, to be remembered after the commit. */
  readonly stored: readonly InboundIdentity[];
}

const nothingKnown: KnownAddresses = { phones: new Map(), learned: [], stored: [] };

/**
 * Stores mappings that arrived and looks up those of the LIDs that are named. A LID has one phone JID and a phone JID one
 * LID: the newest mapping wins.
 */
export async function knowAddresses(
  client: PoolClient,
  instanceId: string,
  identities: readonly InboundIdentity[],
  lids: ReadonlySet<string>,
  cache: IdentityCache,
): Promise<KnownAddresses> {
  const arrived = newestOf(identities);
  const unsure = [...arrived.values()].filter((one) => cache.phoneOf(instanceId, one.lid) !== one.phoneJid);
  const phones = new Map<string, string>();
  const unknown: string[] = [];
  for (const lid of lids) {
    const phone = arrived.get(lid)?.phoneJid ?? cache.phoneOf(instanceId, lid);
    if (phone === undefined) unknown.push(lid);
    else phones.set(lid, phone);
  }
  if (unsure.length === 0 && unknown.length === 0) {
    return phones.size === 0 ? nothingKnown : { phones, learned: [], stored: [] };
  }
  const { rows } = await client.query<{ lid: string; phone_jid: string }>({
    name: "find-identities",
    text: `SELECT lid, phone_jid FROM identity WHERE instance_id = $1 AND lid = ANY ($2::text[])`,
    values: [instanceId, [...new Set([...unsure.map((one) => one.lid), ...unknown])]],
  });
  const before = new Map(rows.map((row) => [row.lid, row.phone_jid]));
  for (const lid of unknown) {
    const phone = before.get(lid);
    if (phone !== undefined) phones.set(lid, phone);
  }
  const learned = unsure.filter((one) => before.get(one.lid) !== one.phoneJid);
  await storeIdentities(client, instanceId, learned);
  const found = unknown.flatMap((lid) => {
    const phoneJid = before.get(lid);
    return phoneJid === undefined ? [] : [{ lid, phoneJid }];
  });
  return { phones, learned, stored: [...unsure, ...found] };
}

/** By LID, the newest mapping of each LID and each phone JID; what is none is left out. */
function newestOf(identities: readonly InboundIdentity[]): Map<string, InboundIdentity> {
  const byPhone = new Map<string, InboundIdentity>();
  for (const identity of identities) {
    if (identity.lid.endsWith("@lid") && identity.phoneJid.endsWith("@s.whatsapp.net")) {
      byPhone.delete(identity.phoneJid);
      byPhone.set(identity.phoneJid, identity);
    }
  }
  return new Map([...byPhone.values()].map((identity) => [identity.lid, identity]));
}

async function storeIdentities(
  client: PoolClient,
  instanceId: string,
  identities: readonly InboundIdentity[],
): Promise<void> {
  if (identities.length === 0) return;
  const values = [instanceId, identities.map((one) => one.lid), identities.map((one) => one.phoneJid)];
  await client.query({
    name: "forget-older-identities",
    text: "DELETE FROM identity WHERE instance_id = $1 AND (lid = ANY ($2::text[]) OR phone_jid = ANY ($3::text[]))",
    values,
  });
  await client.query({
    name: "insert-identities",
    text: `INSERT INTO identity (instance_id, lid, phone_jid)
           SELECT $1, new.lid, new.phone_jid FROM unnest($2::text[], $3::text[]) AS new (lid, phone_jid)`,
    values,
  });
}
