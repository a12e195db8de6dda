import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { send, sendText, to } from "./testing/client.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";

const ANA = "5511988887777";
let receiver: Receiver;
let server: GraphServer;
beforeEach(async () => {
  receiver = await startReceiver();
  server = await startGraphServer({ webhookUrl: receiver.url, retryDelaysMs: [5, 10, 20], appSecret: "s3cret" });
});
afterEach(async () => {
  await server.close();
  await receiver.close();
});

describe("shapes", () => {
  test("a message from a contact, exactly as Meta documents it, signed over the raw bytes", async () => {
    const { id } = await server.contact("+55 11 98888-7777", { name: "Ana" }).say("olá 👋");
    const [webhook] = receiver.webhooks;
    expect(webhook?.payload).toEqual({
      object: "whatsapp_business_account",
      entry: [
        {
          id: "987654321098765",
          changes: [
            {
              field: "messages",
              value: {
                messaging_product: "whatsapp",
                metadata: { display_phone_number: "15555550001", phone_number_id: "123456789012345" },
                contacts: [{ profile: { name: "Ana" }, wa_id: ANA }],
                messages: [
                  {
                    from: ANA,
                    id,
                    timestamp: expect.stringMatching(/^\d{10}$/),
                    type: "text",
                    text: { body: "olá 👋" },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
    const expected = createHmac("sha256", "s3cret")
      .update(webhook?.raw ?? "")
      .digest("hex");
    expect(webhook?.headers["x-hub-signature-256"]).toBe(`sha256=${expected}`);
  });

  test("sent and delivered for each accepted message, read when the contact reads, with the sender's callback data", async () => {
    const contact = server.contact(ANA);
    const id = await sendText(server, ANA, "hello", { biz_opaque_callback_data: "order-7" });
    await contact.waitForMessage();
    await contact.read();
    await contact.read();
    expect(receiver.statuses.map(({ status }) => status)).toEqual(["sent", "delivered", "read"]);
    expect(receiver.statuses[0]).toEqual({
      id,
      status: "sent",
      timestamp: expect.stringMatching(/^\d{10}$/),
      recipient_id: ANA,
      conversation: {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        expiration_timestamp: expect.any(String),
        origin: { type: "service" },
      },
      pricing: { billable: false, pricing_model: "PMP", category: "service" },
      biz_opaque_callback_data: "order-7",
    });
    expect(receiver.statuses[2]).toMatchObject({ id, status: "read", biz_opaque_callback_data: "order-7" });
  });

  test("no statuses when they are off", async () => {
    server.statuses = false;
    await sendText(server, ANA, "hello");
    await server.contact(ANA).waitForMessage();
    await server.contact(ANA).say("answer");
    expect(receiver.statuses).toEqual([]);
  });

  test("a message outside the 24-hour window is reported as failed with 131047, and the contact gets nothing", async () => {
    const strict = await startGraphServer({ webhookUrl: receiver.url, enforceServiceWindow: true });
    const contact = strict.contact(ANA);
    const id = await sendText(strict, ANA, "too late");
    await receiver.waitFor(() => receiver.statuses.length === 1);
    expect(receiver.statuses[0]).toMatchObject({
      id,
      status: "failed",
      errors: [{ code: 131047, title: "Re-engagement message" }],
    });
    expect(contact.received).toEqual([]);
    await send(strict, to(ANA, { type: "template", template: { name: "hi", language: { code: "en_US" } } }));
    await contact.waitForMessage(({ type }) => type === "template");
    await contact.say("here I am");
    await sendText(strict, ANA, "in time");
    await contact.waitForMessage(({ text }) => text === "in time");
    await strict.close();
  });
});

describe("delivery", () => {
  test("is repeated until the receiver answers 200, and say resolves only then", async () => {
    receiver.script.push(500, 204, 200);
    await server.contact(ANA).say("hello");
    expect(receiver.webhooks).toHaveLength(3);
    expect(new Set(receiver.webhooks.map(({ raw }) => raw.toString())).size).toBe(1);
    expect(server.transcript.webhooks.map(({ attempt, status, givenUp }) => [attempt, status, givenUp])).toEqual([
      [1, 500, false],
      [2, 204, false],
      [3, 200, false],
    ]);
  });

  test("waits longer between later attempts", async () => {
    const patient = await startGraphServer({ webhookUrl: receiver.url, retryDelaysMs: [20, 120] });
    receiver.script.push(500, 500);
    await patient.contact(ANA).say("hello");
    const [first, second, third] = receiver.webhooks.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(18);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(118);
    await patient.close();
  });

  test("is given up after the last pause: say rejects and the transcript says so", async () => {
    receiver.script.push(500, 500, 500, 503);
    await expect(server.contact(ANA).say("hello")).rejects.toThrow("given up after 4 attempts: HTTP 503");
    expect(server.transcript.webhooks.at(-1)).toMatchObject({ attempt: 4, status: 503, givenUp: true });
  });

  test("a receiver that does not answer counts as failed", async () => {
    const hasty = await startGraphServer({ webhookUrl: receiver.url, retryDelaysMs: [1], webhookTimeoutMs: 50 });
    receiver.script.push("hang");
    await hasty.contact(ANA).say("hello");
    expect(hasty.transcript.webhooks.map(({ status }) => status)).toEqual([null, 200]);
    await hasty.close();
  });

  test("keeps the order of one contact over failures, and does not hold up another contact", async () => {
    const patient = await startGraphServer({ webhookUrl: receiver.url, retryDelaysMs: [400] });
    receiver.script.push(500);
    const ana = patient.contact(ANA);
    const said = Promise.all(Array.from({ length: 20 }, (_, index) => ana.say(`n${index}`)));
    await receiver.waitFor(() => receiver.webhooks.length === 1);
    await patient.contact("5521977776666").say("other");
    await said;
    const expected = ["n0", "other", ...Array.from({ length: 20 }, (_, index) => `n${index}`)];
    expect(receiver.messages.map(({ text }) => (text as { body: string }).body)).toEqual(expected);
    await patient.close();
  });

  test("a read status never overtakes delivered, whatever the receiver does", async () => {
    receiver.script.push(500, 500, 500);
    await sendText(server, ANA, "hello");
    await server.contact(ANA).waitForMessage();
    await server.contact(ANA).read();
    expect([...new Set(receiver.statuses.map(({ status }) => status))]).toEqual(["sent", "delivered", "read"]);
  });

  test("goes to the new address when the webhook URL changes", async () => {
    const other = await startReceiver();
    server.webhookUrl = other.url;
    await server.contact(ANA).say("hello");
    expect([receiver.webhooks.length, other.webhooks.length]).toEqual([0, 1]);
    await other.close();
  });

  test("close does not wait for retries, and fails what still waits", async () => {
    const stubborn = await startGraphServer({ webhookUrl: receiver.url, retryDelaysMs: [600_000] });
    receiver.script.push(500);
    const said = stubborn.contact(ANA).say("hello");
    const outcome = expect(said).rejects.toThrow("the Graph server was closed");
    await receiver.waitFor(() => receiver.webhooks.length === 1);
    await stubborn.close();
    await stubborn.close();
    await outcome;
  });
});

describe("by hand", () => {
  test("the verification handshake", async () => {
    expect(await server.verifyWebhook()).toMatchObject({ ok: true, status: 200 });
    const wrong = await startGraphServer({ webhookUrl: receiver.url, verifyToken: "other" });
    expect(await wrong.verifyWebhook()).toMatchObject({ ok: false, status: 403 });
    await wrong.close();
  });

  test("a raw post with a right, a wrong and no signature", async () => {
    await server.postWebhook({ object: "x", entry: [] });
    await server.postWebhook({ object: "x", entry: [] }, { signature: "sha256=00" });
    await server.postWebhook(Buffer.from('{"object":"x","entry":[]}'), { signature: null });
    const signatures = receiver.webhooks.map(({ headers }) => headers["x-hub-signature-256"]);
    expect(signatures).toEqual([expect.stringMatching(/^sha256=[0-9a-f]{64}$/), "sha256=00", undefined]);
    expect(receiver.webhooks.map(({ raw }) => raw.toString())).toEqual(Array(3).fill('{"object":"x","entry":[]}'));
  });

  test("a batch: one request with entries by business, changes by number and all messages in order", async () => {
    const second = server.addPhoneNumber({ displayPhoneNumber: "+55 11 4000-0000" });
    const foreign = server.addPhoneNumber({ businessId: "777" });
    server.contact(ANA, { name: "Ana" });
    const payload = server.batch([
      { from: ANA, text: "a" },
      { from: "5521977776666", name: "Bia", text: "b", id: "wamid.b" },
      { from: ANA, to: second.id, text: "c" },
      { from: ANA, to: foreign.id, type: "location", content: { latitude: 1, longitude: 2 }, timestamp: 1_700_000_000 },
    ]);
    expect((await server.postWebhook(payload)).status).toBe(200);
    expect(receiver.webhooks[0]?.payload.entry).toMatchObject([
      {
        id: "987654321098765",
        changes: [
          {
            value: {
              metadata: { phone_number_id: "123456789012345" },
              contacts: [
                { profile: { name: "Ana" }, wa_id: ANA },
                { profile: { name: "Bia" }, wa_id: "5521977776666" },
              ],
              messages: [{ text: { body: "a" } }, { id: "wamid.b", text: { body: "b" } }],
            },
          },
          { value: { metadata: { phone_number_id: second.id }, messages: [{ text: { body: "c" } }] } },
        ],
      },
      {
        id: "777",
        changes: [
          {
            value: {
              messages: [{ type: "location", location: { latitude: 1, longitude: 2 }, timestamp: "1700000000" }],
            },
          },
        ],
      },
    ]);
  });
});
