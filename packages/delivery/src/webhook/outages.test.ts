import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmbeddedPostgres, migrate, openDatabase, startEmbeddedPostgres } from "@waxwing/database";
import { createTestDatabase, silentLog, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeliveryServer, eventually, startDeliveryServer } from "../testing/delivery-server.ts";
import { type ReceivedRequest, startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";

const chats = 12;
const chatsInTurn = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index % chats}@s.whatsapp.net`);

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function expectOrderWithinChats(requests: readonly ReceivedRequest[]): void {
  const last = new Map<string, number>();
  for (const { body } of requests) {
    const chat = (body.data as { key?: { remoteJid: string } }).key?.remoteJid ?? "";
    expect(body.sequence, `in chat ${chat}`).toBeGreaterThan(last.get(chat) ?? 0);
    last.set(chat, body.sequence);
  }
}

/** Every third request or so fails, by a rule that does not depend on the run. */
const failingSometimes = ({ body, headers }: ReceivedRequest): number =>
  body.sequence % 7 === 0 && Number(headers["x-waxwing-attempt"]) < 3 ? 503 : 200;

async function unacceptedEvents(server: DeliveryServer): Promise<number> {
  const { rows } = await server.database.query<{ count: number }>(
    "SELECT count(*) FROM event WHERE NOT (id = ANY ($1::uuid[]))",
    [receiver.accepted().map(({ body }) => body.id)],
  );
  return Number(rows[0]?.count);
}

describe("kill -9", () => {
  let testDatabase: TestDatabase;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await testDatabase.drop();
  });

  test("in the middle of work, three times: every event is delivered, in order of first delivery within its chat", async () => {
    receiver.answer = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, request.body.sequence % 5));
      return failingSometimes(request);
    };
    let server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
    const instance = await server.createInstance("a", { url: receiver.url });
    await server.stop();

    for (let run = 1; run <= 3; run++) {
      const accepted = receiver.accepted().length;
      child = fork(fileURLToPath(new URL("../testing/server-process.ts", import.meta.url)), [
        testDatabase.connectionUri,
        instance,
        String(chats),
      ]);
      await receiver.until(() => receiver.accepted().length >= accepted + 150, 40_000);
      child.kill("SIGKILL");
      await once(child, "exit");
    }

    server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
    await eventually(async () => (await unacceptedEvents(server)) === 0);
    await eventually(async () => {
      const { rows } = await server.database.query<{ ahead: unknown }>("SELECT ahead FROM subscriber_position");
      return rows[0]?.ahead === null;
    });
    await server.stop();
    expectOrderWithinChats(receiver.accepted());
    expect(receiver.requests.some(({ status }) => status === 503)).toBe(true);
  }, 90_000);

  test("what is settled is not delivered again after a regular stop", async () => {
    let server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
    const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
    await server.append(instance, chatsInTurn(200));
    await receiver.until(() => receiver.accepted().length > 50);
    await server.stop();
    server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
    await receiver.until(() => receiver.accepted().length === 200);
    await server.stop();
    expect(receiver.requests).toHaveLength(200);
    expectOrderWithinChats(receiver.accepted());
  });

  test("a stop ends in its time although a receiver does not answer, and the event comes again", async () => {
    const never = new Promise<number>(() => undefined);
    receiver.answer = () => never;
    let server = await startDeliveryServer({
      connectionUri: testDatabase.connectionUri,
      settings: { timeoutMs: 30_000 },
    });
    const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
    await server.append(instance, chatsInTurn(1));
    await receiver.until(() => receiver.requests.length === 1);
    const startedMs = performance.now();
    await server.stop(1000);
    expect(performance.now() - startedMs).toBeLessThan(1500);

    receiver.answer = () => 200;
    server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
    await receiver.until(() => receiver.accepted().length === 1);
    await server.stop();
  });
});

describe("PostgreSQL", () => {
  let dataDir: string;
  let postgres: EmbeddedPostgres;
  const startPostgres = () => startEmbeddedPostgres({ dataDir, log: silentLog, settings: { fsync: "off" } });
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "waxwing-delivery-test-"));
    // root's PostgreSQL runs as another user, who has to pass.
    chmodSync(dataDir, 0o755);
    postgres = await startPostgres();
  });
  afterEach(async () => {
    await postgres.stop();
    rmSync(postgres.clusterFolder, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("stops and starts: nothing is lost, order is kept, and the server goes on", async () => {
    const database = openDatabase({ connectionUri: postgres.connectionUri, log: silentLog });
    await migrate(database, { log: silentLog });
    await database.close();
    const server = await startDeliveryServer({ connectionUri: postgres.connectionUri });
    receiver.answer = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return failingSometimes(request);
    };
    const instance = await server.createInstance("a", { url: receiver.url });
    await server.append(instance, chatsInTurn(400));
    await receiver.until(() => receiver.accepted().length > 60);

    await postgres.stop();
    await eventually(() => server.log.some(({ level, message }) => level === "warn" && message.includes("webhook")));
    postgres = await startPostgres();

    await eventually(async () => {
      try {
        await server.append(instance, chatsInTurn(50));
        return true;
      } catch {
        return false;
      }
    });
    await eventually(async () => (await unacceptedEvents(server)) === 0, 40_000);
    expectOrderWithinChats(receiver.accepted());
    await eventually(() => server.running.health().channelsRunning);
    await server.stop();
  }, 90_000);
});
