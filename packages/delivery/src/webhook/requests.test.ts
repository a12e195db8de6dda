import { createHmac } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type DeliveryServer,
  type DeliveryServerOptions,
  eventually,
  startDeliveryServer,
} from "../testing/delivery-server.ts";
import { startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";

let testDatabase: TestDatabase;
let server: DeliveryServer;
let receiver: WebhookReceiver;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  receiver = await startReceiver();
});
afterEach(async () => {
  await server.stop();
  await testDatabase.drop();
  await receiver.close();
});

const start = async (options: Omit<DeliveryServerOptions, "connectionUri"> = {}): Promise<void> => {
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri, ...options });
};
const chat = "5511999999999@s.whatsapp.net";
const failures = async () => {
  const { rows } = await server.database.query<{
    attempts: number;
    status: number | null;
    error_code: string;
    event_id: string;
    chat: string;
  }>("SELECT attempts, status, error_code, event_id, chat FROM webhook_failure ORDER BY last_attempt_at");
  return rows;
};

test("the request carries the envelope, the configured headers and ours, and no key", async () => {
  await start();
  const url = `${receiver.url}?secret=1`;
  const instance = await server.createInstance("a", {
    url,
    headers: { Authorization: "Bearer mine", "X-Own": "1", "Content-Type": "text/plain" },
    events: ["MESSAGES_UPSERT"],
  });
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.requests.length === 1);

  const [request] = receiver.requests;
  expect(request?.url).toBe("/hook?secret=1");
  expect(request?.headers).toMatchObject({
    authorization: "Bearer mine",
    "x-own": "1",
    "content-type": "application/json",
    "user-agent": "waxwing/test",
    "x-waxwing-event-id": request?.body.id,
    "x-waxwing-attempt": "1",
  });
  expect(request?.body).toMatchObject({
    sequence: 2,
    event: "messages.upsert",
    type: "MESSAGES_UPSERT",
    instance: "a",
    instanceId: instance,
    sender: null,
    server_url: "http://localhost:8080",
    destination: url,
    data: { key: { remoteJid: chat } },
  });
  expect(Object.keys(request?.body ?? {})).not.toContain("apikey");
  expect(JSON.stringify(server.log)).not.toContain("mine");
});

test.each([
  [undefined, "/base/MESSAGES_UPSERT?x=1"],
  ["evolution" as const, "/base/messages-upsert?x=1"],
])("by events, with compatibility %s, the name goes to the end of the path", async (compatibility, expected) => {
  await start(compatibility === undefined ? {} : { compatibility });
  const base = new URL("/base/?x=1", receiver.url).href;
  const instance = await server.createInstance("a", { url: base, byEvents: true, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.requests.length === 1);
  expect(receiver.requests[0]?.url).toBe(expected);
  expect(receiver.requests[0]?.body.destination).toBe(base);
});

test("jwt_key signs a token of ten minutes and is not sent itself", async () => {
  await start();
  const instance = await server.createInstance("a", {
    url: receiver.url,
    headers: { jwt_key: "the secret", authorization: "replaced" },
    events: ["MESSAGES_UPSERT"],
  });
  const before = Math.floor(Date.now() / 1000);
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.requests.length === 1);

  const headers = receiver.requests[0]?.headers ?? {};
  expect(headers).not.toHaveProperty("jwt_key");
  const [head = "", claims = "", signature] = (headers.authorization ?? "").replace(/^Bearer /, "").split(".");
  expect(signature).toBe(createHmac("sha256", "the secret").update(`${head}.${claims}`).digest("base64url"));
  expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({ alg: "HS256", typ: "JWT" });
  const parsed = JSON.parse(Buffer.from(claims, "base64url").toString());
  expect(parsed).toEqual({ iat: parsed.iat, exp: parsed.iat + 600, app: "waxwing", action: "webhook" });
  expect(parsed.iat).toBeGreaterThanOrEqual(before);
});

test.each([400, 401, 403, 404, 422])(
  "after %i an event is given up at once and the next of its chat goes on",
  async (status) => {
    await start();
    receiver.answer = ({ body }) => (body.sequence === 2 ? status : 200);
    const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
    await server.append(instance, [chat, chat]);
    await receiver.until(() => receiver.accepted().length === 1);

    expect(receiver.requests.map(({ body }) => body.sequence)).toEqual([2, 3]);
    await eventually(async () => (await failures()).length === 1);
    expect(await failures()).toEqual([
      { attempts: 1, status, error_code: "HTTP_STATUS", event_id: receiver.requests[0]?.body.id, chat },
    ]);
    expect(server.log.filter(({ message }) => message.includes("given up"))).toHaveLength(1);
  },
);

test("after the last attempt an event is given up, and the later ones of its chat go on in order", async () => {
  await start({ settings: { maxAttempts: 3 } });
  receiver.answer = ({ body }) => (body.sequence === 2 ? 500 : 200);
  const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat, chat, chat]);
  await receiver.until(() => receiver.accepted().length === 2);

  expect(receiver.requests.map(({ body }) => body.sequence)).toEqual([2, 2, 2, 3, 4]);
  expect(await failures()).toMatchObject([{ attempts: 3, status: 500, error_code: "HTTP_STATUS" }]);
});

test("a redirect is a failure and is not followed", async () => {
  await start({ settings: { maxAttempts: 2 } });
  const target = await startReceiver();
  receiver.answer = (_request, response) => {
    response.writeHead(302, { location: target.url }).end();
    return undefined;
  };
  const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat]);
  await eventually(async () => (await failures()).length === 1);
  expect(await failures()).toMatchObject([{ attempts: 2, status: 302 }]);
  expect(target.requests).toEqual([]);
  await target.close();
});

test("Retry-After of a 503 puts off the next attempt", async () => {
  await start();
  let answered = 0;
  receiver.answer = (_request, response) => {
    if (answered++ > 0) return 200;
    response.writeHead(503, { "retry-after": "1" }).end();
    return undefined;
  };
  const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat]);
  await receiver.until(() => receiver.accepted().length === 1);
  const [first, second] = receiver.requests;
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1000);
});

test("a yes counts although its body is too long, too slow or cut off", async () => {
  await start({ settings: { timeoutMs: 300 } });
  receiver.answer = (request, response) => {
    response.writeHead(200);
    if (request.body.sequence === 2) response.end("x".repeat(100_000));
    else if (request.body.sequence === 3) response.write("unfinished");
    else response.write("cut", () => response.destroy());
    return undefined;
  };
  const instance = await server.createInstance("a", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [chat, chat, chat]);
  await receiver.until(() => receiver.requests.length === 3);
  await eventually(async () => {
    const { rows } = await server.database.query<{ ahead: unknown }>("SELECT ahead FROM subscriber_position");
    return rows[0]?.ahead === null;
  });
  expect(receiver.requests.map(({ body }) => body.sequence)).toEqual([2, 3, 4]);
  expect(await failures()).toEqual([]);
});

test("a name that leads to a private address is refused when connecting and given up", async () => {
  await start({
    allowPrivate: [],
    resolve: (_name, _options, answer) => answer(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  const instance = await server.createInstance("a", {
    url: `http://hooks.example.com:${receiver.port}/`,
    events: ["MESSAGES_UPSERT"],
  });
  await server.append(instance, [chat]);
  await eventually(async () => (await failures()).length === 1);
  expect(await failures()).toMatchObject([{ attempts: 1, status: null, error_code: "ADDRESS_NOT_ALLOWED" }]);
  expect(receiver.requests).toEqual([]);
});
