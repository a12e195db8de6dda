import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import type { Beginnings, Sealing } from "./sealing.ts";
import { pause } from "./waiting.ts";

/** A column of sealed secrets, and the primary key of its table, in order, as SQL types. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly form: "text" | "bytea";
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

/** What the core itself keeps sealed. */
export const coreColumns: readonly SealedColumn[] = [
  { table: "instance", column: "engine_credentials", form: "text", key: [{ name: "id", type: "uuid" }] },
  { table: "proxy", column: "password", form: "text", key: [{ name: "instance_id", type: "uuid" }] },
];

const batchSize = 1000;
const lockedWaitMs = 200;

/** Throws an error that names the setting when something is sealed with a key that is not configured. */
export async function requireKeys(
  database: Database,
  sealing: Sealing,
  columns: readonly SealedColumn[],
): Promise<void> {
  for (const column of columns) {
    const { rows } = await database.query(
      `SELECT 1 FROM ${column.table} WHERE ${beginning(column)} <> ALL ($1::text[]) LIMIT 1`,
      [beginningsOf(sealing, column).known],
    );
    if (rows.length === 0) continue;
    const what = `${column.table}.${column.column} holds secrets that are encrypted with`;
    if (sealing.bytes.known.length === 1)
      throw new Error(`${what} a key, and none is set: set ENCRYPTION_KEY to the key that they were encrypted with`);
    throw new Error(
      `${what} another key than ENCRYPTION_KEY: set it to that key, or put that key in ENCRYPTION_KEY_PREVIOUS`,
    );
  }
}

/**
 * Seals with the present key whatever was sealed with a previous one, or stored in clear, until nothing of that is left or
 * the signal aborts. Gives the number of secrets; may run beside anything that writes, and again after it was
 * interrupted. Throws when a secret's key is not configured.
 */
export async function sealAnew(
  database: Database,
  sealing: Sealing,
  columns: readonly SealedColumn[],
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<number> {
  let total = 0;
  for (const column of columns) {
    let count = 0;
    while (!signal.aborted && (await isAnyLeft(database, sealing, column))) {
      const found = await sealBatch(database, sealing, column);
      count += found;
      // Its row is being written by somebody else, who may keep the old seal.
      if (found === 0) await pause(lockedWaitMs, signal);
    }
    if (count > 0) log.info({ table: column.table, count }, "sealed with the present ENCRYPTION_KEY");
    total += count;
  }
  return total;
}

type Row = Readonly<Record<string, unknown>> & { readonly old: string | Buffer };

/** Found secrets are gone from the next batch. A row that somebody writes must not wait for us while we wait for it. */
async function sealBatch(database: Database, sealing: Sealing, sealed: SealedColumn): Promise<number> {
  const { table, column, form, key } = sealed;
  const names = key.map(({ name }) => name);
  const columns = [...key, { name: "sealed_anew", type: form }];
  return database.transaction(async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT ${names.join(", ")}, ${column} AS old FROM ${table}
       WHERE ${beginning(sealed)} <> $1 LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [beginningsOf(sealing, sealed).present, batchSize],
    );
    if (rows.length === 0) return 0;
    const values: Readonly<Record<string, unknown>>[] = rows.map((row) => ({
      ...row,
      sealed_anew:
        typeof row.old === "string"
          ? sealing.seal(sealing.open(row.old))
          : sealing.sealBytes(sealing.openBytes(row.old)),
    }));
    await client.query(
      `UPDATE ${table} SET ${column} = new.sealed_anew
       FROM unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")})
         AS new (${columns.map(({ name }) => name).join(", ")})
       WHERE ${names.map((name) => `${table}.${name} = new.${name}`).join(" AND ")}`,
      columns.map(({ name }) => values.map((row) => row[name])),
    );
    return values.length;
  });
}

async function isAnyLeft(database: Database, sealing: Sealing, column: SealedColumn): Promise<boolean> {
  const { rows } = await database.query(`SELECT 1 FROM ${column.table} WHERE ${beginning(column)} <> $1 LIMIT 1`, [
    beginningsOf(sealing, column).present,
  ]);
  return rows.length > 0;
}

function beginningsOf(sealing: Sealing, { form }: SealedColumn): Beginnings {
  return form === "text" ? sealing.texts : sealing.bytes;
}

/** SQL of a stored secret's {@link Beginnings}; null where there is no secret. */
function beginning({ table, column, form }: SealedColumn): string {
  const value = `${table}.${column}`;
  return form === "text"
    ? `CASE WHEN starts_with(${value}, 'clear:') THEN 'clear:' ELSE left(${value}, 12) END`
    : `encode(substring(${value} FROM 1 FOR CASE WHEN get_byte(${value}, 0) = 0 THEN 1 ELSE 5 END), 'hex')`;
}
