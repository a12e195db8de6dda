import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inboundText, receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import {
  fromMaria,
  maria,
  mariaLid,
  type OperationsFixture,
  startOperations,
  toMaria,
} from "../../testing/operations-fixture.ts";

const group = "120363025486748009@g.us";
let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  await fixture.store(instance.id, fromMaria("THEIRS"), toMaria("OURS", { engineData: Buffer.from("as sent") }));
});
afterAll(() => fixture.close());

const update = (more: object = {}) =>
  fixture.call("chat.updateMessage", {
    instanceName: instance.name,
    number: "5511999999999",
    text: "Hello again",
    key: { id: "OURS" },
    ...more,
  });
const remove = (key: object) =>
  fixture.call("chat.deleteMessageForEveryone", {
    instanceName: instance.name,
    key: { id: "OURS", remoteJid: maria, ...key },
  });
const stored = async (id: string) => {
  const where = { key: { id } };
  const answer = await fixture.call("chat.findMessages", { instanceName: instance.name, where });
  return (answer as { messages: { records: object[] } }).messages.records[0];
};

const ours = { remoteJid: maria, fromMe: true, id: "OURS" };

test("an edit goes to WhatsApp, is stored, and told as one through the API and as one of any device", async () => {
  const edited = {
    key: ours,
    type: "MESSAGE_EDIT",
    editedMessage: { conversation: "Hello again" },
    timestampMs: "1770000200000",
  };
  expect(await update()).toEqual({
    key: { ...ours, id: "EDIT1" },
    message: { protocolMessage: edited },
    messageTimestamp: "1770000200",
    status: "PENDING",
  });
  const asked = fixture.asked.find(([name]) => name === "chats.edit");
  expect(asked).toMatchObject(["chats.edit", { keyId: "OURS", engineData: Buffer.from("as sent") }, "Hello again"]);
  expect(await stored("OURS")).toMatchObject({ message: { conversation: "Hello again" } });
  expect(await fixture.eventsOfType(instance.id, "SEND_MESSAGE_UPDATE")).toEqual([edited]);
  expect(await fixture.eventsOfType(instance.id, "MESSAGES_EDITED")).toEqual([edited]);
  expect(await fixture.eventsOfType(instance.id, "MESSAGES_UPDATE")).toHaveLength(1);
  const { rows } = await fixture.database.query(
    "SELECT engine_data FROM message WHERE key_id = 'OURS' AND instance_id = $1",
    [instance.id],
  );
  expect(rows).toEqual([{ engine_data: Buffer.from("edited: Hello again") }]);
});

test("only own messages of the chat are edited, and only those that are stored and not deleted", async () => {
  expect(await errorCode(update({ key: { id: "unknown" } }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(update({ number: "5511888888888" }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(update({ key: { id: "OURS", fromMe: false } }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(update({ key: { id: "THEIRS" } }))).toBe("MESSAGE_NOT_COMPATIBLE");
  expect(await errorCode(update({ text: "x".repeat(101) }))).toBe("MESSAGE_TOO_LONG");
  expect(await errorCode(update({ number: "nobody" }))).toBe("RECIPIENT_INVALID");
  await remove({});
  expect(await errorCode(update())).toBe("MESSAGE_NOT_COMPATIBLE");
  expect(fixture.asked.some(([name]) => name === "chats.edit")).toBe(false);
});

test("what WhatsApp refuses to edit stays as it is", async () => {
  fixture.standIns.chats.edit = () => Promise.reject(new WaxwingError("MESSAGE_NOT_COMPATIBLE"));
  expect(await errorCode(update())).toBe("MESSAGE_NOT_COMPATIBLE");
  expect(await stored("OURS")).toMatchObject({ message: { conversation: "text OURS" } });
  expect(await fixture.eventsOfType(instance.id, "SEND_MESSAGE_UPDATE")).toEqual([]);
});

test("a deletion goes to WhatsApp, is stored and told once", async () => {
  expect(await remove({})).toEqual({
    key: { ...ours, id: "DELETION1" },
    message: { protocolMessage: { key: ours, type: "REVOKE" } },
    messageTimestamp: "1770000100",
    status: "PENDING",
  });
  expect(fixture.asked).toEqual([
    ["chats.deleteForEveryone", { id: "OURS", remoteJid: maria, fromMe: true, participant: undefined }],
  ]);
  expect(await stored("OURS")).toMatchObject({ status: "DELETED" });
  // The engine's echo of it changes nothing.
  await receive(fixture, instance.id, { deletions: [{ keyId: "OURS", remoteJid: maria, fromMe: true }] });
  expect(await fixture.eventsOfType(instance.id, "MESSAGES_DELETE")).toEqual([{ ...ours, status: "DELETED" }]);
});

test("an admin deletes a member's message by either address; the writer comes from the store", async () => {
  await receive(fixture, instance.id, {
    identities: [{ phoneJid: maria, lid: mariaLid }],
    messages: [inboundText("G", group, { participant: maria })],
  });
  await remove({ id: "G", remoteJid: group, fromMe: false, participant: mariaLid });
  expect(fixture.asked).toEqual([
    ["chats.deleteForEveryone", { id: "G", remoteJid: group, fromMe: false, participant: maria }],
  ]);
  expect(await stored("G")).toMatchObject({ status: "DELETED" });
});

test("what is not stored is not deleted", async () => {
  expect(await errorCode(remove({ id: "unknown" }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(remove({ fromMe: false }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(remove({ remoteJid: "a chat" }))).toBe("RECIPIENT_INVALID");
  expect(fixture.asked).toEqual([]);
});
