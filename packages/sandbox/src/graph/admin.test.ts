import { request } from "undici";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { sendText } from "./testing/client.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";

const ANA = "5511988887777";
const receiver: Receiver = await startReceiver();
const server: GraphServer = await startGraphServer({ webhookUrl: receiver.url });
beforeEach(() => {
  server.reset();
  server.webhookUrl = receiver.url;
  server.statuses = true;
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

async function admin(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) {
  const response = await request(`${server.url}/admin${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: (await response.body.json()) as never };
}

test("tells the server's settings and lists, creates and refuses phone numbers", async () => {
  expect(await admin("GET", "/")).toMatchObject({
    status: 200,
    body: { url: server.url, webhookUrl: receiver.url, statuses: true },
  });
  expect(await admin("POST", "/phone-numbers", { id: "42", displayPhoneNumber: "+55 11 4000-0000" })).toMatchObject({
    status: 201,
    body: { id: "42" },
  });
  expect(await admin("GET", "/phone-numbers")).toMatchObject({ body: [{ id: "123456789012345" }, { id: "42" }] });
  expect((await admin("POST", "/phone-numbers", { id: "42" })).status).toBe(409);
  expect(await admin("POST", "/phone-numbers", { id: "x", colour: 1 })).toMatchObject({
    status: 400,
    body: { error: { message: "The request is not valid", issues: [{ path: "id" }, { path: "" }] } },
  });
});

test("drives a contact: create, say, received, quote, react, tap, media, read", async () => {
  expect(await admin("POST", "/contacts", { phone: "+55 11 98888-7777", name: "Ana" })).toMatchObject({
    status: 201,
    body: { waId: ANA, name: "Ana" },
  });
  expect(await admin("POST", `/contacts/${ANA}/say`, { text: "hi" })).toMatchObject({
    status: 200,
    body: { delivered: true, id: expect.any(String) },
  });
  const id = await sendText(server, ANA, "hello");
  await server.contact(ANA).waitForMessage();
  expect(await admin("GET", `/contacts/${ANA}/received`)).toMatchObject({ status: 200, body: [{ id, text: "hello" }] });
  expect((await admin("POST", `/contacts/${ANA}/say`, { text: "re", quoted: id })).status).toBe(200);
  expect((await admin("POST", `/contacts/${ANA}/react`, { messageId: id, emoji: "👍" })).status).toBe(200);
  expect(
    (await admin("POST", `/contacts/${ANA}/send`, { type: "location", content: { latitude: 1, longitude: 2 } })).status,
  ).toBe(200);
  const media = { type: "image", base64: Buffer.from("x").toString("base64"), mimeType: "image/png" };
  expect(await admin("POST", `/contacts/${ANA}/media`, media)).toMatchObject({
    status: 200,
    body: { mediaId: expect.any(String) },
  });
  expect(await admin("POST", `/contacts/${ANA}/read`, {})).toMatchObject({ status: 200, body: { delivered: true } });
  expect(receiver.messages.map(({ type }) => type)).toEqual(["text", "text", "reaction", "location", "image"]);
  expect(receiver.statuses.at(-1)).toMatchObject({ id, status: "read" });
  expect((await admin("POST", `/contacts/${ANA}/tap`, { messageId: id, choiceId: "a" })).status).toBe(409);
  expect(await admin("GET", "/contacts")).toMatchObject({ body: [{ waId: ANA, received: 1 }] });
});

test("says clearly what is wrong: unknown contact, unknown number, wrong body", async () => {
  expect(await admin("POST", "/contacts/999999/say", { text: "a" })).toMatchObject({
    status: 404,
    body: { error: { message: "no contact 999999; create it with POST /admin/contacts" } },
  });
  server.contact(ANA);
  expect((await admin("POST", `/contacts/${ANA}/say`, { text: "a", to: "1" })).status).toBe(404);
  expect(await admin("POST", `/contacts/${ANA}/say`, { txt: "a" })).toMatchObject({
    status: 400,
    body: { error: { issues: [{ path: "text" }, {}] } },
  });
  expect((await admin("POST", "/contacts", { phone: "ana" })).status).toBe(400);
});

test("say answers 202 while the receiver does not take it, and the delivery goes on", async () => {
  server.contact(ANA);
  receiver.script.push(500);
  expect(await admin("POST", `/contacts/${ANA}/say`, { text: "hi", waitMs: 20 })).toEqual({
    status: 202,
    body: { delivered: false },
  });
  await receiver.waitFor(() => receiver.webhooks.length === 2);
});

test("arms, lists, plays and clears faults", async () => {
  const armed = await admin("POST", "/faults", { kind: "error", code: 131056, times: 2 });
  expect(armed).toEqual({
    status: 201,
    body: [{ fault: { kind: "error", code: 131056 }, on: "messages", remaining: 2 }],
  });
  await expect(sendText(server, ANA, "a")).rejects.toThrow("131056");
  expect(await admin("GET", "/faults")).toMatchObject({ body: [{ remaining: 1 }] });
  expect(await admin("POST", "/faults", { kind: "delay", ms: 5 })).toMatchObject({
    body: [{}, { on: "any", remaining: null }],
  });
  expect((await admin("DELETE", "/faults")).body).toEqual([]);
  await sendText(server, ANA, "a");
  for (const fault of [
    { kind: "http", status: 503 },
    { kind: "hang", ms: 5 },
    { kind: "drop-after-accept" },
    { kind: "failed-status", code: 131026 },
  ]) {
    expect((await admin("POST", "/faults", fault)).status).toBe(201);
  }
  expect((await admin("POST", "/faults", { kind: "earthquake" })).status).toBe(400);
});

test("switches statuses and webhook, verifies and posts, shows the transcript, resets", async () => {
  expect((await admin("PUT", "/statuses", { enabled: false })).body).toEqual({ enabled: false });
  expect(server.statuses).toBe(false);
  expect((await admin("POST", "/webhook/verify")).body).toMatchObject({ ok: true });
  expect((await admin("POST", "/webhook/post", { payload: { a: 1 }, signature: "sha256=0" })).body).toMatchObject({
    status: 200,
  });
  expect(receiver.webhooks.at(-1)?.headers["x-hub-signature-256"]).toBe("sha256=0");
  await sendText(server, ANA, "a");
  await server.contact(ANA).say("b");
  const transcript = await admin("GET", "/transcript");
  expect(transcript.body).toMatchObject([
    { kind: "request", status: 200, body: { text: { body: "a" } } },
    { kind: "webhook", status: 200 },
  ]);
  expect(JSON.stringify(transcript.body)).not.toContain(server.accessToken);
  expect((await admin("GET", "/transcript?kind=webhook&limit=1")).body).toMatchObject([{ kind: "webhook" }]);
  expect((await admin("PUT", "/webhook", { url: null })).body).toEqual({ url: null });
  await admin("POST", "/reset");
  expect((await admin("GET", "/")).body).toMatchObject({ contacts: 0, messages: 0, faults: 0 });
  expect((await admin("GET", "/transcript")).body).toEqual([]);
});
