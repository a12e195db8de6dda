import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings, type RunningServer, StartError, startServer } from "../index.ts";
import { until } from "../testing-process.ts";

const log = pino({ level: "silent" });
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "waxwing-start-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function start(changes: Record<string, string> = {}, signal?: AbortSignal): Promise<RunningServer> {
  const settings = parseSettings({
    SERVER_HOST: "127.0.0.1",
    SERVER_PORT: "0",
    WAXWING_DATA_DIR: folder,
    DATABASE_CONNECTION_URI: database.connectionUri,
    AUTHENTICATION_API_KEY: "global-test-key",
    ...changes,
  });
  return startServer(settings, { log, ...(signal === undefined ? {} : { signal }) });
}

const headers = { apikey: "global-test-key", "content-type": "application/json" };

describe("startServer", () => {
  it("runs a whole server in this process, again and again", async () => {
    for (let round = 0; round < 2; round++) {
      const server = await start();
      expect(server.url).toBe(`http://localhost:${server.port}`);
      const at = `http://127.0.0.1:${server.port}`;
      expect((await fetch(`${at}/health/ready`)).status).toBe(200);
      const rest = await fetch(`${at}/instance/fetchInstances`, { headers });
      expect(await rest.json()).toEqual([]);
      const graphql = await fetch(`${at}/graphql`, {
        method: "POST",
        headers,
        body: JSON.stringify({ query: "{ instanceFetchInstances { name } }" }),
      });
      expect(await graphql.json()).toEqual({ data: { instanceFetchInstances: [] } });
      const trpc = await fetch(`${at}/trpc/instance.fetchInstances?input=%7B%7D`, { headers });
      expect(await trpc.json()).toEqual({ result: { data: [] } });
      const metrics = await (await fetch(`${at}/metrics`, { headers })).text();
      expect(metrics).toContain('waxwing_calls_total{operation="instance.fetchInstances",code="OK"} 3');
      expect(await Promise.all([server.stop(), server.stop()])).toEqual([true, true]);
      await expect(fetch(`${at}/health/live`)).rejects.toThrow();
    }
  });

  it("refuses a second server on the same database, and leaves the first alone", async () => {
    const first = await start();
    const second = start();
    await expect(second).rejects.toThrow(StartError);
    await expect(second).rejects.toThrow(/Another Waxwing server works on this database.*waxwing/);
    expect((await fetch(`http://127.0.0.1:${first.port}/health/ready`)).status).toBe(200);
    await first.stop();
  });

  it("says that a port is in use, and gives the database free again", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    await expect(start({ SERVER_PORT: String(port) })).rejects.toThrow(`port ${port} of 127.0.0.1`);
    other.close();
    await (await start()).stop();
  });

  it("does not start when it is told to stop before, and gives the database free again", async () => {
    const stopped = AbortSignal.abort();
    await expect(start({}, stopped)).rejects.toThrow();
    const later = new AbortController();
    const starting = start({}, later.signal);
    later.abort();
    await expect(starting).rejects.toThrow(StartError);
    await (await start()).stop();
  });

  it("ends streams and cuts what takes too long", async () => {
    const graph = createServer((request) => request.resume());
    await new Promise<void>((resolve) => graph.listen(0, "127.0.0.1", resolve));
    const { port } = graph.address() as { port: number };
    const server = await start({ WA_BUSINESS_URL: `http://127.0.0.1:${port}`, SHUTDOWN_TIMEOUT: "2" });
    const at = `http://127.0.0.1:${server.port}`;
    const created = await fetch(`${at}/instance/create`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        instanceName: "cut",
        integration: "WHATSAPP-BUSINESS",
        token: "graph-token",
        number: "1234567890",
      }),
    });
    expect(created.status).toBe(201);
    let atGraph = 0;
    graph.on("request", () => atGraph++);
    const sending = fetch(`${at}/message/sendText/cut`, {
      method: "POST",
      headers,
      body: JSON.stringify({ number: "5511999999999", text: "Hello" }),
    }).catch((error: unknown) => error);
    await until("the request at Graph", () => atGraph === 1);
    const startedAt = performance.now();
    expect(await server.stop()).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await sending;
    graph.closeAllConnections();
    graph.close();
  });
});
