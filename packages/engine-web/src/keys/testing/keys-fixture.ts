import { randomBytes, randomUUID } from "node:crypto";
import { createSealing, type Sealing } from "@waxwing/core";
import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { pino } from "pino";
import type { SessionKeys } from "../../session.ts";
import { openSessionKeys } from "../session-keys.ts";

/** What a test opens keys with. */
export interface OpenOptions {
  readonly sealing?: Sealing;
  readonly onFailure?: (error: Error) => void;
  readonly readsAhead?: (stanza: Readonly<Record<string, string>>) => boolean;
}

/** A database of its own with instances, whose keys a test opens. */
export interface KeysFixture {
  readonly database: Database;
  /** Made before the next statement of the keys: throw or wait in it. */
  beforeStatement: (text: string) => Promise<void> | void;
  addInstance(): Promise<string>;
  open(instanceId: string, options?: OpenOptions): Promise<SessionKeys>;
  /** Number of rows of a table. */
  count(table: "web_credentials" | "web_key" | "decrypted_payload", where?: string): Promise<number>;
  close(): Promise<void>;
}

export const testSealing = createSealing("the encryption key of these tests");
export const quiet = pino({ level: "silent" });

/** Starts with a database without instances. */
export async function startKeysFixture(): Promise<KeysFixture> {
  const { connectionUri, drop } = await createTestDatabase();
  const database = openDatabase({ connectionUri, log: silentLog });
  const fixture: KeysFixture = {
    database,
    beforeStatement: () => {},
    async addInstance() {
      const id = randomUUID();
      await database.query(
        `INSERT INTO instance (id, name, integration, connection_state, token_hash, settings)
         VALUES ($1::uuid, $1::uuid::text, 'WHATSAPP-BAILEYS', 'close', $2, '{}')`,
        [id, randomBytes(32)],
      );
      return id;
    },
    open: (instanceId, options = {}) =>
      openSessionKeys({
        database: interposed(database, fixture),
        sealing: testSealing,
        instanceId,
        log: quiet,
        onFailure: () => {},
        ...options,
      }),
    async count(table, where = "true") {
      const { rows } = await database.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`);
      return Number(rows[0]?.count);
    },
    async close() {
      await database.close();
      await drop();
    },
  };
  return fixture;
}

/** The database, whose statements wait for `beforeStatement`. */
function interposed(database: Database, fixture: KeysFixture): Database {
  const query = async (statement: string | { text: string }, values?: unknown[]): Promise<unknown> => {
    await fixture.beforeStatement(typeof statement === "string" ? statement : statement.text);
    return database.pool.query(statement as string, values);
  };
  const pool = new Proxy(database.pool, {
    get: (target, name) => (name === "query" ? query : Reflect.get(target, name)),
  });
  const replaced: Readonly<Record<string | symbol, unknown>> = { pool, query };
  return new Proxy(database, { get: (target, name) => replaced[name] ?? Reflect.get(target, name) });
}

/** A gate at which statements wait until it is opened. */
export function createGate(): { wait: () => Promise<void>; open: () => void; readonly waiting: number } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  return {
    wait: () => {
      waiting++;
      return promise;
    },
    open: resolve,
    get waiting() {
      return waiting;
    },
  };
}
