import { statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { DataDirectory, freePort, NpmServer, until } from "./testing-process.ts";

const folders: DataDirectory[] = [];
const servers: NpmServer[] = [];

function dataDirectory(): DataDirectory {
  const folder = new DataDirectory();
  folders.push(folder);
  return folder;
}

async function npmStart(environment: Record<string, string>): Promise<NpmServer> {
  const server = new NpmServer(await freePort(), environment);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.end()));
});
afterAll(() => {
  for (const folder of folders) folder.remove();
});

describe("npm start", { timeout: 60_000 }, () => {
  it("makes a key once, says where it listens, and stops PostgreSQL last", async () => {
    const data = dataDirectory();
    const first = await (
      await npmStart({ WAXWING_DATA_DIR: data.path, KAFKA_ENABLED: "true", SERVER_NAME: "secret-name" })
    ).ready();
    const key = data.apiKey();
    expect(statSync(join(data.path, "api-key")).mode & 0o777).toBe(0o600);
    expect(first.stdout).toContain(key);
    expect(first.stdout).toMatch(/GraphQL +http:\/\/localhost:\d+\/graphql/);
    expect(data.hasDatabase()).toBe(true);
    expect(data.hasPostmaster()).toBe(true);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${first.url}/instance/fetchInstances`)).status).toBe(401);
    expect((await fetch(`${first.url}/instance/fetchInstances`, { headers: { apikey: key } })).status).toBe(200);
    first.signalNpm("SIGTERM");
    expect(await first.exit()).toBe(0);
    expect(data.hasPostmaster()).toBe(false);
    const lines = first.stderr.split("\n").filter((line) => line.includes("mean nothing here"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("KAFKA_ENABLED, SERVER_NAME");
    expect(first.stderr).not.toContain("secret-name");
    expect(first.stderr).not.toContain(key);

    const second = await (await npmStart({ WAXWING_DATA_DIR: data.path })).ready();
    expect(second.stdout).not.toContain("API key");
    expect((await fetch(`${second.url}/instance/fetchInstances`, { headers: { apikey: key } })).status).toBe(200);
    second.signalGroup("SIGINT");
    second.signalGroup("SIGINT");
    expect(await second.exit()).toBe(0);
    expect(second.logged("stopped")).toBe(true);
    expect(data.hasPostmaster()).toBe(false);
  });

  it("starts again after kill -9, and refuses a second server on the same data directory", async () => {
    const data = dataDirectory();
    for (let round = 0; round < 3; round++) {
      const killed = await (await npmStart({ WAXWING_DATA_DIR: data.path })).ready();
      process.kill(await killed.pid(), "SIGKILL");
      await killed.exit();
      expect(data.hasPostmaster()).toBe(true);
    }
    const first = await (await npmStart({ WAXWING_DATA_DIR: data.path })).ready();
    const second = await npmStart({ WAXWING_DATA_DIR: data.path });
    expect(await second.exit()).toBe(1);
    expect(second.stderr).toContain(String(await first.pid()));
    expect(second.stderr).not.toContain("    at ");
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    first.signalGroup("SIGTERM");
    first.signalNpm("SIGTERM");
    expect(await first.exit()).toBe(0);
    expect(data.hasPostmaster()).toBe(false);
  });

  it("answers requests in flight and ends streams before it stops", async () => {
    const data = dataDirectory();
    const waiting: ServerResponse[] = [];
    const graph = createServer((request, response) => {
      request.resume();
      waiting.push(response);
    });
    const graphPort = await listen(graph);
    const server = await npmStart({
      WAXWING_DATA_DIR: data.path,
      WA_BUSINESS_URL: `http://127.0.0.1:${graphPort}`,
      AUTHENTICATION_API_KEY: "key-of-this-test",
    });
    await server.ready();
    const headers = { apikey: "key-of-this-test", "content-type": "application/json" };
    const created = await fetch(`${server.url}/instance/create`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        instanceName: "a",
        integration: "WHATSAPP-BUSINESS",
        token: "graph-token",
        number: "1234567890",
      }),
    });
    expect(created.status).toBe(201);
    const events = await fetch(`${server.url}/events`, { headers });
    expect(events.status).toBe(200);
    const sending = fetch(`${server.url}/message/sendText/a`, {
      method: "POST",
      headers,
      body: JSON.stringify({ number: "5511999999999", text: "private-words" }),
    });
    await until("the request at Graph", () => waiting.length === 1);
    const startedAt = performance.now();
    server.signalGroup("SIGTERM");
    await until("the stop", () => server.logged("stopping"));
    await until("the end of listening", () =>
      fetch(`${server.url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    const answer = JSON.stringify({
      messaging_product: "whatsapp",
      contacts: [{ input: "5511999999999", wa_id: "5511999999999" }],
      messages: [{ id: "wamid.1" }],
    });
    waiting[0]?.writeHead(200, { "content-type": "application/json" }).end(answer);
    const sent = await sending;
    expect(sent.status).toBe(201);
    expect(await sent.json()).toMatchObject({ key: { id: "wamid.1" } });
    // The stream ends instead of being cut off.
    expect(await events.text()).toContain("retry:");
    expect(await server.exit()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(data.hasPostmaster()).toBe(false);
    for (const secret of ["private-words", "key-of-this-test", "graph-token", "5511999999999"]) {
      expect(server.stderr).not.toContain(secret);
    }
    graph.close();
  });

  it("tells every wrong setting and a port in use in plain sentences", async () => {
    const wrong = await npmStart({ SERVER_PORT: "x", LOG_LEVEL: "y", SHUTDOWN_TIMEOUT: "z" });
    expect(await wrong.exit()).toBe(1);
    for (const name of ["SERVER_PORT", "LOG_LEVEL", "SHUTDOWN_TIMEOUT"]) expect(wrong.stderr).toContain(name);
    expect(wrong.stderr).not.toContain("    at ");

    const other = createServer();
    const port = await listen(other);
    const data = dataDirectory();
    const refused = await npmStart({ WAXWING_DATA_DIR: data.path, SERVER_PORT: String(port) });
    expect(await refused.exit()).toBe(1);
    expect(refused.stderr).toContain(`port ${port}`);
    expect(refused.stderr).not.toContain("    at ");
    expect(data.hasPostmaster()).toBe(false);
    other.close();

    const unreachable = await npmStart({
      DATABASE_CONNECTION_URI: `postgresql://me:pass-word@127.0.0.1:${await freePort()}/db`,
      AUTHENTICATION_API_KEY: "12345678",
    });
    expect(await unreachable.exit()).toBe(1);
    expect(unreachable.stderr).toContain("cannot be used");
    expect(unreachable.stderr).not.toContain("pass-word");
  });

  it("stops with 1 after an error that nobody caught, and when the stop takes too long", async () => {
    const data = dataDirectory();
    const script = join(dirname(data.path), "faults.mjs");
    writeFileSync(
      script,
      `import { Server } from "node:http";
       process.on("SIGUSR2", () => { throw new Error("nobody catches this"); });
       if (process.env.HANGING) Server.prototype.close = function () { return this; };`,
    );
    const environment = { WAXWING_DATA_DIR: data.path, NODE_OPTIONS: `--import=${script}` };
    const failing = await (await npmStart(environment)).ready();
    process.kill(await failing.pid(), "SIGUSR2");
    expect(await failing.exit()).toBe(1);
    expect(failing.stderr).toContain("nobody catches this");
    expect(failing.logged("stopped")).toBe(true);
    expect(data.hasPostmaster()).toBe(false);

    const hanging = await (await npmStart({ ...environment, HANGING: "yes", SHUTDOWN_TIMEOUT: "1" })).ready();
    hanging.signalGroup("SIGTERM");
    expect(await hanging.exit()).toBe(1);
    expect(hanging.logged("the stop took too long")).toBe(true);
    // PostgreSQL goes on without its server, until the next one adopts it.
    expect(data.hasPostmaster()).toBe(true);
    const next = await (await npmStart({ WAXWING_DATA_DIR: data.path })).ready();
    next.signalNpm("SIGINT");
    expect(await next.exit()).toBe(0);
    expect(data.hasPostmaster()).toBe(false);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
