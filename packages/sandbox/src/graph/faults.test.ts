import { request } from "undici";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { graph, refusal, sendText, to } from "./testing/client.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";

const ANA = "5511988887777";
const receiver: Receiver = await startReceiver();
const server: GraphServer = await startGraphServer({ webhookUrl: receiver.url });
const body = to(ANA, { type: "text", text: { body: "hello" } });
beforeEach(async () => {
  await server.idle();
  server.reset();
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

test.each([
  [190, 401],
  [100, 400],
  [131000, 500],
  [131026, 400],
  [131030, 400],
  [131047, 400],
  [131056, 400],
  [80007, 429],
  [130429, 429],
  [131016, 503],
])("failNext answers code %i with HTTP %i, as often as asked for, and sends nothing", async (code, status) => {
  server.faults.failNext({ code, times: 2 });
  for (let count = 0; count < 2; count++) {
    const refused = await refusal(server, body);
    expect(refused.status).toBe(status);
    expect(refused.error).toMatchObject({ code, type: "OAuthException", fbtrace_id: expect.any(String) });
    expect(refused.error.error_data?.messaging_product).toBe(code > 200 ? "whatsapp" : undefined);
  }
  const id = await sendText(server, ANA, "at last");
  await server.contact(ANA).waitForMessage();
  expect(server.messages.map((message) => message.id)).toEqual([id]);
});

test("failNext with a bare HTTP status answers as a broken proxy would", async () => {
  server.faults.failNext({ status: 502, body: "<html>bad gateway</html>" });
  const response = await request(`${server.url}/v23.0/${server.phoneNumbers[0]?.id}/messages`, {
    method: "POST",
    headers: { authorization: "Bearer test-token", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([response.statusCode, await response.body.text()]).toEqual([502, "<html>bad gateway</html>"]);
});

test("a fault for messages leaves other requests alone", async () => {
  server.faults.failNext({ code: 131000 });
  expect((await graph(server, "GET", `/v23.0/${server.phoneNumbers[0]?.id}`)).status).toBe(200);
  expect(server.faults.armed).toEqual([{ fault: { kind: "error", code: 131000 }, on: "messages", remaining: 1 }]);
});

test("dropAfterAccept: the sender gets no answer, the contact gets the message, and the statuses tell", async () => {
  server.faults.dropAfterAccept();
  await expect(sendText(server, ANA, "hello", { biz_opaque_callback_data: "k1" })).rejects.toThrow(
    /other side closed|socket hang up|ECONNRESET/,
  );
  const message = await server.contact(ANA).waitForMessage();
  await receiver.waitFor(() => receiver.statuses.length === 2);
  expect(receiver.statuses[0]).toMatchObject({ id: message.id, status: "sent", biz_opaque_callback_data: "k1" });
  expect(server.transcript.requests).toMatchObject([
    { status: null, fault: "drop-after-accept", answer: { messages: [{ id: message.id }] } },
  ]);
  await sendText(server, ANA, "next");
});

test("hang: no answer, then a closed connection, and nothing is sent", async () => {
  server.faults.hang(30);
  await expect(sendText(server, ANA, "hello")).rejects.toThrow(/other side closed|socket hang up|ECONNRESET/);
  expect(server.messages).toEqual([]);
  expect(server.transcript.requests).toMatchObject([{ status: null, fault: "hang" }]);
});

test("close does not wait for a request that hangs", async () => {
  const hanging = await startGraphServer({ webhookUrl: null });
  hanging.faults.hang(600_000);
  const refused = expect(sendText(hanging, ANA, "hello")).rejects.toThrow();
  await expect.poll(() => hanging.faults.armed.length).toBe(0);
  await hanging.close();
  await refused;
});

describe("delay", () => {
  test("slows every request until it is taken back", async () => {
    server.faults.delay(60);
    const started = performance.now();
    await sendText(server, ANA, "a");
    await sendText(server, ANA, "b");
    expect(performance.now() - started).toBeGreaterThanOrEqual(118);
    server.faults.delay(0);
    expect(server.faults.armed).toEqual([]);
  });

  test("goes together with another fault", async () => {
    server.faults.delay(40, { times: 1 });
    server.faults.failNext({ code: 131000 });
    const started = performance.now();
    expect((await refusal(server, body)).status).toBe(500);
    expect(performance.now() - started).toBeGreaterThanOrEqual(38);
  });
});

test("failStatus: accepted with an id, then reported as failed", async () => {
  server.faults.failStatus({ code: 131026 });
  const id = await sendText(server, ANA, "hello");
  await receiver.waitFor(() => receiver.statuses.length === 1);
  expect(receiver.statuses[0]).toMatchObject({
    id,
    status: "failed",
    recipient_id: ANA,
    errors: [{ code: 131026, title: "Message undeliverable", error_data: { details: "Message undeliverable." } }],
  });
  expect(server.contact(ANA).received).toEqual([]);
});
