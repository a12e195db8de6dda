import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { type Sandbox, startSandbox } from "@waxwing/sandbox";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parseSettings, type RunningServer, StartError, startServer } from "../index.ts";

const apikey = "global-test-key";
let database: TestDatabase;
let folder: string;
let sandbox: Sandbox;
let server: RunningServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waxwing-keys-"));
  database = await createTestDatabase();
  sandbox = await startSandbox({ seed: "keys", caFile: join(folder, "ca.pem"), graph: { webhookUrl: null } });
});
afterAll(async () => {
  await server?.stop();
  await sandbox.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function restart(keys: Record<string, string>): Promise<RunningServer> {
  await server?.stop();
  server = undefined;
  const settings = parseSettings({
    SERVER_HOST: "127.0.0.1",
    SERVER_PORT: "0",
    WAXWING_DATA_DIR: folder,
    DATABASE_CONNECTION_URI: database.connectionUri,
    AUTHENTICATION_API_KEY: apikey,
    WA_BUSINESS_URL: sandbox.graph.url,
    OUTBOUND_ALLOW_PRIVATE: "127.0.0.1/32",
    WA_WEB_SOCKET_URL: sandbox.secureWebSocketUrl,
    WA_WEB_CA_FILE: sandbox.caFile ?? "",
    WA_WEB_ROOT_KEY: sandbox.rootKey,
    WA_WEB_LOG_LEVEL: "silent",
    ...keys,
  });
  server = await startServer(settings, { log: pino({ level: "silent" }) });
  return server;
}

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`, {
    method,
    headers: { apikey, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

const isOpen = async (): Promise<void> =>
  vi.waitFor(
    async () => {
      const { instance } = await call<{ instance: { state: string } }>("GET", "/instance/connectionState/web");
      expect(instance.state).toBe("open");
    },
    { timeout: 20_000, interval: 50 },
  );

/** How everything that is sealed begins, without doubles. */
async function beginnings(running: RunningServer): Promise<string[]> {
  const { rows } = await running.database.query<{ start: string }>(
    `SELECT DISTINCT left(engine_credentials, 12) AS start FROM instance WHERE engine_credentials IS NOT NULL
     UNION SELECT left(password, 12) FROM proxy
     UNION SELECT encode(substring(value FROM 1 FOR 5), 'hex') FROM web_credentials
     UNION SELECT encode(substring(value FROM 1 FOR 5), 'hex') FROM web_key
     UNION SELECT encode(substring(plaintext FROM 1 FOR 5), 'hex') FROM decrypted_payload ORDER BY 1`,
  );
  return rows.map(({ start }) => start);
}

const present = ({ core: { sealing } }: RunningServer): string[] =>
  [sealing.bytes.present, sealing.texts.present].toSorted();

const first = "the-first-encryption-key";
const second = "the-second-encryption-key";

it("after a change of ENCRYPTION_KEY everything is sealed anew, and the server does without the old key", async () => {
  let running = await restart({});
  await call("POST", "/instance/create", { instanceName: "web", integration: "WHATSAPP-BAILEYS" });
  const { code } = await call<{ code: string }>("GET", "/instance/connect/web");
  await sandbox.scanQr(code, { number: "15550000001", name: "Ada" });
  await isOpen();
  const bob = await sandbox.contact("15550000002", { name: "Bob" });
  await bob.say("something to decrypt", { to: "15550000001" });
  await vi.waitFor(async () => {
    const { rowCount } = await running.database.query("SELECT 1 FROM decrypted_payload");
    expect(rowCount).toBeGreaterThan(0);
  });
  await call("POST", "/instance/create", {
    instanceName: "cloud",
    integration: "WHATSAPP-BUSINESS",
    token: "a-graph-token",
    number: "1234567890",
  });
  // A proxy that is not in use is sealed as well.
  await running.database.query(
    `INSERT INTO proxy (instance_id, id, enabled, host, port, protocol, password)
     SELECT id, gen_random_uuid(), false, 'proxy.example', 8080, 'http', $1 FROM instance WHERE name = 'cloud'`,
    [running.core.sealing.seal("a-proxy-password")],
  );

  // From clear, then from one key to the next.
  for (const keys of [{ ENCRYPTION_KEY: first }, { ENCRYPTION_KEY: second, ENCRYPTION_KEY_PREVIOUS: first }]) {
    running = await restart(keys);
    const now = running;
    await vi.waitFor(async () => expect(await beginnings(now)).toEqual(present(now)), { timeout: 10_000 });
  }

  running = await restart({ ENCRYPTION_KEY: second });
  await isOpen();
  expect([...running.core.directory.all()].find(({ name }) => name === "cloud")?.credentials).toContain(
    "a-graph-token",
  );
  const { rows } = await running.database.query<{ password: string }>("SELECT password FROM proxy");
  expect(running.core.sealing.open(rows[0]?.password ?? "")).toBe("a-proxy-password");
});

it("a server without the key, or with another one, does not start and names the setting", async () => {
  for (const keys of [{}, { ENCRYPTION_KEY: "a-key-that-sealed-nothing" }]) {
    const starting = restart(keys);
    await expect(starting).rejects.toThrow(StartError);
    await expect(starting).rejects.toThrow("ENCRYPTION_KEY");
  }
  // Nor one that lacks it for keys of WhatsApp Web alone.
  const running = await restart({ ENCRYPTION_KEY: second });
  await running.database.query("DELETE FROM instance WHERE name = 'cloud'");
  await expect(restart({})).rejects.toThrow(/web_credentials.*ENCRYPTION_KEY/);
  await restart({ ENCRYPTION_KEY: second });
});
