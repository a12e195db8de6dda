import type { Database } from "@waxwing/database";

/** An address with the other one of the same contact, where it is known: the given one first. */
export async function addressesOf(database: Database, instanceId: string, jid: string): Promise<string[]> {
  const { rows } = await database.query<{ other: string }>(
    `SELECT phone_jid AS other FROM identity WHERE instance_id = $1 AND lid = $2
     UNION ALL SELECT lid FROM identity WHERE instance_id = $1 AND phone_jid = $2`,
    [instanceId, jid],
  );
  return [jid, ...rows.map((row) => row.other)];
}

/** The other addresses of contacts, by address: LIDs of phone JIDs and phone JIDs of LIDs, as far as they are known. */
export async function otherAddresses(
  database: Database,
  instanceId: string,
  jids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (jids.length === 0) return new Map();
  const { rows } = await database.query<{ lid: string; phone_jid: string }>(
    "SELECT lid, phone_jid FROM identity WHERE instance_id = $1 AND (lid = ANY ($2::text[]) OR phone_jid = ANY ($2::text[]))",
    [instanceId, [...new Set(jids)]],
  );
  return new Map(
    rows.flatMap((row): [string, string][] => [
      [row.lid, row.phone_jid],
      [row.phone_jid, row.lid],
    ]),
  );
}
