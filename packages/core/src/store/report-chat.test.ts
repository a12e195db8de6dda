import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf, inboundStatus, inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";
import { isOfChat } from "./report-chat.ts";

const ana = "5511988887777@s.whatsapp.net";
const bea = "5511977776666@s.whatsapp.net";
const [anasLid, beasLid] = ["111@lid", "222@lid"];
const group = "120363025486748009@g.us";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

async function statusesOf(keyId: string): Promise<unknown[]> {
  const { rows } = await fixture.database.query<{ status: string }>(
    "SELECT remote_jid, status FROM message WHERE key_id = $1 ORDER BY remote_jid",
    [keyId],
  );
  return rows;
}

test("who is in a group with the account does not move its messages from the chat with him", async () => {
  const own = { fromMe: true, status: "SERVER_ACK" } as const;
  // That one comes before its message.
  await receive(fixture, id, { statuses: [inboundStatus("early", "READ", { remoteJid: ana })] });
  await receive(fixture, id, {
    messages: [inboundText("a", group, own), inboundText("b", bea, own), inboundText("early", group, own)],
  });
  await receive(fixture, id, {
    statuses: ["a", "b"].map((keyId) => inboundStatus(keyId, "READ", { remoteJid: ana })),
  });
  for (const keyId of ["a", "b", "early"]) {
    expect(await statusesOf(keyId)).toEqual([expect.objectContaining({ status: "SERVER_ACK" })]);
  }
  expect((await eventsOf(fixture, id)).filter(({ type }) => type === "MESSAGES_UPDATE")).toEqual([]);

  // What the right chats report afterwards counts.
  await receive(fixture, id, {
    statuses: [
      inboundStatus("a", "READ", { remoteJid: group, participant: ana }),
      inboundStatus("b", "READ", { remoteJid: bea }),
    ],
  });
  for (const keyId of ["a", "b"]) {
    expect(await statusesOf(keyId)).toEqual([expect.objectContaining({ status: "READ" })]);
  }
});

test("of two messages with the same id, the one of the chat moves", async () => {
  await receive(fixture, id, { messages: [inboundText("a", ana), inboundText("a", bea)] });
  await receive(fixture, id, { statuses: [inboundStatus("a", "READ", { remoteJid: ana, fromMe: false })] });
  await receive(fixture, id, { statuses: [inboundStatus("a", "PLAYED", { remoteJid: bea, fromMe: false })] });
  expect(await statusesOf("a")).toEqual([
    { remote_jid: bea, status: "PLAYED" },
    { remote_jid: ana, status: "READ" },
  ]);
});

test.each([
  ["the same chat", ana, ana, null, true],
  ["the same contact by his other address", anasLid, ana, anasLid, true],
  ["a device of the same contact", "111:3@lid", ana, anasLid, true],
  ["a contact whose other address is not known", anasLid, ana, null, true],
  ["a message that stands under the LID", ana, anasLid, null, true],
  ["another contact", bea, ana, anasLid, false],
  ["another contact by LID", beasLid, ana, anasLid, false],
  ["a contact, of a group's message", ana, group, null, false],
  ["a contact by LID, of a group's message", anasLid, group, null, false],
  ["a group, of a contact's message", group, ana, anasLid, false],
  ["another group", "120363000000000001@g.us", group, null, false],
  ["a reader of a status", "status@broadcast", "status@broadcast", null, true],
  ["a contact, of a status", ana, "status@broadcast", null, false],
  ["a reader of a broadcast list", ana, "1700000000@broadcast", null, true],
] as const)("a report from %s", (_what, reported, remoteJid, remoteJidAlt, expected) => {
  expect(isOfChat({ remoteJid: reported }, { remoteJid, remoteJidAlt })).toBe(expected);
  expect(isOfChat({ remoteJid: reported, attemptId: "ours" }, { remoteJid, remoteJidAlt })).toBe(true);
});
