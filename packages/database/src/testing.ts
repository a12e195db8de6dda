import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { connectionConfig } from "./connection-config.ts";
import type { DatabaseLog } from "./database-log.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";

/** A fresh database with all migrations applied. */
export interface TestDatabase {
  connectionUri: string;
  /** Removes it, and ends what is still connected. */
  drop(): Promise<void>;
}

/** The variable that leads to the PostgreSQL of this test run; set by `startTestPostgres()`. */
export const testPostgresVariable = "WAXWING_TEST_POSTGRES_URI";

/** Swallows everything: for tests that do not look at the log. */
export const silentLog: DatabaseLog = { info: () => {}, warn: () => {}, error: () => {} };

// "waxwing" and "test" in ASCII, halved.
const templateLock = "33602927498227304";

/**
 * Makes a migrated database in a few ten milliseconds, by cloning a template that is made once a PostgreSQL and version
 * of the migrations. `migrated: false` gives an empty one.
 */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = testPostgresUri();
  const name = `waxwing_test_${process.pid}_${randomBytes(6).toString("hex")}`;
  if (options.migrated === false)
    await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  else await cloneTemplate(server, name);
  return {
    connectionUri: withDatabase(server, name),
    drop: () => administer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** The PostgreSQL that tests use: one of the user's own, or the one of this run. */
export function testPostgresUri(): string {
  const uri = process.env["DATABASE_CONNECTION_URI"] || process.env[testPostgresVariable];
  if (uri) return uri;
  throw new Error(
    'There is no PostgreSQL for this test: put globalSetup: ["@waxwing/database/vitest-global-setup"] into the vitest config, or set DATABASE_CONNECTION_URI.',
  );
}

async function cloneTemplate(server: string, name: string): Promise<void> {
  const template = await templateName();
  await administer(server, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
    if (found.rowCount === 0) await makeTemplate(client, server, template);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
}

let cachedTemplateName: Promise<string> | undefined;

function templateName(): Promise<string> {
  cachedTemplateName ??= readMigrations().then((migrations) => {
    const hash = createHash("sha256");
    for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`);
    return `waxwing_template_${hash.digest("hex").slice(0, 16)}`;
  });
  return cachedTemplateName;
}

/** One process makes it, the others wait; the name appears only when it is whole. */
async function makeTemplate(client: pg.Client, server: string, template: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock($1)", [templateLock]);
  const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
  if (found.rowCount === 0) {
    const building = `${template}_building`;
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${building} TEMPLATE template0`);
    const database = openDatabase({ connectionUri: withDatabase(server, building), log: silentLog });
    try {
      await migrate(database, { log: silentLog });
    } finally {
      await database.close();
    }
    await client.query(`ALTER DATABASE ${building} RENAME TO ${template}`);
  }
  await client.query("SELECT pg_advisory_unlock($1)", [templateLock]);
}

async function administer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(connectionConfig(server, "waxwing test databases"));
  client.on("error", () => {
    // The statement that runs rejects.
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
function withDatabase(connectionUri: string, database: string): string {
  // libpq allows an empty host where a parameter names it; URL does not.
  const url = new URL(connectionUri.replace(/@\/|:\/\/\/(?!\/)/, (match) => match.replace(/\/$/, "localhost/")));
  url.pathname = `/${database}`;
  return url.href;
}
