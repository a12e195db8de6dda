import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryServer, eventually, startDeliveryServer } from "../testing/delivery-server.ts";
import { startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";

let testDatabase: TestDatabase;
let server: DeliveryServer;
let receiver: WebhookReceiver;
const settings = { initialDelaySeconds: 0.3, maxDelaySeconds: 0.3, maxAttempts: 1000 };
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  receiver = await startReceiver();
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri, settings });
});
afterEach(async () => {
  await server.stop();
  await testDatabase.drop();
  await receiver.close();
});

const chats = Array.from({ length: 100 }, (_, index) => `${index}@s.whatsapp.net`);
const linesWith = (text: string) => server.log.filter(({ message }) => message.includes(text));
const jobs = async (): Promise<number> => {
  const { rows: tables } = await server.database.query<{ found: boolean }>(
    "SELECT to_regclass('waxwing_jobs.job') IS NOT NULL AS found",
  );
  if (tables[0]?.found !== true) return 0;
  const { rows } = await server.database.query<{ count: number }>(
    "SELECT count(*) FROM waxwing_jobs.job WHERE name = 'webhook-retry'",
  );
  return Number(rows[0]?.count);
};

test("the backlog of a dead receiver stays in the log, through a restart, and is delivered in order once it is back", async () => {
  receiver.answer = () => 503;
  const instance = await server.createInstance("dead", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  for (let round = 0; round < 9; round++) await server.append(instance, chats);
  await eventually(() => linesWith("is failing").length === 1);
  const jobsAtFirst = await jobs();
  await receiver.until(() => receiver.requests.length > 600);
  expect(await jobs()).toBeLessThanOrEqual(Math.max(jobsAtFirst, 500));
  expect(linesWith("is failing")).toHaveLength(1);
  expect(linesWith("is failing")[0]?.fields).toMatchObject({ instance: "dead", instanceId: instance, status: 503 });

  await server.stop();
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri, settings });
  await server.append(instance, chats);
  receiver.answer = () => 200;
  await receiver.until(() => receiver.accepted().length === 1000, 40_000);
  const last = new Map<string, number>();
  for (const { body } of receiver.accepted()) {
    const chat = (body.data as { key: { remoteJid: string } }).key.remoteJid;
    expect(body.sequence).toBeGreaterThan(last.get(chat) ?? 0);
    last.set(chat, body.sequence);
  }
  await eventually(async () => (await jobs()) === 0);
}, 60_000);

test("a webhook that turns unhealthy and healthy is told once each, and its waiting chats are tried at once", async () => {
  await server.stop();
  server = await startDeliveryServer({
    connectionUri: testDatabase.connectionUri,
    settings: { initialDelaySeconds: 300, maxDelaySeconds: 300 },
  });
  receiver.answer = ({ body }) => (body.sequence <= 41 ? 503 : 200);
  const instance = await server.createInstance("ill", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, chats.slice(0, 40));
  await eventually(() => linesWith("is failing").length === 1);
  await eventually(async () => (await jobs()) === 40);

  // Nothing is due for 300 s: only a success can hasten the others, and an unhealthy receiver gets nothing new. Setting
  // the webhook again makes it try.
  receiver.answer = () => 200;
  await server.call("webhook.set", {
    instanceName: "ill",
    webhook: { enabled: true, url: receiver.url, events: ["MESSAGES_UPSERT"] },
  });
  await receiver.until(() => receiver.accepted().length === 40);
  expect(linesWith("is failing")).toHaveLength(1);
});

test("recovery without any change is told once", async () => {
  receiver.answer = () => 503;
  const instance = await server.createInstance("ill", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, chats.slice(0, 30));
  await eventually(() => linesWith("is failing").length === 1);
  receiver.answer = () => 200;
  await receiver.until(() => receiver.accepted().length === 30);
  expect(linesWith("takes events again")).toHaveLength(1);
});

test("of many events given up in a row one is told in detail", async () => {
  receiver.answer = () => 404;
  const instance = await server.createInstance("gone", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, chats);
  await eventually(async () => {
    const { rows } = await server.database.query<{ count: number }>("SELECT count(*) FROM webhook_failure");
    return Number(rows[0]?.count) === 100;
  });
  expect(linesWith("given up")).toHaveLength(1);
  expect(linesWith("given up")[0]?.fields).toMatchObject({ instance: "gone", status: 404, attempts: 1 });
});
