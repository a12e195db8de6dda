import { type Database, type EmbeddedPostgres, openDatabase, startEmbeddedPostgres } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import type { AnnouncedProcess } from "../../processes/announced-process.ts";
import { until } from "../../processes/conditions.ts";
import { cpuMsOf, treeCpuMsOf } from "../../processes/process-figures.ts";
import { startSandboxProcess } from "../../processes/sandbox-process.ts";
import { type ServerProcess, startServerProcess } from "../../processes/server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "../../processes/temporary-folder.ts";
import { requestBytes } from "../load.ts";

/** A server whose WhatsApp is a sandbox, with everything around it, each in a process of its own. */
export interface WebBench {
  readonly sandbox: AnnouncedProcess;
  readonly postgres: EmbeddedPostgres;
  readonly database: Database;
  server(): ServerProcess;
  /** Creates instances and links each to a phone of its own, a few at a time; resolves when all are open. */
  pair(names: readonly string[], phoneOf: (index: number) => string): Promise<void>;
  /** How many instances are open. */
  open(): Promise<number>;
  /** A request to the server with the global key, whole. */
  request(method: string, path: string, body?: unknown): Buffer;
  /** People whom instances can write to, and who can write to them. */
  addContacts(phones: readonly string[]): Promise<void>;
  /** A request to the sandbox's admin API, whole. */
  admin(method: string, path: string, body?: unknown): Buffer;
  /** SIGTERM and a new process on the same data; resolves with its first answer. */
  restart(): Promise<ServerProcess>;
  /** CPU time of the server process, PostgreSQL and the sandbox so far, in milliseconds. */
  cpu(): { server: number; postgres: number; sandbox: number };
  close(): Promise<void>;
}

/** Starts a server on a fresh database and a sandbox; `nodeOptions` are for the server's process. */
export async function startWebBench(nodeOptions: readonly string[] = []): Promise<WebBench> {
  const folder = temporaryFolder("bench-web");
  const started = new AsyncDisposableStack();
  started.defer(() => folder.remove());
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: silentLog });
    started.defer(() => postgres.stop());
    const sandbox = await startSandboxProcess();
    started.defer(() => sandbox.stop());
    const start = await serverStarter(folder, postgres, sandbox, nodeOptions);
    let server = await start();
    started.defer(async () => void (await server.stop()));
    const database = openDatabase({ connectionUri: postgres.connectionUri, log: silentLog });
    started.defer(() => database.close());
    const headers = { apikey: server.apiKey };
    const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Body;
    };
    const open = async (): Promise<number> => {
      const instances = await call<{ connectionStatus: string }[]>("GET", "/instance/fetchInstances");
      return instances.filter(({ connectionStatus }) => connectionStatus === "open").length;
    };
    return {
      sandbox,
      postgres,
      database,
      server: () => server,
      async pair(names, phoneOf) {
        const before = await open();
        let next = 0;
        const worker = async (): Promise<void> => {
          for (let index = next++; index < names.length; index = next++) {
            const name = names[index] as string;
            await call("POST", "/instance/create", { instanceName: name, integration: "WHATSAPP-BAILEYS" });
            const { code } = await call<{ code?: string }>("GET", `/instance/connect/${name}`);
            await scan(sandbox.url, phoneOf(index), String(code));
          }
        };
        await Promise.all(Array.from({ length: 4 }, worker));
        await until("all instances are open", async () => (await open()) === before + names.length, 120_000);
      },
      open,
      async addContacts(phones) {
        for (const phone of phones) await postToAdmin(sandbox, "/contacts", { phone });
      },
      request: (method, path, body) =>
        requestBytes(method, path, headers, body === undefined ? undefined : JSON.stringify(body)),
      admin: (method, path, body) =>
        requestBytes(method, `/admin${path}`, {}, body === undefined ? undefined : JSON.stringify(body)),
      async restart() {
        await server.stop();
        server = await start();
        return server;
      },
      cpu: () => ({
        server: cpuMsOf(server.pid),
        postgres: treeCpuMsOf(postgres.pid),
        sandbox: cpuMsOf(sandbox.pid),
      }),
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** A call of the sandbox's admin API. */
export async function postToAdmin(sandbox: AnnouncedProcess, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${sandbox.url}/admin${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
}

async function serverStarter(
  folder: TemporaryFolder,
  postgres: EmbeddedPostgres,
  sandbox: AnnouncedProcess,
  nodeOptions: readonly string[],
): Promise<() => Promise<ServerProcess>> {
  const admin = (await (await fetch(`${sandbox.url}/admin`)).json()) as {
    webSocketUrl: string;
    rootKey: string;
    caFile: string;
  };
  return () =>
    startServerProcess({
      dataDir: folder.path,
      nodeOptions,
      env: {
        DATABASE_CONNECTION_URI: postgres.connectionUri,
        WA_WEB_SOCKET_URL: admin.webSocketUrl,
        WA_WEB_ROOT_KEY: admin.rootKey,
        WA_WEB_CA_FILE: admin.caFile,
        LOG_LEVEL: "warn",
      },
    });
}

async function scan(url: string, phone: string, qr: string): Promise<void> {
  const answer = await fetch(`${url}/admin/mock-phone/scan-qr?number=${phone}`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: qr,
  });
  if (!answer.ok) throw new Error(`the scan was answered with ${answer.status}: ${await answer.text()}`);
}
