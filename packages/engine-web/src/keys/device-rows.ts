import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { ChangeBatch } from "./committer.ts";
import type { KeyReader } from "./key-view.ts";

/**
 * All of a batch in one statement, which is one round trip and one transaction. $2, $3: keys that go; $4–$6: keys that
 * stay; $7: credentials; $8–$10: decrypted payloads in their order, which `position` follows.
 */
const writeStatement = `
  WITH gone AS (
    DELETE FROM web_key USING unnest($2::text[], $3::text[]) AS old (type, id)
    WHERE web_key.instance_id = $1 AND web_key.type = old.type AND web_key.id = old.id
  ), kept AS (
    INSERT INTO web_key (instance_id, type, id, value)
    SELECT $1, type, id, value FROM unnest($4::text[], $5::text[], $6::bytea[]) AS new (type, id, value)
    ON CONFLICT (instance_id, type, id) DO UPDATE SET value = EXCLUDED.value
  ), device AS (
    INSERT INTO web_credentials (instance_id, value) SELECT $1, $7::bytea WHERE $7::bytea IS NOT NULL
    ON CONFLICT (instance_id) DO UPDATE SET value = EXCLUDED.value, updated_at = now()
  )
  INSERT INTO decrypted_payload (instance_id, digest, stanza, plaintext)
  SELECT $1, digest, stanza, plaintext
  FROM unnest($8::bytea[], $9::jsonb[], $10::bytea[]) WITH ORDINALITY AS new (digest, stanza, plaintext, number)
  ORDER BY number
  ON CONFLICT (instance_id, digest) DO NOTHING`;

/** Writes a batch of an instance's keys, credentials and payloads, all or nothing. */
export function createBatchWriter(
  database: Database,
  sealing: Sealing,
  instanceId: string,
): (batch: ChangeBatch) => Promise<void> {
  return async ({ keys, credentials, payloads }) => {
    const gone = keys.filter(({ text }) => text === null);
    const kept = keys.flatMap(({ type, id, text }) => (text === null ? [] : [{ type, id, text }]));
    await database.pool.query({
      name: "waxwing_web_keys_write",
      text: writeStatement,
      values: [
        instanceId,
        gone.map(({ type }) => type),
        gone.map(({ id }) => id),
        kept.map(({ type }) => type),
        kept.map(({ id }) => id),
        kept.map(({ text }) => sealing.sealBytes(Buffer.from(String(text)))),
        credentials === undefined ? null : sealing.sealBytes(Buffer.from(credentials)),
        payloads.map(({ digest }) => digest),
        payloads.map(({ attributes, type }) => JSON.stringify({ attributes, type })),
        payloads.map(({ plaintext }) => sealing.sealBytes(plaintext)),
      ],
    });
  };
}

/** Reads keys of an instance, all ids in one query. */
export function createKeyReader(database: Database, sealing: Sealing, instanceId: string): KeyReader {
  return async (type, ids) => {
    const { rows } = await database.pool.query<{ id: string; value: Buffer }>({
      name: "waxwing_web_keys_read",
      text: "SELECT id, value FROM web_key WHERE instance_id = $1 AND type = $2 AND id = ANY($3::text[])",
      values: [instanceId, type, ids],
    });
    return new Map(rows.map(({ id, value }) => [id, sealing.openBytes(value).toString()]));
  };
}

/** The text of an instance's credentials; undefined when it is not paired. */
export async function readCredentials(
  database: Database,
  sealing: Sealing,
  instanceId: string,
): Promise<string | undefined> {
  const { rows } = await database.query<{ value: Buffer }>("SELECT value FROM web_credentials WHERE instance_id = $1", [
    instanceId,
  ]);
  return rows[0] === undefined ? undefined : sealing.openBytes(rows[0].value).toString();
}

/** Whether the instance has a device at WhatsApp: credentials are stored once it is paired, and not before. */
export async function hasCredentials(database: Database, instanceId: string): Promise<boolean> {
  const { rowCount } = await database.query("SELECT 1 FROM web_credentials WHERE instance_id = $1", [instanceId]);
  return rowCount === 1;
}

/**
 * Removes everything of the instance's device, and nothing else of the instance. For a device that is logged out: its
 * keys are closed, and what it decrypted has become events.
 */
export async function eraseSession(database: Database, instanceId: string): Promise<void> {
  await database.query(
    `WITH keys AS (DELETE FROM web_key WHERE instance_id = $1),
          payloads AS (DELETE FROM decrypted_payload WHERE instance_id = $1)
     DELETE FROM web_credentials WHERE instance_id = $1`,
    [instanceId],
  );
}
