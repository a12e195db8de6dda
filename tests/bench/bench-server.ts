import { type Database, type EmbeddedPostgres, openDatabase, startEmbeddedPostgres } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import type { AnnouncedProcess } from "../processes/announced-process.ts";
import { startGraphProcess } from "../processes/graph-process.ts";
import { cpuMsOf, treeCpuMsOf } from "../processes/process-figures.ts";
import { type ServerProcess, startServerProcess } from "../processes/server-process.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { requestBytes } from "./load.ts";

/** A server under test with everything around it, each in a process of its own. */
export interface BenchServer {
  readonly server: ServerProcess;
  readonly graph: AnnouncedProcess;
  /** The embedded PostgreSQL with the settings that a server gives it. */
  readonly postgres: EmbeddedPostgres;
  /** A second way into the server's database. */
  readonly database: Database;
  /** Creates a Cloud API instance and answers its id. */
  createInstance(instanceName: string, number: string, webhookUrl?: string): Promise<string>;
  /** A request with the global key, whole. */
  request(method: string, path: string, body?: unknown): Buffer;
  /** CPU time of the server process and of PostgreSQL so far, in milliseconds. */
  cpu(): { server: number; postgres: number };
  close(): Promise<void>;
}

export const appSecret = "waxwing-local-secret";

/** Starts a server on a fresh database; `nodeOptions` are for its process. */
export async function startBenchServer(nodeOptions: readonly string[] = []): Promise<BenchServer> {
  const folder = temporaryFolder("bench");
  const started = new AsyncDisposableStack();
  started.defer(() => folder.remove());
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: silentLog });
    started.defer(() => postgres.stop());
    const graph = await startGraphProcess();
    started.defer(() => graph.stop());
    const server = await startServerProcess({
      dataDir: folder.path,
      nodeOptions,
      env: {
        DATABASE_CONNECTION_URI: postgres.connectionUri,
        WA_BUSINESS_URL: graph.url,
        WA_BUSINESS_APP_SECRET: appSecret,
        WA_BUSINESS_TOKEN_WEBHOOK: "waxwing-local-verify",
      },
    });
    started.defer(async () => void (await server.stop()));
    const database = openDatabase({ connectionUri: postgres.connectionUri, log: silentLog });
    started.defer(() => database.close());
    return benchServer(server, graph, postgres, database, () => started.disposeAsync());
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

function benchServer(
  server: ServerProcess,
  graph: AnnouncedProcess,
  postgres: EmbeddedPostgres,
  database: Database,
  close: () => Promise<void>,
): BenchServer {
  const headers = { apikey: server.apiKey };
  return {
    server,
    graph,
    postgres,
    database,
    async createInstance(instanceName, number, webhookUrl) {
      const answer = await fetch(`${server.url}/instance/create`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({
          instanceName,
          integration: "WHATSAPP-BUSINESS",
          token: "test-token",
          number,
          ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl } }),
        }),
      });
      const body = (await answer.json()) as { instance?: { instanceId: string } };
      if (body.instance === undefined) throw new Error(`no instance was created: ${JSON.stringify(body)}`);
      return body.instance.instanceId;
    },
    request: (method, path, body) =>
      requestBytes(method, path, headers, body === undefined ? undefined : JSON.stringify(body)),
    cpu: () => ({ server: cpuMsOf(server.pid), postgres: treeCpuMsOf(postgres.pid) }),
    close,
  };
}
