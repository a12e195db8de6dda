import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { type GraphServer, startGraphServer } from "@waxwing/sandbox";
import { apiKey, freePort, type ServerProcess, startServerProcess } from "../processes/server-process.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";

export const instanceName = "faulty";

/** An answer of the REST face; `status` 0 when the connection broke without one. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly key?: { readonly id: string } };
}

/** A server in a process of its own that can be killed, and the parts around it that stay. */
export interface FaultyWorld {
  readonly graph: GraphServer;
  readonly database: Database;
  readonly instanceId: string;
  server(): ServerProcess;
  /** `kill -9`, and a new server on the same database and port. */
  killAndRestart(): Promise<void>;
  /** `kill -9`; {@link restart} later. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Sends a text under an idempotency key. */
  send(number: string, text: string, idempotencyKey: string): Promise<Answer>;
  /** How many messages Graph has accepted, by text. */
  acceptedTexts(): Map<string, number>;
  close(): Promise<void>;
}

interface WorldOptions {
  /** Where events are delivered. */
  readonly receiverUrl?: string;
  /** A database of one's own; one on the suite's PostgreSQL when absent. */
  readonly connectionUri?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Meta's pauses would be longer than a test; the number of attempts is what a day of them would be. */
const retryDelaysMs = Array.from({ length: 2_000 }, () => 25);

/** Starts everything and creates one Cloud API instance. */
export async function startFaultyWorld(options: WorldOptions = {}): Promise<FaultyWorld> {
  const folder = temporaryFolder("faults");
  const started = new AsyncDisposableStack();
  started.defer(() => folder.remove());
  try {
    const test = options.connectionUri === undefined ? await createTestDatabase() : undefined;
    if (test !== undefined) started.defer(() => test.drop());
    const connectionUri = options.connectionUri ?? test?.connectionUri ?? "";
    const port = await freePort();
    const graph = await startGraphServer({
      webhookUrl: `http://127.0.0.1:${port}/webhook/meta`,
      retryDelaysMs,
      webhookTimeoutMs: 1_000,
    });
    started.defer(() => graph.close());
    const start = (): Promise<ServerProcess> =>
      startServerProcess({
        dataDir: folder.path,
        port,
        env: {
          DATABASE_CONNECTION_URI: connectionUri,
          WA_BUSINESS_URL: graph.url,
          WA_BUSINESS_APP_SECRET: graph.appSecret,
          WA_BUSINESS_TOKEN_WEBHOOK: graph.verifyToken,
          WEBHOOK_RETRY_INITIAL_DELAY_SECONDS: "0.05",
          WEBHOOK_RETRY_MAX_DELAY_SECONDS: "0.2",
          WEBHOOK_RETRY_MAX_ATTEMPTS: "100",
          ...options.env,
        },
      });
    let server = await start();
    started.defer(async () => void (await server.stop()));
    const database = openDatabase({ connectionUri, log: silentLog });
    started.defer(() => database.close());

    const instanceId = await createInstance(server.url, graph, options.receiverUrl);
    return {
      graph,
      database,
      instanceId,
      server: () => server,
      async killAndRestart() {
        await server.kill();
        server = await start();
      },
      kill: () => server.kill(),
      async restart() {
        server = await start();
      },
      send: (number, text, key) => send(server.url, number, text, key),
      acceptedTexts() {
        const counts = new Map<string, number>();
        for (const { text } of graph.messages) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
        return counts;
      },
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function createInstance(url: string, graph: GraphServer, receiverUrl: string | undefined): Promise<string> {
  const response = await fetch(`${url}/instance/create`, {
    method: "POST",
    headers: { apikey: apiKey, "content-type": "application/json" },
    body: JSON.stringify({
      instanceName,
      integration: "WHATSAPP-BUSINESS",
      token: graph.accessToken,
      number: graph.phoneNumbers[0]?.id,
      ...(receiverUrl === undefined ? {} : { webhook: { url: receiverUrl } }),
    }),
  });
  const body = (await response.json()) as { instance?: { instanceId: string } };
  if (body.instance === undefined) throw new Error(`no instance was created: ${JSON.stringify(body)}`);
  return body.instance.instanceId;
}

async function send(url: string, number: string, text: string, idempotencyKey: string): Promise<Answer> {
  try {
    const response = await fetch(`${url}/message/sendText/${instanceName}`, {
      method: "POST",
      headers: { apikey: apiKey, "content-type": "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify({ number, text }),
    });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  } catch {
    return { status: 0, body: {} };
  }
}
