import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { createTestDatabase, silentLog } from "./testing.ts";

test("test databases are migrated, separate, and gone after drop() even while somebody is connected", async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const first = openDatabase({ connectionUri: one.connectionUri, log: silentLog });
  const second = openDatabase({ connectionUri: two.connectionUri, log: silentLog });
  expect(await migrate(first, { log: silentLog })).toEqual([]);
  await first.query("INSERT INTO subscriber_position VALUES ('webhook', '1', 1)");
  expect((await second.query("SELECT 1 FROM subscriber_position")).rowCount).toBe(0);
  await Promise.all([one.drop(), two.drop()]);
  expect(await first.isReachable()).toBe(false);
  await Promise.all([first.close(), second.close()]);
});

test("generating the Prisma client again does nothing while schema, Prisma and script are the same", () => {
  const generated = fileURLToPath(new URL("./generated/client.ts", import.meta.url));
  const script = fileURLToPath(new URL("./generate-client.ts", import.meta.url));
  const run = () => spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect(run()).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(generated)).toBe(true);
  expect(readFileSync(generated, "utf8")).toContain("PrismaClient");
  const before = statSync(generated).ino;
  expect(run().status).toBe(0);
  expect(statSync(generated).ino).toBe(before);
});
