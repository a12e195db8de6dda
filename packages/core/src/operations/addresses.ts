import type { Database } from "@waxwing/database";

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
