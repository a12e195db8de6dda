import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { type Sandbox, startSandbox, text } from "@waxwing/sandbox";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { parseSettings, type RunningServer, StartError, startServer } from "../index.ts";

const apikey = "global-test-key";
const phone = "15550000001";
const lines: string[] = [];
const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
let database: TestDatabase;
let folder: string;
let sandbox: Sandbox;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waxwing-web-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  lines.length = 0;
  database = await createTestDatabase();
  sandbox = await startSandbox({
    seed: "server",
    caFile: join(folder, "ca.pem"),
    graph: { webhookUrl: null },
  });
  server = await start();
});
afterEach(async () => {
  await server.stop();
  await sandbox.close();
  await database.drop();
});

function start(more: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const settings = parseSettings({
    ...more,
    SERVER_HOST: "127.0.0.1",
    SERVER_PORT: "0",
    WAXWING_DATA_DIR: folder,
    DATABASE_CONNECTION_URI: database.connectionUri,
    AUTHENTICATION_API_KEY: apikey,
    ENCRYPTION_KEY: "a-key-for-these-tests",
    WA_WEB_SOCKET_URL: sandbox.secureWebSocketUrl,
    WA_WEB_CA_FILE: sandbox.caFile ?? "",
    WA_WEB_ROOT_KEY: sandbox.rootKey,
    WA_WEB_LOG_LEVEL: "debug",
  });
  return startServer(settings, { log });
}

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: { apikey, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${answer}`);
  return JSON.parse(answer) as Answer;
}

const state = async (): Promise<string> =>
  (await call<{ instance: { state: string } }>("GET", "/instance/connectionState/one")).instance.state;

const until = (condition: () => Promise<boolean>): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error("not yet");
    },
    { timeout: 25_000, interval: 50 },
  );

async function pair(): Promise<void> {
  await call("POST", "/instance/create", { instanceName: "one", integration: "WHATSAPP-BAILEYS" });
  const { code } = await call<{ code: string }>("GET", "/instance/connect/one");
  await sandbox.scanQr(code, { number: phone, name: "Ada" });
  await until(async () => (await state()) === "open");
}

async function count(table: string): Promise<number> {
  const { rows } = await server.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(rows[0]?.count);
}

it("pairs, receives, sends, and comes back by itself after a restart", async () => {
  await pair();
  const bob = await sandbox.contact("15550000002", { name: "Bob" });
  await bob.say("hello Ada", { to: phone });
  const found = async () =>
    JSON.stringify(
      await call("POST", "/chat/findMessages/one", { where: { key: { remoteJid: "15550000002@s.whatsapp.net" } } }),
    );
  await until(async () => (await found()).includes("hello Ada"));

  await server.stop();
  await bob.say("while you were away", { to: phone });
  server = await start();
  await until(async () => (await state()) === "open");
  await until(async () => (await found()).includes("while you were away"));
  await call("POST", "/message/sendText/one", { number: "15550000002", text: "hello Bob" });
  await bob.received(text("hello Bob"));

  const all = lines.join("");
  for (const secret of ["hello Ada", "hello Bob", "while you were away", "15550000002"]) {
    expect(all.includes(secret), secret).toBe(false);
  }
  expect(sandbox.account(phone).devices).toHaveLength(1);
});

it("what is sent into a chat whose messages vanish vanishes as well", async () => {
  await pair();
  const bob = await sandbox.contact("15550000002", { name: "Bob" });
  const answered = async (body: string): Promise<unknown> => {
    const { rows } = await server.database.query<{ seconds: number }>("SELECT seconds FROM chat_expiration");
    await call("POST", "/message/sendText/one", { number: "15550000002", text: body });
    const { message } = await bob.received(text(body));
    const { extendedTextMessage } = message as { extendedTextMessage?: { contextInfo?: { expiration?: number } } };
    return [rows.map(({ seconds }) => seconds), extendedTextMessage?.contextInfo?.expiration ?? 0];
  };
  const isSet = (seconds: number) =>
    until(async () => (await count(`chat_expiration WHERE seconds = ${seconds}`)) === 1);
  expect(await answered("before")).toEqual([[], 0]);
  bob.web.setEphemeral(86_400, { to: phone });
  await isSet(86_400);
  expect(await answered("for a day")).toEqual([[86_400], 86_400]);
  bob.web.setEphemeral(0, { to: phone });
  await isSet(0);
  expect(await answered("for good")).toEqual([[0], 0]);
});

it("delete leaves nothing of the device behind, here and at WhatsApp", async () => {
  await pair();
  expect(await count("web_credentials")).toBe(1);
  const bob = await sandbox.contact("15550000002", { name: "Bob" });
  const file = { type: "document", bytes: Buffer.from("a file"), mimeType: "text/plain", filename: "a.txt" } as const;
  const { id } = await bob.sendMedia(file, { to: phone });
  await until(async () => (await count(`message WHERE key_id = '${id}'`)) === 1);
  await call("POST", "/chat/getBase64/one", { message: { key: { id } } });
  const files = async () =>
    (await readdir(join(folder, "media"), { recursive: true })).filter((name) => name.includes("-"));
  expect(await files()).toHaveLength(2);
  await call("DELETE", "/instance/delete/one");
  await until(async () => (await files()).length === 0);
  expect(sandbox.account(phone).devices).toEqual([]);
  for (const table of ["instance", "web_credentials", "web_key", "decrypted_payload"]) {
    expect(await count(table), table).toBe(0);
  }
});

it("logout keeps the instance, which can be paired again", async () => {
  await pair();
  await call("DELETE", "/instance/logout/one");
  expect(await state()).toBe("close");
  expect(await count("web_key")).toBe(0);
  expect(sandbox.account(phone).devices).toEqual([]);
  const { base64 } = await call<{ base64: string }>("GET", "/instance/connect/one");
  expect(base64).toMatch(/^data:image\/png/);
});

it("an instance without a proxy goes to WhatsApp through the one of the settings", async () => {
  await server.stop();
  const proxy = createServer();
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  server = await start({
    PROXY_HOST: "127.0.0.1",
    PROXY_PORT: String(port),
    PROXY_USERNAME: "me",
    PROXY_PASSWORD: "secret",
  });
  const connected = once(proxy, "connection") as Promise<[Socket]>;
  await call("POST", "/instance/create", { instanceName: "one", integration: "WHATSAPP-BAILEYS" });
  const connecting = call("GET", "/instance/connect/one").catch(() => undefined);
  const [socket] = await connected;
  const [request] = (await once(socket, "data")) as [Buffer];
  expect(request.toString()).toMatch(new RegExp(`^CONNECT 127\\.0\\.0\\.1:${sandbox.port} `));
  expect(request.toString()).toContain(`Basic ${Buffer.from("me:secret").toString("base64")}`);
  socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  await call("DELETE", "/instance/delete/one");
  await connecting;
  proxy.close();
});

it("a proxy without a port stops the start with a sentence", async () => {
  await server.stop();
  const starting = start({ PROXY_HOST: "proxy.example" });
  await expect(starting).rejects.toThrow(StartError);
  await expect(starting).rejects.toThrow("PROXY_HOST needs PROXY_PORT");
});
