import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryServer, eventually, startDeliveryServer } from "../testing/delivery-server.ts";
import { startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";

let testDatabase: TestDatabase;
let server: DeliveryServer;
let receiver: WebhookReceiver;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  receiver = await startReceiver();
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
});
afterEach(async () => {
  await server.stop();
  await testDatabase.drop();
  await receiver.close();
});

const chat = "5511999999999@s.whatsapp.net";
const types = (): string[] => receiver.requests.map(({ body }) => body.type);
const caughtUp = (): Promise<void> =>
  eventually(async () => {
    const { rows } = await server.database.query<{ done: boolean }>(
      `SELECT ahead IS NULL AND NOT EXISTS (SELECT 1 FROM event AS e WHERE (e.transaction_id, e.position) > (s.transaction_id, s.position)) AS done
       FROM subscriber_position AS s WHERE subscriber = 'webhook'`,
    );
    return rows[0]?.done === true;
  });

test("find answers null, then what was set, with defaults for what is missing and the time of creation kept", async () => {
  const instanceId = await server.createInstance("a");
  expect(await server.call("webhook.find", { instanceName: "a" })).toBeNull();

  const set = await server.call("webhook.set", { instanceName: "a", webhook: { enabled: true, url: receiver.url } });
  expect(set).toMatchObject({
    instanceId,
    url: receiver.url,
    headers: null,
    enabled: true,
    events: [],
    webhookByEvents: false,
    webhookBase64: false,
  });
  expect(await server.call("webhook.find", { instanceName: "a" })).toEqual(set);

  const change = {
    enabled: false,
    url: `${receiver.url}/2`,
    headers: { a: "b" },
    webhookByEvents: true,
    webhookBase64: true,
    events: ["CALL" as const],
  };
  const second = await server.call("webhook.set", { instanceName: "a", webhook: change });
  expect(second).toMatchObject(change);
  const { id, createdAt } = set as { id: string; createdAt: string };
  expect(second).toMatchObject({ id, createdAt });
});

test("create answers and enables the webhook, which gets INSTANCE_CREATE", async () => {
  const answer = await server.call("instance.create", {
    instanceName: "a",
    integration: "WHATSAPP-BUSINESS",
    token: "graph-token",
    number: "1",
    webhook: { url: receiver.url, headers: { a: "b" }, base64: true },
  });
  expect(answer).toMatchObject({
    webhook: { webhookUrl: receiver.url, webhookHeaders: { a: "b" }, webhookByEvents: false, webhookBase64: true },
  });
  await receiver.until(() => receiver.requests.length === 1);
  expect(types()).toEqual(["INSTANCE_CREATE"]);
  expect(await server.call("webhook.find", { instanceName: "a" })).toMatchObject({ enabled: true, events: [] });
});

test("create with enabled false stores the webhook and sends nothing", async () => {
  const instance = await server.createInstance("a", { url: receiver.url, enabled: false });
  await server.append(instance, [chat]);
  await caughtUp();
  expect(await server.call("webhook.find", { instanceName: "a" })).toMatchObject({ enabled: false });
  expect(receiver.requests).toEqual([]);
});

test("URLs that may not be reached are refused, by set and by create", async () => {
  await server.createInstance("a");
  for (const url of ["http://10.0.0.1/", "http://user:pass@example.com/", "http://[::1]/"]) {
    const refused = expect.objectContaining({ code: "URL_NOT_ALLOWED", status: 400 });
    await expect(server.call("webhook.set", { instanceName: "a", webhook: { enabled: true, url } })).rejects.toEqual(
      refused,
    );
    await expect(server.createInstance("b", { url })).rejects.toEqual(refused);
  }
  expect(await server.call("webhook.find", { instanceName: "a" })).toBeNull();
});

test("only subscribed events leave, and switching off and on takes effect at once", async () => {
  const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.requests.length === 1);

  await server.call("webhook.set", { instanceName: "a", webhook: { enabled: false, url: receiver.url } });
  await server.append(instance, [chat]);
  await caughtUp();
  await server.call("webhook.set", { instanceName: "a", webhook: { enabled: true, url: receiver.url } });
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.requests.length === 2);
  expect(receiver.requests.map(({ body }) => body.sequence)).toEqual([2, 4]);
});

test("a new URL is tried at once for what is waiting to be tried again", async () => {
  await server.stop();
  server = await startDeliveryServer({
    connectionUri: testDatabase.connectionUri,
    settings: { initialDelaySeconds: 300, maxDelaySeconds: 300 },
  });
  receiver.answer = ({ url }) => (url === "/wrong" ? 500 : 200);
  const wrong = new URL("/wrong", receiver.url).href;
  const instance = await server.createInstance("a", { url: wrong, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat, chat]);
  await receiver.until(() => receiver.requests.length === 1);
  await caughtUp();

  await server.call("webhook.set", { instanceName: "a", webhook: { enabled: true, url: receiver.url } });
  await receiver.until(() => receiver.accepted().length === 2);
  expect(receiver.accepted().map(({ body }) => body.sequence)).toEqual([2, 3]);
});

test("the deletion of an instance is delivered, also when the server was restarted in between, and then its webhook goes", async () => {
  receiver.answer = () => 503;
  const instance = await server.createInstance("a", { url: receiver.url, headers: { own: "1" } });
  await receiver.until(() => receiver.requests.length > 0);
  await server.call("instance.delete", { instanceName: "a" });
  await server.stop();
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
  receiver.answer = () => 200;

  await receiver.until(() => receiver.accepted().length === 2);
  expect(receiver.accepted().map(({ body }) => body.type)).toEqual(["INSTANCE_CREATE", "INSTANCE_DELETE"]);
  expect(receiver.accepted()[1]?.headers["own"]).toBe("1");
  await eventually(async () => {
    const { rows } = await server.database.query("SELECT 1 FROM webhook WHERE instance_id = $1", [instance]);
    return rows.length === 0;
  });
});
