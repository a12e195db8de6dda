import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inboundStatus, inboundText, receive } from "../../testing/arrivals.ts";
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
});
afterAll(() => fixture.close());

const identity = { identities: [{ phoneJid: maria, lid: mariaLid }] };
const group = "120363025486748009@g.us";

test("a chat is found by phone JID, number and LID, with what is set for it", async () => {
  await receive(fixture, instance.id, {
    ...identity,
    messages: [fromMaria("A")],
    chats: [{ remoteJid: maria, archived: true, pinned: true, muteEndTime: 1_900_000_000_000 }],
    labels: [{ labelId: "1", name: "New", color: "0", predefinedId: null, deleted: false }],
    labelAssociations: [{ type: "add", chatId: maria, labelId: "1" }],
  });
  for (const remoteJid of [maria, "5511999999999", "+55 11 99999-9999", mariaLid]) {
    const input = { instanceName: instance.name, remoteJid };
    expect(await fixture.call("chat.findChatByRemoteJid", input), remoteJid).toMatchObject({
      remoteJid: maria,
      lid: mariaLid,
      labels: ["1"],
      archived: true,
      pinned: true,
      muteEndTime: 1_900_000_000,
      unreadMessages: 1,
    });
    const where = { remoteJid };
    expect(await fixture.call("chat.findChats", { instanceName: instance.name, where }), remoteJid).toMatchObject([
      { remoteJid: maria, lid: mariaLid, pushName: "Maria", archived: true, muteEndTime: 1_900_000_000 },
    ]);
    expect(await fixture.call("chat.findContacts", { instanceName: instance.name, where: { id: remoteJid } })).toEqual([
      expect.objectContaining({ remoteJid: maria, lid: mariaLid, pushName: "Maria", isSaved: true }),
    ]);
  }
  const unknown = { instanceName: instance.name, remoteJid: "5511888888888" };
  expect(await fixture.call("chat.findChatByRemoteJid", unknown)).toBeNull();
});

test("messages are found by either address of the chat and of the writer", async () => {
  await receive(fixture, instance.id, {
    ...identity,
    messages: [fromMaria("A"), inboundText("B", group, { participant: maria }), inboundText("C", "5511888888888")],
  });
  const found = async (key: object) => {
    const answer = await fixture.call("chat.findMessages", { instanceName: instance.name, where: { key } });
    return (answer as { messages: { records: { key: { id: string } }[] } }).messages.records.map(
      ({ key: { id } }) => id,
    );
  };
  for (const address of [maria, mariaLid, "5511999999999"]) {
    expect(await found({ remoteJid: address })).toEqual(["A"]);
    expect(await found({ remoteJidAlt: address })).toEqual(["A"]);
    expect(await found({ participant: address })).toEqual(["B"]);
  }
});

test("a poll is found with its votes", async () => {
  const poll = { name: "Lunch?", options: [{ optionName: "Pizza" }, { optionName: "Pasta" }] };
  const pollCreationMessageV3 = { ...poll, selectableOptionsCount: 1 };
  await receive(fixture, instance.id, {
    messages: [toMaria("P", { messageType: "pollCreationMessageV3", message: { pollCreationMessageV3 } })],
    votes: [
      {
        poll: { keyId: "P", remoteJid: maria, fromMe: true },
        voter: maria,
        selectedOptions: ["Pasta"],
        timestampMs: 1_770_000_000_000,
      },
    ],
  });
  expect(await fixture.call("chat.findMessages", { instanceName: instance.name })).toMatchObject({
    messages: {
      records: [
        {
          pollUpdates: [
            { name: "Pizza", voters: [] },
            { name: "Pasta", voters: [maria] },
          ],
        },
      ],
    },
  });
});

test("statuses are found by message, chat, reporter and status, newest first", async () => {
  await receive(fixture, instance.id, {
    ...identity,
    messages: [toMaria("A"), inboundText("G", group, { fromMe: true })],
    statuses: [
      inboundStatus("A", "DELIVERY_ACK", { timestamp: 1_770_000_001 }),
      inboundStatus("A", "READ", { timestamp: 1_770_000_002 }),
      inboundStatus("G", "READ", { remoteJid: group, participant: maria, timestamp: 1_770_000_003 }),
    ],
  });
  const found = async (where: object) => {
    const rows = await fixture.call("chat.findStatusMessage", { instanceName: instance.name, where });
    return (rows as { keyId: string; status: string }[]).map(({ keyId, status }) => `${keyId} ${status}`);
  };
  expect(await found({})).toEqual(["G READ", "A READ", "A DELIVERY_ACK"]);
  expect(await found({ id: "A" })).toEqual(["A READ", "A DELIVERY_ACK"]);
  expect(await found({ remoteJid: mariaLid, status: "READ" })).toEqual(["A READ"]);
  expect(await found({ participant: mariaLid })).toEqual(["G READ"]);
  expect(await found({ fromMe: false })).toEqual([]);
  const page = { instanceName: instance.name, page: 2, offset: 1 };
  expect(await fixture.call("chat.findStatusMessage", page)).toEqual([
    expect.objectContaining({
      keyId: "A",
      remoteJid: maria,
      fromMe: true,
      participant: null,
      status: "READ",
      occurredAt: "2026-02-02T02:40:02.000Z",
      instanceId: instance.id,
    }),
  ]);
});

test("what is stored of another instance is not found", async () => {
  await fixture.store(instance.id, fromMaria("A"));
  const other = await fixture.fresh();
  expect(await fixture.call("chat.findChatByRemoteJid", { instanceName: other.name, remoteJid: maria })).toBeNull();
  expect(await fixture.call("chat.findStatusMessage", { instanceName: other.name })).toEqual([]);
});
