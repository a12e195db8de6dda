import type { Database } from "@waxwing/database";

/** What is known of a contact to show it. */
interface ContactFace {
  /** The name in the address book, else the one that the contact chose. */
  readonly name: string | null;
  readonly pictureUrl: string | null;
}

/** Names and pictures of stored contacts, by address. */
export async function contactFaces(
  database: Database,
  instanceId: string,
  jids: readonly string[],
): Promise<ReadonlyMap<string, ContactFace>> {
  if (jids.length === 0) return new Map();
  const { rows } = await database.query<{ remote_jid: string; name: string | null; profile_pic_url: string | null }>(
    `SELECT remote_jid, COALESCE(saved_name, push_name) AS name, profile_pic_url FROM contact
     WHERE instance_id = $1 AND remote_jid = ANY ($2::text[])`,
    [instanceId, [...new Set(jids)]],
  );
  return new Map(rows.map((row) => [row.remote_jid, { name: row.name, pictureUrl: row.profile_pic_url }]));
}

/** Names of stored contacts, by address; those without a name are missing. */
export async function contactNames(
  database: Database,
  instanceId: string,
  jids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const faces = await contactFaces(database, instanceId, jids);
  return new Map([...faces].flatMap(([jid, { name }]) => (name === null ? [] : [[jid, name] as const])));
}
