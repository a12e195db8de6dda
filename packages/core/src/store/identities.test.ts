import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countsOf, eventsOf, inboundStatus, inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const lid = "111222333444555@lid";
const phoneJid = "5511988887777@s.whatsapp.net";
const group = "120363025486748009@g.us";
const rows = async (sql: string) => (await fixture.database.query(sql)).rows;
const messages = () =>
  rows("SELECT key_id, remote_jid, remote_jid_alt, participant, participant_alt FROM message ORDER BY key_id");

test("what is stored under a LID moves to the phone JID when that becomes known, and is told", async () => {
  await receive(fixture, id, {
    messages: [
      inboundText("a", lid, { pushName: "Ana", timestamp: 1_770_000_100 }),
      inboundText("b", lid, { pushName: "Ana" }),
      inboundText("g", group, { participant: lid, pushName: "Ana" }),
    ],
    votes: [
      {
        poll: { keyId: "g", remoteJid: group, fromMe: false },
        voter: lid,
        selectedOptions: ["Pizza"],
        timestampMs: 1_770_000_000_000,
      },
    ],
  });
  await receive(fixture, id, { messages: [inboundText("c", phoneJid, { pushName: "Old name" })] });
  const before = (await eventsOf(fixture, id)).length;
  await receive(fixture, id, { identities: [{ lid, phoneJid }] });

  expect(await messages()).toEqual([
    { key_id: "a", remote_jid: phoneJid, remote_jid_alt: lid, participant: "", participant_alt: null },
    { key_id: "b", remote_jid: phoneJid, remote_jid_alt: lid, participant: "", participant_alt: null },
    { key_id: "c", remote_jid: phoneJid, remote_jid_alt: null, participant: "", participant_alt: null },
    { key_id: "g", remote_jid: group, remote_jid_alt: null, participant: phoneJid, participant_alt: lid },
  ]);
  expect(await rows("SELECT remote_jid, unread_messages, last_message_at FROM chat ORDER BY remote_jid")).toEqual([
    { remote_jid: group, unread_messages: 1, last_message_at: new Date(1_770_000_000_000) },
    { remote_jid: phoneJid, unread_messages: 3, last_message_at: new Date(1_770_000_100_000) },
  ]);
  expect(await rows("SELECT voter FROM poll_vote")).toEqual([{ voter: phoneJid }]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 4, chats: 2, contacts: 1 });
  expect((await eventsOf(fixture, id)).slice(before)).toMatchObject([
    { type: "CONTACTS_UPDATE", data: [{ remoteJid: phoneJid }] },
    { type: "CHATS_DELETE", data: [lid] },
    { type: "CHATS_UPDATE", data: [{ remoteJid: phoneJid, unreadMessages: 3 }] },
  ]);
});

test("a message that was stored under both addresses becomes one, with its statuses", async () => {
  await receive(fixture, id, {
    messages: [
      inboundText("a", lid, { fromMe: true, status: "SERVER_ACK" }),
      inboundText("a", phoneJid, { fromMe: true, status: "SERVER_ACK" }),
    ],
    statuses: [inboundStatus("a", "READ", { remoteJid: lid })],
  });
  await receive(fixture, id, { identities: [{ lid, phoneJid }] });
  expect(await messages()).toMatchObject([{ key_id: "a", remote_jid: phoneJid }]);
  expect(await rows("SELECT u.status, m.key_id FROM message_update u JOIN message m ON m.id = u.message_id")).toEqual([
    { status: "READ", key_id: "a" },
  ]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 1, chats: 1, contacts: 1 });
});

test("a send in doubt to a LID is settled under the phone JID that became known meanwhile", async () => {
  fixture.engine.onSend = () => {
    throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
  };
  const send = { instanceName: "one", number: lid, text: "hello", idempotencyKey: "k" };
  expect(await errorCode(fixture.call("message.sendText", send))).toBe("SEND_OUTCOME_UNKNOWN");
  const attemptId = fixture.engine.sent[0]?.message.attemptId;
  await receive(fixture, id, { identities: [{ lid, phoneJid }] });
  await receive(fixture, id, { statuses: [inboundStatus("x", "SERVER_ACK", { remoteJid: lid, attemptId })] });
  expect(await fixture.call("message.sendText", send)).toMatchObject({
    key: { remoteJid: phoneJid, remoteJidAlt: lid },
  });
});

test("what arrives with a LID whose phone is known stands under the phone JID, also after a restart", async () => {
  await receive(fixture, id, {
    identities: [{ lid, phoneJid }],
    messages: [inboundText("a", lid), inboundText("g", group, { participant: lid })],
    chats: [{ remoteJid: lid, archived: true }],
    contacts: [{ remoteJid: lid, savedName: "Ana" }],
  });
  fixture = await fixture.restarted();
  await receive(fixture, id, {
    messages: [inboundText("b", lid)],
    deletions: [{ keyId: "a", remoteJid: lid, fromMe: false }],
  });
  expect(await messages()).toMatchObject([
    { key_id: "a", remote_jid: phoneJid, remote_jid_alt: lid },
    { key_id: "b", remote_jid: phoneJid, remote_jid_alt: lid },
    { key_id: "g", participant: phoneJid, participant_alt: lid },
  ]);
  const events = await eventsOf(fixture, id);
  const others = JSON.stringify(events.filter(({ type }) => type !== "MESSAGES_UPSERT"));
  expect(others.replaceAll(`"lid":"${lid}"`, "")).not.toContain(lid);
  for (const type of ["CONTACTS_UPSERT", "CHATS_UPSERT"]) {
    const told = events.filter((event) => event.type === type).flatMap(({ data }) => data);
    expect(told).toContainEqual(expect.objectContaining({ remoteJid: phoneJid, lid }));
  }
  expect(events.find(({ type }) => type === "MESSAGES_UPSERT")).toMatchObject({
    data: { key: { remoteJid: phoneJid, remoteJidAlt: lid } },
  });
  expect(await countsOf(fixture, id)).toEqual({ messages: 3, chats: 2, contacts: 1 });
});

test("find operations accept either address", async () => {
  await receive(fixture, id, {
    identities: [{ lid, phoneJid }],
    messages: [inboundText("a", lid, { pushName: "Ana" }), inboundText("g", group, { participant: lid })],
  });
  for (const address of [lid, phoneJid]) {
    const find = (where: object) => fixture.call("chat.findMessages", { instanceName: "one", where });
    expect(await find({ key: { remoteJid: address } })).toMatchObject({
      messages: { records: [{ key: { id: "a" } }] },
    });
    expect(await find({ key: { participant: address } })).toMatchObject({
      messages: { records: [{ key: { id: "g" } }] },
    });
    const where = { remoteJid: address };
    expect(await fixture.call("chat.findChats", { instanceName: "one", where })).toMatchObject([
      { remoteJid: phoneJid },
    ]);
    expect(await fixture.call("chat.findContacts", { instanceName: "one", where })).toMatchObject([
      { remoteJid: phoneJid },
    ]);
  }
});

test("a number that got another LID, and a LID that got another number, follow the newest mapping", async () => {
  const other = "999888777666555@lid";
  await receive(fixture, id, { identities: [{ lid, phoneJid }] });
  await receive(fixture, id, { identities: [{ lid: other, phoneJid }] });
  await receive(fixture, id, { identities: [{ lid: other, phoneJid: "5599@s.whatsapp.net" }] });
  await receive(fixture, id, {
    identities: [
      { lid: "no-lid", phoneJid },
      { lid, phoneJid: "nobody" },
    ],
  });
  expect(await rows("SELECT lid, phone_jid FROM identity ORDER BY lid")).toEqual([
    { lid: other, phone_jid: "5599@s.whatsapp.net" },
  ]);
  await receive(fixture, id, { messages: [inboundText("a", other)] });
  expect(await messages()).toMatchObject([{ remote_jid: "5599@s.whatsapp.net" }]);
});

test("mappings that become known while messages of the same people arrive lose and double nothing", async () => {
  const people = Array.from({ length: 20 }, (_, index) => ({
    lid: `70000000000${String(index).padStart(2, "0")}@lid`,
    phoneJid: `55119000000${String(index).padStart(2, "0")}@s.whatsapp.net`,
  }));
  await Promise.all(
    people.flatMap((person, index) => [
      receive(fixture, id, { messages: [inboundText(`l${index}`, person.lid, { pushName: `P${index}` })] }),
      receive(fixture, id, { messages: [inboundText(`p${index}`, person.phoneJid)], identities: [person] }),
      receive(fixture, id, { messages: [inboundText(`l${index}`, person.lid), inboundText(`m${index}`, person.lid)] }),
    ]),
  );
  expect(await countsOf(fixture, id)).toEqual({ messages: 60, chats: 20, contacts: 20 });
  expect(await rows("SELECT 1 FROM message WHERE remote_jid LIKE '%@lid'")).toEqual([]);
  expect(await rows("SELECT DISTINCT unread_messages FROM chat")).toEqual([{ unread_messages: 3 }]);
  expect((await eventsOf(fixture, id)).filter(({ type }) => type === "MESSAGES_UPSERT")).toHaveLength(60);
});
