import { afterEach, beforeEach, expect, test } from "vitest";
import type { InboundMessage } from "../inbox.ts";
import { countsOf, eventsOf, inboundStatus, inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const ana = "5511988887777@s.whatsapp.net";
const lid = "111222333444555@lid";
const old = (keyId: string, more: Partial<InboundMessage> = {}) =>
  inboundText(keyId, ana, { isHistory: true, ...more });
const live = (keyId: string, more: Partial<InboundMessage> = {}) => inboundText(keyId, ana, more);
/** What was told of messages: type and ids. */
const told = async () =>
  (await eventsOf(fixture, id)).flatMap(({ type, data }) =>
    /^(MESSAGES_SET|MESSAGES_UPSERT|SEND_MESSAGE)$/.test(type)
      ? [[type, ...[data].flat().map((message) => (message as { key: { id: string } }).key.id)]]
      : [],
  );
const unread = async () =>
  (await fixture.database.query("SELECT remote_jid, unread_messages FROM chat ORDER BY 1")).rows;

test("a message of the history that comes live is told once, and is unread then", async () => {
  await receive(fixture, id, { messages: [old("a"), old("b")] });
  expect(await unread()).toEqual([{ remote_jid: ana, unread_messages: 0 }]);
  await receive(fixture, id, { messages: [live("b"), live("c"), live("b")] });
  for (const again of [live("b"), old("b"), live("c"), old("c")]) await receive(fixture, id, { messages: [again] });
  expect(await told()).toEqual([
    ["MESSAGES_SET", "a", "b"],
    ["MESSAGES_UPSERT", "b"],
    ["MESSAGES_UPSERT", "c"],
  ]);
  expect(await unread()).toEqual([{ remote_jid: ana, unread_messages: 2 }]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 3, chats: 1, contacts: 1 });
});

test("it is told under the id, and with the status, with which it is stored", async () => {
  const own = { fromMe: true, status: "SERVER_ACK" } as const;
  await receive(fixture, id, { messages: [old("own", own)] });
  await receive(fixture, id, { statuses: [inboundStatus("own", "READ", { remoteJid: ana })] });
  await receive(fixture, id, { messages: [live("own", own)] });
  const { rows } = await fixture.database.query<{ id: string; status: string }>("SELECT id, status FROM message");
  expect((await eventsOf(fixture, id)).find(({ type }) => type === "MESSAGES_UPSERT")?.data).toMatchObject({
    id: rows[0]?.id,
    status: "READ",
  });
  expect(rows).toMatchObject([{ status: "READ" }]);
  expect(await unread()).toEqual([{ remote_jid: ana, unread_messages: 0 }]);
});

test("history and live message in one batch are one live message, in the order of the live ones", async () => {
  await receive(fixture, id, { messages: [old("a"), live("b"), live("a"), old("b")] });
  expect(await told()).toEqual([
    ["MESSAGES_UPSERT", "b"],
    ["MESSAGES_UPSERT", "a"],
  ]);
  expect(await unread()).toEqual([{ remote_jid: ana, unread_messages: 2 }]);
});

test("what was told live under a LID is not told again when it becomes one with the history of the phone JID", async () => {
  await receive(fixture, id, { messages: [inboundText("a", lid), old("a"), old("b")] });
  await receive(fixture, id, { identities: [{ lid, phoneJid: ana }] });
  const before = (await told()).length;
  await receive(fixture, id, { messages: [live("a"), live("b")] });
  expect((await told()).slice(before)).toEqual([["MESSAGES_UPSERT", "b"]]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 2, chats: 1, contacts: 1 });
});
