import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { migrate } from "../migrate.ts";
import { openDatabase } from "../open-database.ts";
import { acquireServerLock } from "../server-lock.ts";
import { silentLog } from "../testing.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { processesOfTest } from "./testing-processes.ts";

const { folder, stopLater } = processesOfTest();

test("after PostgreSQL was killed, pool, Prisma and server lock go on, and what was committed is there", async () => {
  const postgres = stopLater(await startEmbeddedPostgres({ dataDir: join(folder(), "data"), log: silentLog }));
  const database = openDatabase({ connectionUri: postgres.connectionUri, log: silentLog });
  await migrate(database, { log: silentLog });
  const onLost = vi.fn();
  const lock = await acquireServerLock(database, { log: silentLog, onLost });
  expect(await database.prisma.chat.count()).toBe(0);
  await database.query("INSERT INTO subscriber_position VALUES ('webhook', '1', 1)");

  const firstPid = postgres.pid;
  process.kill(firstPid, "SIGKILL");
  await vi.waitUntil(() => !lock.isHeld());
  await vi.waitUntil(() => lock.isHeld() && postgres.pid !== firstPid, { timeout: 20_000 });
  expect((await database.query("SELECT subscriber FROM subscriber_position")).rows).toEqual([
    { subscriber: "webhook" },
  ]);
  expect(await database.prisma.chat.count()).toBe(0);
  expect(onLost).not.toHaveBeenCalled();

  await lock.release();
  await database.close();
});
