import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorCode } from "../../testing/core-fixture.ts";
import {
  fromMaria,
  maria,
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
  await fixture.store(
    instance.id,
    fromMaria("A", { timestamp: 1_770_000_001 }),
    fromMaria("B", { timestamp: 1_770_000_002 }),
    fromMaria("C", { timestamp: 1_770_000_003 }),
    toMaria("D"),
  );
});
afterAll(() => fixture.close());

const read = (...readMessages: object[]) =>
  fixture.call("chat.markMessageAsRead", { instanceName: instance.name, readMessages } as never);
const unread = async () => {
  const chat = await fixture.call("chat.findChatByRemoteJid", { instanceName: instance.name, remoteJid: maria });
  return (chat as { unreadMessages: number }).unreadMessages;
};

test("reading a message reads what came before it, and only the later ones stay unread", async () => {
  expect(await unread()).toBe(3);
  expect(await read({ id: "B", remoteJid: "5511999999999" })).toEqual({ message: "Read messages", read: "success" });
  expect(fixture.asked).toEqual([["chats.markRead", [expect.objectContaining({ keyId: "B", remoteJid: maria })]]]);
  expect(await unread()).toBe(1);
  expect(await fixture.eventsOfType(instance.id, "MESSAGES_UPDATE")).toEqual([
    expect.objectContaining({ keyId: "B", fromMe: false, status: "READ" }),
  ]);
  await read({ id: "A", remoteJid: maria });
  expect(await unread()).toBe(1);
  await read({ id: "C", remoteJid: maria });
  expect(await unread()).toBe(0);
});

test("a message that is not stored is marked by its key; an own one changes nothing here", async () => {
  await read({ id: "unknown", remoteJid: maria }, { id: "D", remoteJid: maria, fromMe: true });
  expect(fixture.asked).toEqual([
    [
      "chats.markRead",
      [
        expect.objectContaining({ keyId: "unknown", remoteJid: maria, fromMe: false, participant: "" }),
        expect.objectContaining({ keyId: "D", fromMe: true }),
      ],
    ],
  ]);
  expect(await unread()).toBe(3);
  expect(await fixture.eventsOfType(instance.id, "MESSAGES_UPDATE")).toEqual([]);
});

test("a voice note that was played has been played", async () => {
  const playedMessages = [{ id: "A", remoteJid: maria }];
  expect(await fixture.call("chat.markMessageAsPlayed", { instanceName: instance.name, playedMessages })).toEqual({
    message: "Played messages",
    played: "success",
  });
  expect(fixture.asked).toEqual([["chats.markPlayed", [expect.objectContaining({ keyId: "A" })]]]);
  const where = { id: "A", status: "PLAYED" as const };
  expect(await fixture.call("chat.findStatusMessage", { instanceName: instance.name, where })).toHaveLength(1);
});

test("an address that cannot be one is refused before anything is marked", async () => {
  expect(await errorCode(read({ id: "A", remoteJid: maria }, { id: "B", remoteJid: "x y" }))).toBe("RECIPIENT_INVALID");
  expect(fixture.asked).toEqual([]);
});
