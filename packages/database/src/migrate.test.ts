import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MigrationError, migrate, readMigrations } from "./migrate.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { createTestDatabase, silentLog, type TestDatabase } from "./testing.ts";

let testDatabase: TestDatabase;
let database: Database;
let folder: string;
const log = silentLog;

beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrated: false });
  database = openDatabase({ connectionUri: testDatabase.connectionUri, log });
  folder = mkdtempSync(join(tmpdir(), "waxwing-migrations-"));
  write("20260101000000_one", "CREATE TABLE one (a int);\nINSERT INTO one VALUES (1);\n");
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
  rmSync(folder, { recursive: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

test("applies the committed migrations once, in one statement when there is nothing to do", async () => {
  const names = (await readMigrations()).map(({ name }) => name);
  expect(names[0]).toBe("20261122000000_foundation");
  expect(await migrate(database, { log })).toEqual(names);
  const query = vi.spyOn(database.pool, "query");
  const connect = vi.spyOn(database.pool, "connect");
  expect(await migrate(database, { log })).toEqual([]);
  expect(query).toHaveBeenCalledTimes(1);
  // pool.query itself borrows a connection, with a callback.
  expect(connect).toHaveBeenCalledTimes(1);
});

test("applies what is new, in the order of names, and treats a Windows checkout alike", async () => {
  await migrate(database, { log, folder });
  write("20260101000000_one", "CREATE TABLE one (a int);\r\nINSERT INTO one VALUES (1);\r\n");
  write("20260103000000_three", "INSERT INTO one SELECT max(b) FROM two");
  write("20260102000000_two", "CREATE TABLE two AS SELECT 2 AS b");
  expect(await migrate(database, { log, folder })).toEqual(["20260102000000_two", "20260103000000_three"]);
  expect((await database.query("SELECT a FROM one ORDER BY a")).rows).toEqual([{ a: 1 }, { a: 2 }]);
});

test("changes nothing when one of several fails", async () => {
  write("20260102000000_two", "CREATE TABLE two (b int); SELECT no_such_function()");
  await expect(migrate(database, { log, folder })).rejects.toThrow(
    /20260102000000_two failed and nothing was changed.*no_such_function/,
  );
  expect(
    (await database.query("SELECT to_regclass('waxwing.one') AS one, to_regnamespace('waxwing') AS schema")).rows,
  ).toEqual([{ one: null, schema: null }]);
});

test("refuses a migration that was edited after it had been applied", async () => {
  await migrate(database, { log, folder });
  write("20260101000000_one", "CREATE TABLE one (a bigint);");
  const refusal = migrate(database, { log, folder });
  await expect(refusal).rejects.toThrow(MigrationError);
  await expect(refusal).rejects.toThrow("20260101000000_one was changed after it had been applied");
});

test("refuses a database that is newer than the server", async () => {
  write("20990101000000_future", "CREATE TABLE future (a int)");
  await migrate(database, { log, folder });
  rmSync(join(folder, "20990101000000_future"), { recursive: true });
  await expect(migrate(database, { log, folder })).rejects.toThrow(
    "newer than this server: it has the migration 20990101000000_future",
  );
});

test("lets one of several servers migrate that start at the same instant", async () => {
  const others = [1, 2, 3].map(() => openDatabase({ connectionUri: testDatabase.connectionUri, log }));
  const applied = await Promise.all(others.map((other) => migrate(other, { log, folder })));
  await Promise.all(others.map((other) => other.close()));
  expect(applied.flat()).toEqual(["20260101000000_one"]);
  expect((await database.query("SELECT a FROM one")).rowCount).toBe(1);
});
