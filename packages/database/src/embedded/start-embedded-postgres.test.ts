import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { silentLog } from "../testing.ts";
import { DatabaseStartError } from "./database-start-error.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { ask, isAlive, processesOfTest } from "./testing-processes.ts";

const { folder, server, stopLater } = processesOfTest();
const start = async (dataDir: string) =>
  stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog, settings: { fsync: "off" } }));

describe("startEmbeddedPostgres", () => {
  test("keeps data over a stop and a start, in UTF-8, sorted by code point, and durable by default", async () => {
    const dataDir = join(folder(), "data");
    const first = stopLater(await startEmbeddedPostgres({ dataDir, log: silentLog }));
    const settings = `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
      current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections,
      current_setting('shared_buffers') AS buffers, current_setting('TimeZone') AS zone,
      (SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'waxwing') AS locale`;
    expect(await ask(first.connectionUri, settings)).toEqual([
      {
        fsync: "on",
        commit: "on",
        encoding: "UTF8",
        connections: "60",
        buffers: "64MB",
        zone: "UTC",
        locale: "bC.UTF-8",
      },
    ]);
    await ask(first.connectionUri, "CREATE TABLE kept AS SELECT 'wäxwing' AS word");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start(dataDir);
    expect(await ask(second.connectionUri, "SELECT word FROM kept")).toEqual([{ word: "wäxwing" }]);
    expect(statSync(join(dataDir, "postgres-password")).mode & 0o777).toBe(0o600);
  });

  test("wants the password, over the socket too", async () => {
    const postgres = await start(join(folder(), "data"));
    const wrong = postgres.connectionUri.replace(/waxwing:[^@]+@/, "waxwing:wrong@");
    await expect(ask(wrong, "SELECT 1")).rejects.toThrow("password authentication failed");
  });

  test("adopts the postmaster of a server that was killed with kill -9, and stops it in the end", async () => {
    const dataDir = join(folder(), "data");
    const killed = await server(dataDir);
    const uri = killed.said.connectionUri ?? "";
    await ask(uri, "CREATE TABLE kept AS SELECT 42 AS answer");
    await killed.kill("SIGKILL");
    expect(isAlive(killed.said.pid ?? 0)).toBe(true);

    const adopted = await start(dataDir);
    expect(adopted.pid).toBe(killed.said.pid);
    expect(adopted.connectionUri).toBe(uri);
    expect(await ask(adopted.connectionUri, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await adopted.stop();
    await vi.waitUntil(() => !isAlive(adopted.pid));
  });

  test("starts after both server and postmaster were killed", async () => {
    const dataDir = join(folder(), "data");
    const killed = await server(dataDir);
    await ask(killed.said.connectionUri ?? "", "CREATE TABLE kept AS SELECT 42 AS answer");
    await killed.kill("SIGKILL");
    process.kill(killed.said.pid ?? 0, "SIGKILL");

    const again = await start(dataDir);
    expect(again.pid).not.toBe(killed.said.pid);
    expect(await ask(again.connectionUri, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  test("starts when postmaster.pid names a living process that is something else", async () => {
    const dataDir = join(folder(), "data");
    await (await start(dataDir)).stop();
    const record = [process.pid, join(dataDir, "postgres"), 1, 5432, join(dataDir, "postgres"), "", "", "ready", ""];
    writeFileSync(join(dataDir, "postgres", "postmaster.pid"), record.join("\n"));
    const again = await start(dataDir);
    expect(again.pid).not.toBe(process.pid);
    expect(await ask(again.connectionUri, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("refuses a second server, names the first, and leaves it alone", async () => {
    const dataDir = join(folder(), "data");
    const first = await server(dataDir);
    const refusal = startEmbeddedPostgres({ dataDir, log: silentLog });
    await expect(refusal).rejects.toThrow(DatabaseStartError);
    await expect(refusal).rejects.toThrow(`(pid ${first.pid})`);
    expect(await ask(first.said.connectionUri ?? "", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await first.kill("SIGTERM");
    await start(dataDir);
  });

  test("lets one of several servers win that start at the same instant", async () => {
    const dataDir = join(folder(), "data");
    const killed = await server(dataDir);
    await killed.kill("SIGKILL");
    const rivals = await Promise.all([server(dataDir), server(dataDir), server(dataDir)]);
    const winners = rivals.filter((rival) => rival.said.connectionUri !== undefined);
    expect(winners).toHaveLength(1);
    for (const { said } of rivals) {
      if (said.error !== undefined)
        expect(said).toMatchObject({
          name: "DatabaseStartError",
          error: expect.stringContaining(`(pid ${winners[0]?.pid})`),
        });
    }
  });

  test("listens on the loopback interface when the path is too long for a socket", async () => {
    const dataDir = join(folder(), "a".repeat(60), "b".repeat(60));
    const killed = await server(dataDir);
    expect(killed.said.connectionUri).toMatch(/@127\.0\.0\.1:\d+\/waxwing$/);
    await killed.kill("SIGKILL");
    const adopted = await start(dataDir);
    expect(adopted.connectionUri).toBe(killed.said.connectionUri);
    expect(await ask(adopted.connectionUri, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("keeps the database running when Ctrl-C reaches the whole process group", async () => {
    const running = await server(join(folder(), "data"), { detached: true });
    process.kill(-running.pid, "SIGINT");
    expect(await running.nextLine()).toEqual({ signal: "SIGINT" });
    expect(await ask(running.said.connectionUri ?? "", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("starts a postmaster again that was killed, at the same address", async () => {
    const postgres = await start(join(folder(), "data"));
    const firstPid = postgres.pid;
    process.kill(firstPid, "SIGKILL");
    await vi.waitUntil(() => postgres.pid !== firstPid, { timeout: 20_000 });
    expect(await ask(postgres.connectionUri, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("refuses when a PostgreSQL answers on the cluster's socket that is not visible here (another container)", async () => {
    const dataDir = join(folder(), "data");
    await (await start(dataDir)).stop();
    const other = createServer().listen(join(dataDir, "postgres", ".s.PGSQL.5432"));
    await once(other, "listening");
    await expect(start(dataDir)).rejects.toThrow("probably in another container");
    other.close();
    await once(other, "close");
    await start(dataDir);
  });

  test("says what is wrong: a newer cluster, a lost password, a folder that is no cluster", async () => {
    const dataDir = join(folder(), "data");
    await (await start(dataDir)).stop();
    const version = join(dataDir, "postgres", "PG_VERSION");
    writeFileSync(version, "19\n");
    await expect(start(dataDir)).rejects.toThrow("was made by PostgreSQL 19");
    writeFileSync(version, "18\n");

    const passwordFile = join(dataDir, "postgres-password");
    const password = readFileSync(passwordFile, "utf8");
    writeFileSync(passwordFile, "");
    await expect(start(dataDir)).rejects.toThrow(`password file ${passwordFile} is missing or empty`);
    writeFileSync(passwordFile, password);
    await start(dataDir);
  });
});
