import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";

/** A table with sealed bytes: its primary key, in order, as SQL types. */
interface SealedTable {
  readonly name: string;
  readonly value: string;
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

const instanceId = { name: "instance_id", type: "uuid" };

const tables: readonly SealedTable[] = [
  { name: "web_credentials", value: "value", key: [instanceId] },
  {
    name: "web_key",
    value: "value",
    key: [instanceId, { name: "type", type: "text" }, { name: "id", type: "text" }],
  },
  { name: "decrypted_payload", value: "plaintext", key: [instanceId, { name: "digest", type: "bytea" }] },
];

const batchSize = 1000;

/**
 * Seals with the present key whatever was stored with a previous one, or in clear. Gives the number of values; may run
 * beside open connections, and again after it was interrupted. Throws when a value's key is not configured.
 */
export async function reseal(database: Database, sealing: Sealing, log: Logger): Promise<number> {
  let resealed = 0;
  for (const table of tables) {
    let count = 0;
    for (;;) {
      const found = await resealBatch(database, sealing, table);
      count += found;
      if (found < batchSize) break;
    }
    if (count > 0) log.info({ table: table.name, count }, "sealed with the present ENCRYPTION_KEY");
    resealed += count;
  }
  return resealed;
}

type Row = Readonly<Record<string, unknown>> & { readonly old: Buffer };

/**
 * Found values are gone from the next batch. Values that an open connection is writing are left to it: it seals with
 * the present key, and must not wait for us while we wait for it.
 */
async function resealBatch(database: Database, sealing: Sealing, { name, value, key }: SealedTable): Promise<number> {
  const columns = [...key, { name: "resealed", type: "bytea" }];
  const names = key.map((column) => column.name);
  return database.transaction(async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT ${names.join(", ")}, ${value} AS old FROM ${name}
       WHERE substring(${value} FROM 1 FOR $1) <> $2 LIMIT $3 FOR UPDATE SKIP LOCKED`,
      [sealing.presentBeginning.length, sealing.presentBeginning, batchSize],
    );
    const values: Readonly<Record<string, unknown>>[] = rows.map((row) => ({
      ...row,
      resealed: sealing.sealBytes(sealing.openBytes(row.old)),
    }));
    if (values.length === 0) return 0;
    await client.query(
      `UPDATE ${name} SET ${value} = new.resealed
       FROM unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")})
         AS new (${columns.map((column) => column.name).join(", ")})
       WHERE ${names.map((column) => `${name}.${column} = new.${column}`).join(" AND ")}`,
      columns.map((column) => values.map((row) => row[column.name])),
    );
    return values.length;
  });
}
