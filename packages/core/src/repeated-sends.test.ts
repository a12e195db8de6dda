import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf, inboundStatus, inboundText, receive } from "./testing/arrivals.ts";
import { type CoreFixture, errorCode, startCore } from "./testing/core-fixture.ts";
import { secondCore } from "./testing/second-core.ts";

// An engine that chooses the ids itself, as WhatsApp Web: delivering again is the same message for WhatsApp.
const options = { engine: { isRepeatable: true } };
let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore(options);
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const input = { instanceName: "one", number: "5511999999999", text: "hello", idempotencyKey: "k" };
const send = (more: object = {}) => fixture.call("message.sendText", { ...input, ...more });
const rows = async (sql: string) => (await fixture.database.query(sql)).rows;
const failing = (code: "SEND_OUTCOME_UNKNOWN" | "WHATSAPP_REJECTED") => () => {
  throw new WaxwingError(code);
};

test("what is stored of a sent message can be quoted and edited later: it has the engine's form", async () => {
  expect(await send()).toMatchObject({ key: { id: "OWN.1" } });
  expect(await rows("SELECT key_id, engine_data FROM message")).toEqual([
    { key_id: "OWN.1", engine_data: Buffer.from("engine's form of hello") },
  ]);
  await send({ idempotencyKey: undefined, quoted: { key: { id: "OWN.1" } } });
  expect(fixture.engine.sent[1]?.message.quoted?.engineData).toEqual(Buffer.from("engine's form of hello"));
});

test("after a crash, the same call delivers the same message again, once for all who repeat it", async () => {
  const { promise, resolve } = Promise.withResolvers<never>();
  fixture.engine.onSend = () => promise;
  const lost = errorCode(send());
  await expect.poll(() => fixture.engine.sent.length).toBe(1);
  const other = await secondCore(fixture.connectionUri, options.engine);
  const answers = await Promise.all([1, 2, 3].map(() => other.call("message.sendText", input)));
  expect(answers[0]).toMatchObject({ key: { id: "OWN.1" }, message: { extendedTextMessage: { text: "hello" } } });
  expect(answers[1]).toEqual(answers[0]);
  expect(other.engine.sent).toMatchObject([
    {
      message: { messageId: "OWN.1", remoteJid: "5511999999999@s.whatsapp.net", outgoing: undefined },
    },
  ]);
  expect(other.engine.sent[0]?.message.engineData).toEqual(Buffer.from("engine's form of hello"));
  expect(await other.call("message.sendText", input)).toEqual(answers[0]);
  expect(other.engine.sent).toHaveLength(1);
  expect(await errorCode(other.call("message.sendText", { ...input, text: "other" }))).toBe("IDEMPOTENCY_KEY_REUSED");
  expect((await eventsOf(fixture, id)).filter(({ type }) => type === "SEND_MESSAGE")).toHaveLength(1);
  expect(await rows("SELECT 1 FROM send_attempt")).toEqual([]);
  await other.close();
  resolve(Promise.reject(new WaxwingError("SEND_OUTCOME_UNKNOWN")) as never);
  // The server that was thought dead learns that its message was accepted: nothing of it is in doubt.
  expect(await lost).toBe("SEND_OUTCOME_UNKNOWN");
  expect(await send()).toEqual(answers[0]);
});

test("a repeated delivery that fails leaves the send in doubt, whatever the reason; the next one can succeed", async () => {
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = failing("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  fixture.engine.onSend = failing("WHATSAPP_REJECTED");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  expect(fixture.running.sendsInDoubt()).toBe(1);
  fixture.engine.onSend = accept;
  expect(await send()).toMatchObject({ key: { id: "OWN.1" } });
  expect(fixture.engine.sent.map(({ message }) => message.messageId)).toEqual(["OWN.1", "OWN.1", "OWN.1"]);
  expect(fixture.running.sendsInDoubt()).toBe(0);
});

test("an attempt without a key stays in doubt: the same call again is another message", async () => {
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = failing("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(send({ idempotencyKey: undefined }))).toBe("SEND_OUTCOME_UNKNOWN");
  fixture.engine.onSend = accept;
  expect(await send({ idempotencyKey: undefined })).toMatchObject({ key: { id: "OWN.2" } });
  expect(fixture.running.sendsInDoubt()).toBe(1);
});

test.each([
  ["a status of its id", { statuses: [inboundStatus("OWN.1", "SERVER_ACK", { remoteJid: "123:7@lid" })] }],
  ["the message itself from another device", { messages: [inboundText("OWN.1", "5511999999999", { fromMe: true })] }],
  ["the history", { messages: [inboundText("OWN.1", "5511999999999", { fromMe: true, isHistory: true })] }],
])("a send in doubt is settled by %s, also after a restart", async (_what, batch) => {
  fixture.engine.onSend = failing("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  fixture = await fixture.restarted();
  expect(fixture.running.sendsInDoubt()).toBe(1);
  await receive(fixture, id, batch);
  expect(fixture.running.sendsInDoubt()).toBe(0);
  expect(await send()).toMatchObject({ key: { id: "OWN.1", remoteJid: "5511999999999@s.whatsapp.net" } });
  expect(fixture.engine.sent).toHaveLength(0);
  expect(
    (await eventsOf(fixture, id)).filter(({ type }) => /^(SEND_MESSAGE|MESSAGES_(UPSERT|SET))$/.test(type)),
  ).toMatchObject([{ type: "SEND_MESSAGE", data: { key: { id: "OWN.1" } } }]);
  expect(await rows("SELECT key_id, engine_data IS NOT NULL AS has_form FROM message")).toEqual([
    { key_id: "OWN.1", has_form: true },
  ]);
});

test.each([
  ["status", { statuses: [inboundStatus("OWN.1", "DELIVERY_ACK")] }],
  ["echo", { messages: [inboundText("OWN.1", "5511999999999", { fromMe: true })] }],
])("a %s that overtakes the doubt settles the send at once", async (_what, batch) => {
  fixture.engine.onSend = async () => {
    await receive(fixture, id, batch);
    throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
  };
  expect(await send()).toMatchObject({ key: { id: "OWN.1" } });
  expect(await rows("SELECT 1 FROM message")).toHaveLength(1);
  expect(await rows("SELECT 1 FROM send_attempt")).toEqual([]);
});

test("an engine that fails to prepare leaves nothing behind", async () => {
  fixture.engine.messages.prepareSend = () => Promise.reject(new WaxwingError("WHATSAPP_UNAVAILABLE"));
  expect(await errorCode(send())).toBe("WHATSAPP_UNAVAILABLE");
  expect(await rows("SELECT 1 FROM send_attempt UNION ALL SELECT 1 FROM idempotency_record")).toEqual([]);
});

test("that WhatsApp refuses a message under its id is no sign that it took it, and does not outlive a later success", async () => {
  fixture.engine.onSend = failing("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  fixture.engine.onSend = async () => {
    await receive(fixture, id, { statuses: [inboundStatus("OWN.1", "ERROR", { error: { code: 463 } })] });
    throw new WaxwingError("WHATSAPP_REJECTED");
  };
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  expect(await rows("SELECT 1 FROM message")).toEqual([]);
  fixture.engine.onSend = ({ messageId = "", remoteJid }) => ({ messageId, remoteJid });
  expect(await send()).toMatchObject({ key: { id: "OWN.1" }, status: "PENDING" });
  expect(await rows("SELECT status FROM message")).toEqual([{ status: "PENDING" }]);
});
