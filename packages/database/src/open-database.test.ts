import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "./open-database.ts";
import { createTestDatabase, silentLog, type TestDatabase } from "./testing.ts";

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({
    connectionUri: testDatabase.connectionUri,
    applicationName: "open-database test",
    log: silentLog,
  });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describe("openDatabase", () => {
  test("works in the schema waxwing, in UTC, under its name", async () => {
    const { rows } = await database.query(
      `SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone, current_setting('application_name') AS name,
        to_regclass('message')::text AS message`,
    );
    expect(rows).toEqual([{ path: "waxwing", zone: "UTC", name: "open-database test", message: "message" }]);
  });

  test("keeps what the user's URI asks for", async () => {
    const separator = testDatabase.connectionUri.includes("?") ? "&" : "?";
    const uri = `${testDatabase.connectionUri}${separator}options=${encodeURIComponent("-c statement_timeout=1234")}`;
    const other = openDatabase({ connectionUri: uri, log: silentLog });
    const { rows } = await other.query(
      "SELECT current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path",
    );
    await other.close();
    expect(rows).toEqual([{ timeout: "1234ms", path: "waxwing" }]);
  });

  test("reads bigint as a number while that is exact, and only on its own connections", async () => {
    const { rows } = await database.query(
      "SELECT 9007199254740991::int8 AS safe, 9007199254740993::int8 AS large, count(*) AS count FROM message",
    );
    expect(rows).toEqual([{ safe: 9007199254740991, large: 9007199254740993n, count: 0 }]);
    const { default: pg } = await import("pg");
    expect(pg.types.getTypeParser(20)("1")).toBe("1");
  });

  test("Prisma reads what SQL wrote, on the same pool and in any time zone", async () => {
    await database.query(
      `INSERT INTO instance (id, name, integration, connection_state, token_hash, settings, created_at, message_count)
       VALUES (gen_random_uuid(), 'a', 'WHATSAPP-BUSINESS', 'open', '\\x01', '{"rejectCall":true}', '2026-01-02T03:04:05.678+05:00', 7)`,
    );
    const found = await database.prisma.instance.findUniqueOrThrow({ where: { name: "a" } });
    expect(found).toMatchObject({
      createdAt: new Date("2026-01-01T22:04:05.678Z"),
      settings: { rejectCall: true },
      tokenHash: new Uint8Array([1]),
      messageCount: 7n,
    });
    const { rows } = await database.query(
      "SELECT count(*) AS others FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'open-database test'",
    );
    expect(rows).toEqual([{ others: 0 }]);
  });
});

describe("transaction", () => {
  test("commits and gives the result; rolls back on a throw and passes it on", async () => {
    const insert = (name: string) => `INSERT INTO event_stream SELECT id FROM instance WHERE name = '${name}'`;
    expect(await database.transaction(async (client) => (await client.query(insert("a"))).rowCount)).toBe(1);
    const problem = new Error("no");
    const failing = database.transaction(async (client) => {
      await client.query("DELETE FROM event_stream");
      throw problem;
    });
    await expect(failing).rejects.toBe(problem);
    expect((await database.query("SELECT 1 FROM event_stream")).rowCount).toBe(1);
  });

  test("awaits with COMMIT what is left for later, and is rolled back when that fails, with its reason", async () => {
    const count = async () => Number((await database.query("SELECT count(*) AS n FROM later_test")).rows[0]?.["n"]);
    await database.query("CREATE TABLE later_test (n int PRIMARY KEY)");
    const insert = (client: PoolClient, n: number) => client.query("INSERT INTO later_test VALUES ($1)", [n]);
    await database.transaction(async (client, later) => later(insert(client, 1)));
    expect(await count()).toBe(1);

    const twice = database.transaction(async (client, later) => {
      later(insert(client, 2));
      later(insert(client, 1));
    });
    await expect(twice).rejects.toMatchObject({ code: "23505" });
    // What comes behind the failure fails for its sake.
    const behind = database.transaction(async (client, later) => {
      later(insert(client, 1));
      await insert(client, 3);
    });
    await expect(behind).rejects.toMatchObject({ code: "23505" });
    const unsent = database.transaction(async (client, later) => {
      await insert(client, 4);
      later(Promise.reject(new Error("it cannot be written")));
    });
    await expect(unsent).rejects.toThrow("it cannot be written");
    expect(await count()).toBe(1);
  });

  test("does not take a COMMIT for done that PostgreSQL made a ROLLBACK", async () => {
    const swallowed = database.transaction(async (client) => {
      await client.query("SELECT 1 / 0").catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow("a statement of the transaction had failed");
  });

  test("a connection that breaks inside rejects, is not used again, and leaves the process alive", async () => {
    const warn = vi.fn();
    const own = openDatabase({ connectionUri: testDatabase.connectionUri, poolSize: 1, log: { ...silentLog, warn } });
    const broken = own.transaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await database.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      await vi.waitUntil(() => warn.mock.calls.length > 0);
      await client.query("SELECT 1");
    });
    await expect(broken).rejects.toThrow();
    expect((await own.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await own.close();
  });
});

test("a lost idle connection is logged and replaced", async () => {
  const warn = vi.fn();
  const own = openDatabase({ connectionUri: testDatabase.connectionUri, log: { ...silentLog, warn } });
  const { rows } = await own.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await database.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await vi.waitUntil(() => warn.mock.calls.length > 0);
  expect(await own.isReachable()).toBe(true);
  await own.close();
});

test("isReachable says false and does not throw when nobody answers", async () => {
  const nowhere = openDatabase({ connectionUri: "postgresql://a:b@127.0.0.1:1/c", log: silentLog });
  expect(await nowhere.isReachable()).toBe(false);
  await nowhere.close();
});
