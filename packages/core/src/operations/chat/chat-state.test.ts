import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ResolvedRecipient } from "../../engine.ts";
import { receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import {
  fromMaria,
  maria,
  mariaLid,
  type OperationsFixture,
  startOperations,
  toMaria,
} from "../../testing/operations-fixture.ts";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  await fixture.store(instance.id, fromMaria("A"), toMaria("B", { timestamp: 1_770_000_010 }));
});
afterAll(() => fixture.close());

const call = (id: "archiveChat" | "markChatUnread" | "muteChat" | "pinChat", input: object) =>
  fixture.call(`chat.${id}`, { instanceName: instance.name, ...input } as never);
const chat = (remoteJid = maria) =>
  fixture.call("chat.findChatByRemoteJid", { instanceName: instance.name, remoteJid });
const anchor = (...ids: string[]) => ({
  remoteJid: maria,
  lastMessages: ids.map((keyId) => expect.objectContaining({ keyId, remoteJid: maria })),
});

test("archiving asks WhatsApp with the last messages, is stored and told", async () => {
  expect(await call("archiveChat", { chat: "5511999999999", archive: true })).toEqual({
    chatId: maria,
    archived: true,
  });
  expect(fixture.asked).toEqual([["chats.archive", anchor("B", "A"), true]]);
  expect(await chat()).toMatchObject({ archived: true });
  expect(await fixture.eventsOfType(instance.id, "CHATS_UPDATE")).toContainEqual([
    expect.objectContaining({ remoteJid: maria, archived: true }),
  ]);
  expect(await call("archiveChat", { chat: maria, archive: false })).toEqual({ chatId: maria, archived: false });
  expect(await chat()).toMatchObject({ archived: false });
});

test("the last message may name the chat, and comes first", async () => {
  const lastMessage = { key: { id: "A", remoteJid: maria, fromMe: false } };
  await call("archiveChat", { lastMessage, archive: true });
  expect(fixture.asked).toEqual([["chats.archive", anchor("A", "B"), true]]);
  const foreign = { key: { id: "unknown", remoteJid: maria, fromMe: false } };
  await call("markChatUnread", { lastMessage: foreign });
  expect(fixture.asked.at(-1)).toEqual(["chats.markUnread", anchor("B", "A")]);
});

test("an unread chat has at least one unread message", async () => {
  await receive(fixture, instance.id, { chats: [{ remoteJid: maria, unreadMessages: 0 }] });
  expect(await call("markChatUnread", { chat: maria })).toEqual({ chatId: maria, markedChatUnread: true });
  expect(await chat()).toMatchObject({ unreadMessages: 1 });
});

test("muting takes seconds, -1 for ever, and null or nothing to end it", async () => {
  expect(await call("muteChat", { chat: maria, muteUntil: 1_900_000_000 })).toEqual({
    chatId: maria,
    muteEndTime: 1_900_000_000,
  });
  expect(fixture.asked.at(-1)?.[2]).toBe(1_900_000_000_000);
  expect(await chat()).toMatchObject({ muteEndTime: 1_900_000_000 });
  await call("muteChat", { chat: maria, muteUntil: -1 });
  expect(fixture.asked.at(-1)?.[2]).toBe(-1);
  expect(await chat()).toMatchObject({ muteEndTime: -1 });
  expect(await call("muteChat", { chat: maria })).toEqual({ chatId: maria, muteEndTime: null });
  expect(fixture.asked.at(-1)?.[2]).toBeNull();
  expect(await chat()).toMatchObject({ muteEndTime: null });
});

test("pinning is stored, once for each change", async () => {
  expect(await call("pinChat", { chat: maria, pin: true })).toEqual({ chatId: maria, pinned: true });
  const before = await fixture.eventsOfType(instance.id, "CHATS_UPDATE");
  await call("pinChat", { chat: maria, pin: true });
  expect(await fixture.eventsOfType(instance.id, "CHATS_UPDATE")).toEqual(before);
  expect(await chat()).toMatchObject({ pinned: true });
});

test("a chat is found by its LID, and by a number that WhatsApp knows under another", async () => {
  await receive(fixture, instance.id, { identities: [{ phoneJid: maria, lid: mariaLid }] });
  expect(await call("pinChat", { chat: mariaLid, pin: true })).toMatchObject({ chatId: maria });
  const { recipients } = fixture.standIns;
  recipients.lookUp = async (_instance, queries): Promise<ResolvedRecipient[]> =>
    queries.map((query) => ({ query, exists: query !== "15550100@s.whatsapp.net", jid: maria, lid: null, name: null }));
  expect(await call("pinChat", { chat: "551199999999", pin: false })).toMatchObject({ chatId: maria });
  expect(await errorCode(call("pinChat", { chat: "15550100", pin: true }))).toBe("NUMBER_NOT_ON_WHATSAPP");
});

test("unknown chats, wrong addresses and refusals change nothing", async () => {
  expect(await errorCode(call("archiveChat", { chat: "5511888888888", archive: true }))).toBe("CHAT_NOT_FOUND");
  expect(await errorCode(call("muteChat", { chat: "no number" }))).toBe("RECIPIENT_INVALID");
  fixture.standIns.chats.archive = () => Promise.reject(new WaxwingError("WHATSAPP_REJECTED"));
  expect(await errorCode(call("archiveChat", { chat: maria, archive: true }))).toBe("WHATSAPP_REJECTED");
  expect(await chat()).toMatchObject({ archived: false });
});
