import type { Pool } from "pg";

/** Tables that change without a call: how far readers have come, and what deliveries came to. */
const bookkeeping = new Set(["subscriber_position", "schema_migration", "webhook_failure"]);

/** Content of every table: number of rows and a digest of them. Equal fingerprints mean that nothing was stored. */
export async function storedRows(pool: Pool): Promise<Record<string, string>> {
  const tables = (await tableNames(pool)).filter((name) => !bookkeeping.has(name));
  const parts = tables.map(
    (name) =>
      `SELECT '${name}' AS name, count(*) || ' rows ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS state FROM waxwing."${name}" t`,
  );
  const { rows } = await pool.query<{ name: string; state: string }>(parts.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

const names = new WeakMap<Pool, Promise<string[]>>();

function tableNames(pool: Pool): Promise<string[]> {
  const known = names.get(pool);
  if (known !== undefined) return known;
  const read = pool
    .query<{ tablename: string }>("SELECT tablename FROM pg_tables WHERE schemaname = 'waxwing' ORDER BY 1")
    .then(({ rows }) => rows.map((row) => row.tablename));
  names.set(pool, read);
  return read;
}
