import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { schemaName } from "./connection-config.ts";
import type { DatabaseLog } from "./database-log.ts";
import type { Database } from "./open-database.ts";

/** The database's tables do not fit this version of the server, or could not be brought to it. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** One committed change of the tables. */
export interface Migration {
  /** Folder name, `<timestamp>_<words>`; the order of names is the order of application. */
  name: string;
  sql: string;
  /** SHA-256 of the SQL in hexadecimal, line ends normalised: a Windows checkout has the same. */
  checksum: string;
}

interface AppliedMigration {
  name: string;
  checksum: string;
}

/** Where the committed migrations lie. */
export const migrationsFolder = fileURLToPath(new URL("../../../schema/prisma/migrations", import.meta.url));

const readApplied = `SELECT name, checksum FROM ${schemaName}.schema_migration ORDER BY name`;
// Any constant: "waxwing" in ASCII.
const migrationLockKey = "33602927498227303";

/** Reads the migrations of a folder, in order. */
export async function readMigrations(folder: string = migrationsFolder): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(
    names.sort().map(async (name) => {
      const sql = (await readFile(join(folder, name, "migration.sql"), "utf8")).replaceAll("\r\n", "\n");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Brings the tables to this version: all missing migrations in one transaction, one server at a time. Costs one
 * statement when there is nothing to do.
 *
 * @returns the names of the migrations that were applied now
 * @throws MigrationError when a migration fails (nothing is changed then), was edited after it had been applied, or is
 *   unknown here (the database is newer than the server)
 */
export async function migrate(database: Database, options: { log: DatabaseLog; folder?: string }): Promise<string[]> {
  const migrations = await readMigrations(options.folder);
  const before = await appliedMigrations(database);
  if (before !== null && pending(migrations, before).length === 0) return [];

  const names = await database.transaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLockKey]);
    await createBookkeeping(client);
    const applied = await client.query<AppliedMigration>(readApplied);
    const todo = pending(migrations, applied.rows);
    for (const migration of todo) await apply(client, migration);
    return todo.map((migration) => migration.name);
  });
  options.log.info({ migrations: names }, "database migrated");
  return names;
}

/** null: never migrated. */
async function appliedMigrations(database: Database): Promise<AppliedMigration[] | null> {
  try {
    return (await database.query<AppliedMigration>(readApplied)).rows;
  } catch (error) {
    if (isUndefinedTable(error)) return null;
    throw error;
  }
}

function isUndefinedTable(error: unknown): boolean {
  // 42P01 undefined_table, 3F000 invalid_schema_name
  return error instanceof Error && "code" in error && (error.code === "42P01" || error.code === "3F000");
}

/** What is left to apply, after the past was checked. */
function pending(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new MigrationError(
        `The database is newer than this server: it has the migration ${name}, which is unknown here. Start the version that made it, or a later one.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was changed after it had been applied to this database. Restore the file, and put the change into a new migration.`,
      );
    }
  }
  const names = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

async function createBookkeeping(client: pg.PoolClient): Promise<void> {
  // CREATE SCHEMA IF NOT EXISTS wants the right to create one even when it exists.
  const found = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schemaName]);
  if (found.rowCount === 0) await client.query(`CREATE SCHEMA ${schemaName}`);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${schemaName}.schema_migration (
       name text PRIMARY KEY,
       checksum text NOT NULL,
       applied_at timestamptz(3) NOT NULL DEFAULT now()
     )`,
  );
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query(migration.sql);
    await client.query(`INSERT INTO ${schemaName}.schema_migration (name, checksum) VALUES ($1, $2)`, [
      migration.name,
      migration.checksum,
    ]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`The migration ${migration.name} failed and nothing was changed: ${reason}`, { cause });
  }
}
