import { afterEach, beforeEach, expect, test } from "vitest";
import type { InboundMessage, InboundStatus } from "../inbox.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let instanceId: string;
beforeEach(async () => {
  fixture = await startCore();
  instanceId = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const message = (keyId: string, from: string, body: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  keyId,
  remoteJid: `${from}@s.whatsapp.net`,
  fromMe: false,
  pushName: `name of ${from}`,
  messageType: "conversation",
  message: { conversation: body },
  source: "unknown",
  status: "DELIVERY_ACK",
  timestamp: 1_770_000_000,
  ...more,
});
const status = (keyId: string, name: InboundStatus["status"]): InboundStatus => ({
  keyId,
  remoteJid: "5511999999999@s.whatsapp.net",
  fromMe: true,
  status: name,
  timestamp: 1_770_000_001,
});
const receive = (messages: InboundMessage[], statuses: InboundStatus[] = []) =>
  fixture.core.inbox.receive(instanceId, { messages, statuses });
const events = async (type: string) =>
  (
    await fixture.database.query<{ data: never }>("SELECT data FROM event WHERE type = $1 ORDER BY sequence", [type])
  ).rows.map((row) => row.data as { key: { id: string; remoteJid: string }; status: string });

test("a message is stored once per WhatsApp id, in one batch, in many, and at the same time", async () => {
  await receive([message("a", "5511", "1"), message("a", "5511", "1"), message("b", "5511", "2")]);
  await Promise.all([
    receive([message("b", "5511", "2")]),
    receive([message("c", "5511", "3")]),
    receive([message("c", "5511", "3")]),
  ]);
  expect((await events("MESSAGES_UPSERT")).map((data) => data.key.id)).toEqual(["a", "b", "c"]);
  expect(await fixture.call("chat.findMessages", { instanceName: "one" })).toMatchObject({ messages: { total: 3 } });
  expect(await fixture.call("instance.fetchInstances", {})).toMatchObject([
    { _count: { Message: 3, Contact: 1, Chat: 1 } },
  ]);
});

test("the same id from two senders is two messages", async () => {
  await receive([message("a", "5511", "1"), message("a", "5522", "2")]);
  expect((await events("MESSAGES_UPSERT")).map((data) => data.key.remoteJid)).toEqual([
    "5511@s.whatsapp.net",
    "5522@s.whatsapp.net",
  ]);
});

test("chats and contacts follow their messages", async () => {
  await receive([
    message("a", "5511", "1", { pushName: "Ana" }),
    message("b", "5522", "2", { timestamp: 1_770_000_100 }),
  ]);
  await receive([message("c", "5511", "3", { pushName: "Ana Maria", timestamp: 1_770_000_050 })]);
  const chats = (await fixture.call("chat.findChats", { instanceName: "one" })) as Record<string, unknown>[];
  expect(chats).toMatchObject([
    { remoteJid: "5522@s.whatsapp.net", unreadCount: 1, lastMessage: { key: { id: "b" } } },
    {
      remoteJid: "5511@s.whatsapp.net",
      pushName: "Ana Maria",
      unreadCount: 2,
      lastMessage: { key: { id: "c" } },
      isSaved: true,
    },
  ]);
  expect(chats[1]?.windowStart).toBe(new Date(1_770_000_050_000).toISOString());
  const contact = await fixture.call("chat.findContacts", {
    instanceName: "one",
    where: { id: "5511@s.whatsapp.net" },
  });
  expect(contact).toMatchObject([{ pushName: "Ana Maria" }]);
  expect(
    await fixture.call("chat.findContacts", { instanceName: "one", where: { remoteJid: "5511@s.whatsapp.net" } }),
  ).toEqual(contact);
  expect(await fixture.call("chat.findChats", { instanceName: "one", page: 2, offset: 1 })).toMatchObject([chats[1]]);
  expect(await fixture.call("chat.findChats", { instanceName: "one", take: 1, skip: 1 })).toMatchObject([chats[1]]);
});

test("filters of findMessages each work, and pages follow each other newest first", async () => {
  await receive(
    Array.from({ length: 5 }, (_, index) =>
      message(`m${index}`, "5511", `${index}`, { timestamp: 1_770_000_000 + index }),
    ),
  );
  await receive([message("other", "5522", "x")]);
  await fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "out" });
  const find = async (where: object, more: object = {}) => {
    const answer = (await fixture.call("chat.findMessages", { instanceName: "one", where, ...more })) as {
      messages: { total: number; pages: number; currentPage: number; records: { key: { id: string } }[] };
    };
    return { ...answer.messages, records: answer.messages.records.map((record) => record.key.id) };
  };
  expect((await find({ key: { remoteJid: "5511@s.whatsapp.net" } })).records).toEqual(["m4", "m3", "m2", "m1", "m0"]);
  expect(await find({ key: { remoteJid: "5511@s.whatsapp.net" } }, { page: 2, offset: 2 })).toEqual({
    total: 5,
    pages: 3,
    currentPage: 2,
    records: ["m2", "m1"],
  });
  expect((await find({ key: { fromMe: true } })).records).toEqual(["wamid.1"]);
  expect((await find({ key: { fromMe: false } })).total).toBe(6);
  expect((await find({ key: { id: "m3" } })).records).toEqual(["m3"]);
  const at = (index: number) => new Date((1_770_000_000 + index) * 1000).toISOString();
  expect(
    (await find({ key: { remoteJid: "5511@s.whatsapp.net" }, messageTimestamp: { gte: at(1), lte: at(3) } })).records,
  ).toEqual(["m3", "m2", "m1"]);
  expect((await find({ messageType: "imageMessage" })).records).toEqual([]);
  expect((await find({ id: "not-a-uuid" })).records).toEqual([]);
});

test("statuses only move forward, and a repeated or late one makes no event", async () => {
  await fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "out" });
  await receive([], [status("wamid.1", "READ"), status("wamid.1", "DELIVERY_ACK")]);
  await receive([], [status("wamid.1", "READ"), status("wamid.1", "SERVER_ACK")]);
  expect((await events("MESSAGES_UPDATE")).map((data) => data.status)).toEqual(["READ"]);
  expect(await fixture.call("chat.findMessages", { instanceName: "one" })).toMatchObject({
    messages: { records: [{ status: "READ" }] },
  });
});

test("what PostgreSQL cannot store is mended, not refused, and takes nothing down with it", async () => {
  await Promise.all([
    receive([message("nul", "5511", "a\0b", { timestamp: 1e15 })]),
    receive([message("half", "5522", "x\ud800", { pushName: "\0" })]),
    receive([message("fine", "5533", "ok")]),
  ]);
  expect((await events("MESSAGES_UPSERT")).map((data) => data.key.id)).toEqual(["nul", "half", "fine"]);
});
