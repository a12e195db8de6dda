import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockDataDirectory } from "./data-directory-lock.ts";
import { identifyProcess } from "./process-identity.ts";
import { processesOfTest } from "./testing-processes.ts";

const { folder } = processesOfTest();

test("is exclusive, also within a process, and free after its release", () => {
  const dataDir = folder();
  const lock = lockDataDirectory(dataDir);
  expect(() => lockDataDirectory(dataDir)).toThrow(`(pid ${process.pid})`);
  lock.release();
  lockDataDirectory(dataDir).release();
  expect(readdirSync(dataDir)).toEqual(["server-lock.2"]);
});

test("a late second release does not free the lock of the next server", () => {
  const dataDir = folder();
  const first = lockDataDirectory(dataDir);
  first.release();
  lockDataDirectory(dataDir);
  first.release();
  expect(() => lockDataDirectory(dataDir)).toThrow("already runs");
});

test.runIf(process.platform === "linux")(
  "is not fooled by a pid that was given again, a reboot, or a torn file",
  () => {
    const own = identifyProcess(process.pid);
    const stale = [
      JSON.stringify({ ...own, startedAt: "1" }),
      JSON.stringify({ ...own, boot: "00000000-0000-0000-0000-000000000000" }),
      JSON.stringify({ ...own, pid: 2 ** 22 + 1 }),
      "",
    ];
    for (const content of stale) {
      const dataDir = folder();
      writeFileSync(join(dataDir, "server-lock.7"), content);
      lockDataDirectory(dataDir);
      expect(readdirSync(dataDir)).toEqual(["server-lock.8"]);
      expect(JSON.parse(readFileSync(join(dataDir, "server-lock.8"), "utf8"))).toMatchObject({ pid: process.pid });
    }
  },
);
