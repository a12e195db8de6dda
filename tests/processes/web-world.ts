import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { type Sandbox, type SandboxOptions, startSandbox } from "@waxwing/sandbox";
import { until } from "./conditions.ts";
import { apiKey, freePort, type ServerProcess, startServerProcess } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** An answer of the REST face; `status` 0 when the connection broke without one. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** An instance that is paired with an account of the sandbox. */
export interface PairedInstance {
  readonly name: string;
  readonly id: string;
  readonly phone: string;
}

/** A server in a process of its own with WhatsApp Web's sandbox beside it; the server can be killed, the rest stays. */
export interface WebWorld {
  readonly sandbox: Sandbox;
  readonly database: Database;
  server(): ServerProcess;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** A REST call with the global key. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
  /** Creates an instance, lets a phone scan its QR code, and waits until it is open. */
  pair(name: string, phone: string, changes?: Readonly<Record<string, unknown>>): Promise<PairedInstance>;
  /** Resolves once `connectionState` says so. */
  state(name: string, state: "open" | "close" | "connecting", timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly sandbox?: SandboxOptions;
  /** A database of one's own; one on the suite's PostgreSQL when absent. */
  readonly connectionUri?: string;
  /** Options of Node.js for the server's process. */
  readonly nodeOptions?: readonly string[];
}

/** The settings that lead a server's WhatsApp Web and Cloud API sides to a sandbox. */
export function sandboxSettings(
  sandbox: Pick<Sandbox, "webSocketUrl" | "rootKey" | "url">,
  caFile: string,
): Record<string, string> {
  return {
    WA_WEB_SOCKET_URL: sandbox.webSocketUrl,
    WA_WEB_CA_FILE: caFile,
    WA_WEB_ROOT_KEY: sandbox.rootKey,
    WA_BUSINESS_URL: sandbox.url,
  };
}

/** Starts everything, without an instance. */
export async function startWebWorld(options: WorldOptions = {}): Promise<WebWorld> {
  const folder = temporaryFolder("web");
  const started = new AsyncDisposableStack();
  started.defer(() => folder.remove());
  try {
    const test = options.connectionUri === undefined ? await createTestDatabase() : undefined;
    if (test !== undefined) started.defer(() => test.drop());
    const connectionUri = options.connectionUri ?? test?.connectionUri ?? "";
    const caFile = `${folder.path}/ca.pem`;
    const sandbox = await startSandbox({ seed: "web-world", graph: { webhookUrl: null }, caFile, ...options.sandbox });
    started.defer(() => sandbox.close());
    const port = await freePort();
    const start = (): Promise<ServerProcess> =>
      startServerProcess({
        dataDir: folder.path,
        port,
        ...(options.nodeOptions === undefined ? {} : { nodeOptions: options.nodeOptions }),
        env: {
          DATABASE_CONNECTION_URI: connectionUri,
          ...sandboxSettings(sandbox, caFile),
          ...options.env,
        },
      });
    let server = await start();
    started.defer(async () => void (await server.stop()));
    const database = openDatabase({ connectionUri, log: silentLog });
    started.defer(() => database.close());

    const call: WebWorld["call"] = async (method, path, body, headers = {}) => {
      try {
        const response = await fetch(`${server.url}${path}`, {
          method,
          headers: { apikey: apiKey, "content-type": "application/json", ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: response.status, body: (await response.json()) as never };
      } catch {
        return { status: 0, body: {} as never };
      }
    };
    const state: WebWorld["state"] = (name, wanted, timeoutMs = 30_000) =>
      until(
        `${name} is ${wanted}`,
        async () => {
          const { body } = await call<{ instance?: { state: string } }>("GET", `/instance/connectionState/${name}`);
          return body.instance?.state === wanted;
        },
        timeoutMs,
      ).then(() => undefined);
    return {
      sandbox,
      database,
      server: () => server,
      kill: () => server.kill(),
      async restart() {
        server = await start();
      },
      call,
      state,
      async pair(name, phone, changes = {}) {
        const created = await call<{ instance: { instanceId: string } }>("POST", "/instance/create", {
          instanceName: name,
          integration: "WHATSAPP-BAILEYS",
          ...changes,
        });
        if (created.status !== 201) throw new Error(`no instance was created: ${JSON.stringify(created.body)}`);
        const { body } = await call<{ code?: string }>("GET", `/instance/connect/${name}`);
        if (typeof body.code !== "string") throw new Error(`connect answered no QR code: ${JSON.stringify(body)}`);
        await sandbox.scanQr(body.code, { number: phone, name });
        await state(name, "open");
        return { name, id: created.body.instance.instanceId, phone };
      },
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
