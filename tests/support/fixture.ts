import { exampleOf, operationEntry } from "@waxwing/contract";
import type { Core } from "@waxwing/core";
import { createTestDatabase } from "@waxwing/database/testing";
import { type GraphServer, startGraphServer } from "@waxwing/sandbox";
import { parseSettings, type RunningServer, startServer } from "@waxwing/server";
import type { GraphQLSchema } from "graphql";
import { Pool } from "pg";
import { pino } from "pino";
import { clientFace } from "./client-face.ts";
import { introspectedSchema } from "./graphql-documents.ts";
import { graphqlFace } from "./graphql-face.ts";
import { resolveLocalNamesOnly } from "./local-only.ts";
import { answerOf, type Face } from "./outcome.ts";
import { restFace } from "./rest-face.ts";
import { trpcFace } from "./trpc-face.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

export interface FixtureOptions {
  /** Settings beside (or instead of) those of the fixture, as in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether the Graph server reports `sent` and `delivered`. Default true. */
  readonly statuses?: boolean;
}

/** A real server in this process with everything around it. */
export interface Fixture extends AsyncDisposable {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  /** The global key. */
  readonly apiKey: string;
  readonly core: Core;
  /** Meta's side; knows the phone numbers that {@link Fixture.createInstance} gives. */
  readonly graph: GraphServer;
  readonly receiver: WebhookReceiver;
  /** A look into the database, beside the server's own pool. */
  readonly pool: Pool;
  /** The GraphQL schema as a client sees it. */
  readonly schema: GraphQLSchema;
  readonly rest: Face;
  readonly graphql: Face;
  readonly trpc: Face;
  /** The generated client. */
  readonly client: Face;
  /** All of them. */
  readonly faces: readonly Face[];
  /** Creates an instance with a phone number of its own, from the example of `instance.create`. */
  createInstance(name: string, changes?: Readonly<Record<string, unknown>>): Promise<CreatedInstance>;
  /** Id of the newest event: streams that resume after it miss nothing from here on. */
  lastEventId(): Promise<string>;
  close(): Promise<void>;
}

export interface CreatedInstance {
  readonly name: string;
  readonly id: string;
  readonly token: string;
  readonly number: string;
}

/** The public address that the server believes in: the same in every fixture, so that answers can be compared. */
export const publicUrl = "http://localhost:8080";
export const globalKey = "global-key-of-the-fixture";

/** Starts a server on a fresh database, a local Graph server and a receiver of webhooks. */
export async function startFixture(options: FixtureOptions = {}): Promise<Fixture> {
  resolveLocalNamesOnly();
  const example = createExample();
  const { connectionUri, drop } = await createTestDatabase();
  const receiver = await startWebhookReceiver();
  const graph = await startGraphServer({
    webhookUrl: null,
    accessToken: String(example["token"]),
    statuses: options.statuses ?? true,
    phoneNumbers: [{ id: String(example["number"]) }],
  });
  const settings = parseSettings({
    SERVER_HOST: "127.0.0.1",
    SERVER_PORT: "0",
    SERVER_URL: publicUrl,
    AUTHENTICATION_API_KEY: globalKey,
    ENCRYPTION_KEY: "encryption-key-of-the-fixture",
    DATABASE_CONNECTION_URI: connectionUri,
    OUTBOUND_ALLOW_PRIVATE: "127.0.0.0/8",
    RATE_LIMIT_FAILED_KEYS_PER_MINUTE: "0",
    REQUEST_TIMEOUT_MS: "20000",
    SHUTDOWN_TIMEOUT: "3",
    WA_BUSINESS_URL: graph.url,
    WA_BUSINESS_APP_SECRET: graph.appSecret,
    WA_BUSINESS_TOKEN_WEBHOOK: graph.verifyToken,
    WEBHOOK_RETRY_INITIAL_DELAY_SECONDS: "0.2",
    ...options.settings,
  });
  const server = await startServer(settings, { log: pino({ level: process.env["FIXTURE_LOG_LEVEL"] ?? "silent" }) });
  const url = `http://127.0.0.1:${server.port}`;
  graph.webhookUrl = `${url}/webhook/meta`;
  const pool = new Pool({ connectionString: connectionUri, max: 2 });
  pool.on("error", () => undefined); // idle connections end with the database
  const schema = await introspectedSchema(url, globalKey);
  const rest = restFace(url, globalKey);
  const graphql = graphqlFace(url, globalKey, schema);
  const trpc = trpcFace(url, globalKey);
  const client = clientFace(url, globalKey);
  const close = once(async () => {
    await graph.close();
    await stop(server);
    await receiver.close();
    await pool.end();
    await drop();
  });
  return {
    url,
    apiKey: globalKey,
    core: server.core,
    graph,
    receiver,
    pool,
    schema,
    rest,
    graphql,
    trpc,
    client,
    faces: [rest, graphql, trpc, client],
    createInstance: instanceCreator(rest, graph),
    async lastEventId() {
      const { rows } = await pool.query<{ id: string }>(
        "SELECT id FROM waxwing.event ORDER BY transaction_id DESC, position DESC LIMIT 1",
      );
      if (rows[0] === undefined) throw new Error("there is no event yet");
      return rows[0].id;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createExample(): Record<string, unknown> {
  const entry = operationEntry("instance.create");
  if (entry === undefined) throw new Error("the contract has no instance.create");
  return { ...entry.operation.example };
}

function instanceCreator(rest: Face, graph: GraphServer): Fixture["createInstance"] {
  const entry = operationEntry("instance.create");
  let count = 0;
  return async (name, changes = {}) => {
    if (entry === undefined) throw new Error("the contract has no instance.create");
    count += 1;
    const number = String(changes["number"] ?? `2000000000${String(count).padStart(5, "0")}`);
    if (!graph.phoneNumbers.some(({ id }) => id === number)) graph.addPhoneNumber({ id: number });
    const answer = answerOf(await rest.call(entry, { ...createExample(), instanceName: name, number, ...changes })) as {
      instance: { instanceId: string };
      hash: { apikey: string };
    };
    return { name, id: answer.instance.instanceId, token: answer.hash.apikey, number };
  };
}

async function stop(server: RunningServer): Promise<void> {
  if (!(await server.stop())) throw new Error("the server did not stop cleanly");
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

/** An input with a value in every field, composed from the examples of the schema. */
export function fullInput(id: string): Record<string, unknown> {
  const entry = operationEntry(id);
  if (entry === undefined) throw new Error(`no operation ${id}`);
  return exampleOf(entry.operation.input) as Record<string, unknown>;
}
