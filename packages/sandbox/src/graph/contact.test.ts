import { createHash } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { text } from "../matchers.ts";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { graph, refusal, send, sendText, to } from "./testing/client.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";
import { VALID_CONTENT } from "./testing/samples.ts";

const ANA = "5511988887777";
const receiver: Receiver = await startReceiver();
const server: GraphServer = await startGraphServer({ webhookUrl: receiver.url });
beforeEach(() => {
  server.reset();
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

test("waits for a message that comes later, and finds one that came before", async () => {
  const ana = server.contact("+55 11 98888-7777");
  const later = ana.waitForMessage(text("hello"));
  await sendText(server, ANA, "other");
  const id = await sendText(server, ANA, "hello", { context: { message_id: "wamid.q" } });
  expect(await later).toMatchObject({
    id,
    waId: ANA,
    phoneNumberId: "123456789012345",
    type: "text",
    text: "hello",
    quotedId: "wamid.q",
  });
  expect((await ana.waitForMessage(text("other"))).text).toBe("other");
  expect(ana.received.map((message) => message.text)).toEqual(["other", "hello"]);
  expect((await server.waitForMessage(text("hello"))).id).toBe(id);
});

test("a waiter fails with a sentence when nothing comes, or when the server is reset", async () => {
  const ana = server.contact(ANA);
  await expect(ana.waitForMessage(text("never"), { timeoutMs: 20 })).rejects.toThrow(
    `${ANA} waits for a message: nothing within 20 ms`,
  );
  const waiting = expect(ana.waitForMessage(text("never"))).rejects.toThrow("the Graph server was reset");
  server.reset();
  await waiting;
});

test("quotes a message of the business, and one of its own", async () => {
  const ana = server.contact(ANA);
  const asked = await sendText(server, ANA, "?");
  await ana.waitForMessage();
  const own = await ana.say("!", { quoted: asked });
  await ana.say("!!", { quoted: own.id });
  expect(receiver.messages.map(({ context }) => context)).toEqual([
    { from: "15555550001", id: asked },
    { from: ANA, id: own.id },
  ]);
});

test("reacts, taps a button and a list row, and refuses a choice that was not offered", async () => {
  const ana = server.contact(ANA);
  const button = (await send(server, to(ANA, VALID_CONTENT["button"] ?? {}))).body.messages[0]?.id ?? "";
  const list = (await send(server, to(ANA, VALID_CONTENT["list"] ?? {}))).body.messages[0]?.id ?? "";
  await ana.waitForMessage(({ id }) => id === list);
  await ana.react(button, "👍");
  await ana.tap(button, "yes");
  await ana.tap(list, "tea");
  expect(receiver.messages).toMatchObject([
    { type: "reaction", reaction: { message_id: button, emoji: "👍" } },
    {
      type: "interactive",
      context: { id: button },
      interactive: { type: "button_reply", button_reply: { id: "yes", title: "Yes" } },
    },
    {
      type: "interactive",
      context: { id: list },
      interactive: { type: "list_reply", list_reply: { id: "tea", title: "Tea", description: "Green" } },
    },
  ]);
  await expect(ana.tap(button, "maybe")).rejects.toThrow("with a choice maybe");
});

test("sends a medium that the business can fetch", async () => {
  const bytes = Buffer.from("not really opus");
  const { mediaId } = await server
    .contact(ANA)
    .sendMedia({ type: "audio", mimeType: "audio/ogg; codecs=opus", bytes, voice: true });
  const digest = createHash("sha256").update(bytes).digest();
  expect(receiver.messages[0]).toMatchObject({
    type: "audio",
    audio: { id: mediaId, mime_type: "audio/ogg; codecs=opus", sha256: digest.toString("base64"), voice: true },
  });
  const described = await graph<{ url: string; sha256: string }>(server, "GET", `/v23.0/${mediaId}`);
  expect(described.body.sha256).toBe(digest.toString("hex"));
  const file = await fetch(described.body.url, { headers: { authorization: "Bearer test-token" } });
  expect(await file.text()).toBe("not really opus");
});

test("sees that the business read a message and types; the indicator goes when an answer arrives", async () => {
  const ana = server.contact(ANA);
  const { id } = await ana.say("hello?");
  const seen = ana.waitForRead(id);
  const receipt = { messaging_product: "whatsapp", status: "read", message_id: id, typing_indicator: { type: "text" } };
  expect(await send(server, receipt)).toEqual({ status: 200, body: { success: true } });
  await seen;
  expect(ana.typing).toBe(true);
  await sendText(server, ANA, "hi");
  await ana.waitForMessage();
  expect(ana.typing).toBe(false);
  expect((await refusal(server, { ...receipt, message_id: "nonsense" })).error.code).toBe(131009);
  expect((await refusal(server, { ...receipt, typing_indicator: { type: "voice" } })).error.code).toBe(100);
});

test("a contact with another wa_id than its number, and one that writes to a second number", async () => {
  const second = server.addPhoneNumber();
  const ana = server.contact(ANA, { waId: "551188887777" });
  await ana.say("oi", { to: second.id });
  expect(receiver.webhooks[0]?.payload.entry[0]?.changes[0]?.value).toMatchObject({
    metadata: { phone_number_id: second.id },
    messages: [{ from: "551188887777" }],
  });
  await sendText(server, ANA, "hello");
  expect((await ana.waitForMessage()).waId).toBe("551188887777");
  await expect(ana.say("oi", { to: "1" })).rejects.toThrow("no phone number 1");
});

test("echo contacts read and answer each text, known or not", async () => {
  const echoing = await startGraphServer({ webhookUrl: receiver.url, echo: true });
  await sendText(echoing, ANA, "one");
  await sendText(echoing, ANA, "two");
  await receiver.waitFor(() => receiver.messages.length === 2);
  expect(receiver.messages.map((message) => message["text"])).toEqual([{ body: "one" }, { body: "two" }]);
  await echoing.idle();
  expect(receiver.statuses.filter(({ status }) => status === "read")).toHaveLength(2);
  await echoing.close();
});
