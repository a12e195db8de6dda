import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import { type AuthenticationState, BufferJSON } from "@whiskeysockets/baileys";
import pg from "pg";

/**
 * A client's keys in a PostgreSQL table, in the way that asks least of it: read from memory, and each `set` one statement that
 * is awaited. Baileys calls it once the message is written, so that a crash in between can still use a key of the ratchet twice.
 */
export async function storedAuth(connectionUri: string): Promise<AuthenticationState> {
  const pool = new pg.Pool({ connectionString: connectionUri, max: 4 });
  await pool.query("CREATE TABLE bare_key (type text, id text, value text, PRIMARY KEY (type, id))");
  const { creds, keys } = memoryAuth();
  return {
    creds,
    keys: {
      get: keys.get,
      async set(data) {
        await keys.set(data);
        const rows = Object.entries(data).flatMap(([type, values]) =>
          Object.entries(values).map(([id, value]) => ({
            type,
            id,
            value: JSON.stringify(value, BufferJSON.replacer),
          })),
        );
        await pool.query({
          name: "store-bare-keys",
          text: `INSERT INTO bare_key (type, id, value) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
                 ON CONFLICT (type, id) DO UPDATE SET value = EXCLUDED.value`,
          values: [rows.map(({ type }) => type), rows.map(({ id }) => id), rows.map(({ value }) => value)],
        });
      },
    },
  };
}
