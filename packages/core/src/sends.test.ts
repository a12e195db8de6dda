import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CoreFixture, errorCode, startCore } from "./testing/core-fixture.ts";
import { secondCore } from "./testing/second-core.ts";

let fixture: CoreFixture;
let instanceId: string;
beforeEach(async () => {
  fixture = await startCore();
  instanceId = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const text = (more: object = {}) => ({ instanceName: "one", number: "5511999999999", text: "hello", ...more });
const rows = async (table: string) => (await fixture.database.query(`SELECT * FROM ${table}`)).rows;
const eventTypes = async () =>
  (await fixture.database.query<{ type: string }>("SELECT type FROM event ORDER BY sequence")).rows.map(
    (row) => row.type,
  );
const status = (keyId: string, name: "SERVER_ACK" | "DELIVERY_ACK" | "READ" | "ERROR", attemptId?: string) => ({
  keyId,
  remoteJid: "5511999999999@s.whatsapp.net",
  fromMe: true,
  status: name,
  timestamp: 1_770_000_000,
  ...(attemptId === undefined ? {} : { attemptId }),
});
const lost = () => {
  throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
};

test("a sent text is answered, stored and logged, and leaves no attempt", async () => {
  const answer = await fixture.call("message.sendText", text());
  expect(answer).toMatchObject({
    key: { remoteJid: "5511999999999@s.whatsapp.net", fromMe: true, id: "wamid.1" },
    message: { extendedTextMessage: { text: "hello" } },
    messageType: "extendedTextMessage",
    status: "PENDING",
    messageTimestamp: expect.stringMatching(/^\d{10}$/),
  });
  expect(await rows("send_attempt")).toEqual([]);
  const found = await fixture.call("chat.findMessages", { instanceName: "one" });
  expect(found).toMatchObject({
    messages: { total: 1, records: [{ message: { conversation: "hello" }, MessageUpdate: [] }] },
  });
  expect(await eventTypes()).toEqual(["INSTANCE_CREATE", "CONTACTS_UPSERT", "CHATS_UPSERT", "SEND_MESSAGE"]);
});

test("a refused text stores nothing and leaves no attempt", async () => {
  fixture.engine.onSend = () => {
    throw new WaxwingError("WHATSAPP_REJECTED");
  };
  expect(await errorCode(fixture.call("message.sendText", text()))).toBe("WHATSAPP_REJECTED");
  expect(await rows("send_attempt")).toEqual([]);
  expect(await rows("message")).toEqual([]);
});

test("an engine that refuses before the attempt is written leaves no attempt", async () => {
  fixture.engine.messages.deliver = async () => {
    throw new WaxwingError("WHATSAPP_UNAVAILABLE");
  };
  for (let round = 0; round < 5; round++) {
    expect(await errorCode(fixture.call("message.sendText", text()))).toBe("WHATSAPP_UNAVAILABLE");
  }
  expect(await rows("send_attempt")).toEqual([]);
});

test("what an engine adds to a message is stored also where PostgreSQL has no such character", async () => {
  const { messages } = fixture.engine;
  const prepare = messages.prepareSend;
  messages.prepareSend = async (...parameters) => ({
    ...(await prepare(...parameters)),
    contextInfo: { quotedMessage: { conversation: "a\0b" } },
  });
  const answer = await fixture.call("message.sendText", text());
  expect(answer).toMatchObject({ contextInfo: { quotedMessage: { conversation: "a\uFFFDb" } } });
  expect(await rows("message")).toHaveLength(1);
});

test("a text over the engine's limit is refused before it is sent", async () => {
  expect(await errorCode(fixture.call("message.sendText", text({ text: "😀".repeat(4097) })))).toBe("MESSAGE_TOO_LONG");
  await fixture.call("message.sendText", text({ text: "😀".repeat(4096) }));
  expect(fixture.engine.sent).toHaveLength(1);
});

test("the same key sends once, also at the same time and after a restart; another text under it is refused", async () => {
  const input = text({ idempotencyKey: "k" });
  const answers = await Promise.all([1, 2, 3].map(() => fixture.call("message.sendText", input)));
  expect(answers[1]).toEqual(answers[0]);
  expect(fixture.engine.sent).toHaveLength(1);
  fixture = await fixture.restarted();
  expect(await fixture.call("message.sendText", input)).toEqual(answers[0]);
  expect(fixture.engine.sent).toHaveLength(0);
  expect(await errorCode(fixture.call("message.sendText", { ...input, text: "other" }))).toBe("IDEMPOTENCY_KEY_REUSED");
});

test("a key is free again when nothing was sent", async () => {
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = () => {
    throw new WaxwingError("WHATSAPP_UNAVAILABLE");
  };
  const input = text({ idempotencyKey: "k" });
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("WHATSAPP_UNAVAILABLE");
  fixture.engine.onSend = accept;
  await fixture.call("message.sendText", input);
});

test("a send in doubt says so until a status settles it, and is never sent again by itself", async () => {
  fixture.engine.onSend = lost;
  const input = text({ idempotencyKey: "k" });
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  expect(fixture.engine.sent).toHaveLength(1);
  const attemptId = fixture.engine.sent[0]?.message.attemptId;
  fixture = await fixture.restarted();
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  expect(fixture.running.sendsInDoubt()).toBe(1);

  await fixture.core.inbox.receive(instanceId, {
    messages: [],
    statuses: [status("wamid.lost", "DELIVERY_ACK", attemptId)],
  });
  expect(await fixture.call("message.sendText", input)).toMatchObject({ key: { id: "wamid.lost" } });
  expect(fixture.running.sendsInDoubt()).toBe(0);
  expect((await eventTypes()).slice(-2)).toEqual(["SEND_MESSAGE", "MESSAGES_UPDATE"]);
  expect(await rows("send_attempt")).toEqual([]);
});

test("a status that overtakes the doubt settles the send at once", async () => {
  fixture.engine.onSend = async (message) => {
    await fixture.core.inbox.receive(instanceId, {
      messages: [],
      statuses: [status("wamid.9", "SERVER_ACK", message.attemptId)],
    });
    return lost();
  };
  expect(await fixture.call("message.sendText", text())).toMatchObject({ key: { id: "wamid.9" } });
  expect(await rows("message")).toHaveLength(1);
});

test("a crash between WhatsApp and the database leaves a send in doubt", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fixture.engine.onSend = () => promise.then(lost);
  const input = text({ idempotencyKey: "k" });
  const waiting = errorCode(fixture.call("message.sendText", input));
  await expect.poll(() => fixture.engine.sent.length).toBe(1);
  // What a crash leaves is what a second core finds on the same database; the first is still waiting for WhatsApp.
  const { connectionUri } = fixture;
  const other = await secondCore(connectionUri);
  expect(await errorCode(other.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  expect(other.sent()).toBe(0);
  await other.close();
  resolve();
  expect(await waiting).toBe("SEND_OUTCOME_UNKNOWN");
});

test("a status that arrives before its message is stored is kept and applied in order", async () => {
  fixture.engine.onSend = async (message) => {
    await fixture.core.inbox.receive(instanceId, {
      messages: [],
      statuses: [
        status("wamid.5", "SERVER_ACK", message.attemptId),
        status("wamid.5", "DELIVERY_ACK", message.attemptId),
      ],
    });
    return { messageId: "wamid.5", remoteJid: message.remoteJid };
  };
  await fixture.call("message.sendText", text());
  expect((await eventTypes()).slice(-3)).toEqual(["SEND_MESSAGE", "MESSAGES_UPDATE", "MESSAGES_UPDATE"]);
  expect(await fixture.call("chat.findMessages", { instanceName: "one" })).toMatchObject({
    messages: {
      records: [{ status: "DELIVERY_ACK", MessageUpdate: [{ status: "SERVER_ACK" }, { status: "DELIVERY_ACK" }] }],
    },
  });
});

test("a quoted message is completed from the store; an unknown one without content is refused", async () => {
  const first = (await fixture.call("message.sendText", text())) as { key: { id: string } };
  await fixture.call("message.sendText", text({ text: "reply", quoted: { key: { id: first.key.id } } }));
  expect(fixture.engine.sent[1]?.message.quoted).toMatchObject({
    id: first.key.id,
    fromMe: true,
    message: { conversation: "hello" },
  });
  const unknown = text({ quoted: { key: { id: "wamid.unknown" } } });
  expect(await errorCode(fixture.call("message.sendText", unknown))).toBe("QUOTED_MESSAGE_NOT_FOUND");
  await fixture.call(
    "message.sendText",
    text({ quoted: { key: { id: "wamid.unknown" }, message: { conversation: "old" } } }),
  );
});
