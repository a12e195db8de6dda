import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "./open-database.ts";
import { acquireServerLock, type ServerLock, ServerLockError } from "./server-lock.ts";
import { createTestDatabase, silentLog, type TestDatabase } from "./testing.ts";

let testDatabase: TestDatabase;
let first: Database;
let second: Database;
const locks: ServerLock[] = [];
const open = (applicationName: string) =>
  openDatabase({ connectionUri: testDatabase.connectionUri, applicationName, log: silentLog });

beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrated: false });
  first = open("first");
  second = open("second");
});
afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
  await Promise.all([first.close(), second.close()]);
  await testDatabase.drop();
});

async function acquire(database: Database, onLost = vi.fn(), waitMs = 300): Promise<ServerLock> {
  const lock = await acquireServerLock(database, { log: silentLog, onLost, waitMs });
  locks.push(lock);
  return lock;
}

const holders = `SELECT a.pid, a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()`;
const holder = async () => (await second.query<{ pid: number; name: string }>(holders)).rows[0];

test("one server a database: the second is refused and told who has it, and gets it when the first has gone", async () => {
  const lock = await acquire(first);
  const refusal = acquire(second);
  await expect(refusal).rejects.toThrow(ServerLockError);
  await expect(refusal).rejects.toThrow(`"first server lock (pid ${process.pid})"`);
  await lock.release();
  expect((await acquire(second)).isHeld()).toBe(true);
});

test("waits for a holder that is about to go", async () => {
  const lock = await acquire(first);
  const waiting = acquire(second, vi.fn(), 10_000);
  await vi.waitUntil(
    async () =>
      (await second.query("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'second server lock%'")).rowCount,
  );
  await lock.release();
  expect((await waiting).isHeld()).toBe(true);
});

test("two databases of one PostgreSQL have two locks", async () => {
  const otherTestDatabase = await createTestDatabase({ migrated: false });
  const other = openDatabase({ connectionUri: otherTestDatabase.connectionUri, log: silentLog });
  await acquire(first);
  const otherLock = await acquireServerLock(other, { log: silentLog, onLost: vi.fn() });
  expect(otherLock.isHeld()).toBe(true);
  await otherLock.release();
  await other.close();
  await otherTestDatabase.drop();
});

test("takes the lock again when the connection was lost", async () => {
  const onLost = vi.fn();
  const lock = await acquire(first, onLost);
  const before = await holder();
  await second.query("SELECT pg_terminate_backend($1)", [before?.pid]);
  await vi.waitUntil(
    async () => lock.isHeld() && (await holder())?.pid !== before?.pid && (await holder()) !== undefined,
    { timeout: 10_000 },
  );
  expect((await holder())?.name).toContain("first server lock");
  expect(onLost).not.toHaveBeenCalled();
});

test("says that the lock is lost when another server took it meanwhile", async () => {
  const onLost = vi.fn();
  const lock = await acquire(first, onLost);
  const taker = await second.pool.connect();
  const { rows } = await second.query<{ pid: number; classid: number; objid: number }>(
    "SELECT pid, classid::int, objid::int FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  const taken = taker.query("SELECT pg_advisory_lock($1, $2)", [rows[0]?.classid, rows[0]?.objid]);
  await vi.waitUntil(
    async () => (await second.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount,
  );
  await second.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await taken;
  await vi.waitUntil(() => onLost.mock.calls.length > 0, { timeout: 10_000 });
  expect(onLost).toHaveBeenCalledExactlyOnceWith(expect.any(ServerLockError));
  expect(lock.isHeld()).toBe(false);
  taker.release(true);
});
