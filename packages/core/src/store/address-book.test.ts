import { afterEach, beforeEach, expect, test } from "vitest";
import { countsOf, eventsOf, inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const ana = "5511988887777@s.whatsapp.net";
const rows = async (sql: string) => (await fixture.database.query(sql)).rows;

test("contacts: what is new is kept, what is not told stays, and the same again makes no event", async () => {
  await receive(fixture, id, { contacts: [{ remoteJid: ana, savedName: "Ana (work)" }] });
  await receive(fixture, id, { contacts: [{ remoteJid: ana, pushName: "Ana", profilePicUrl: "https://x/p.jpg" }] });
  await receive(fixture, id, {
    contacts: [
      { remoteJid: ana, pushName: "Ana" },
      { remoteJid: ana, savedName: "Ana (work)" },
    ],
  });
  await receive(fixture, id, { contacts: [{ remoteJid: ana, profilePicUrl: null }] });
  expect(await rows("SELECT push_name, saved_name, profile_pic_url FROM contact")).toEqual([
    { push_name: "Ana", saved_name: "Ana (work)", profile_pic_url: null },
  ]);
  expect(await eventsOf(fixture, id)).toMatchObject([
    { type: "CONTACTS_UPSERT", data: [{ remoteJid: ana, pushName: "Ana (work)", profilePicUrl: null }] },
    { type: "CONTACTS_UPDATE", data: [{ pushName: "Ana", profilePicUrl: "https://x/p.jpg" }] },
    { type: "CONTACTS_UPDATE", data: [{ pushName: "Ana", profilePicUrl: null }] },
  ]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 0, chats: 0, contacts: 1 });
});

test("chats: archive, pin, mute, unread and name arrive, and the same again makes no event", async () => {
  const muteEndTime = 1_800_000_000_000;
  await receive(fixture, id, { messages: [inboundText("a", ana)] });
  const before = (await eventsOf(fixture, id)).length;
  await receive(fixture, id, { chats: [{ remoteJid: ana, archived: true, pinned: true, muteEndTime }] });
  await receive(fixture, id, { chats: [{ remoteJid: ana, archived: true, lastMessageAt: 1_770_000_500 }] });
  await receive(fixture, id, { chats: [{ remoteJid: ana, unreadMessages: 0, muteEndTime: null, name: "Ana" }] });
  await receive(fixture, id, { chats: [{ remoteJid: "120363@g.us", name: "Team", unreadMessages: -1 }] });
  expect((await eventsOf(fixture, id)).slice(before)).toEqual([
    {
      type: "CHATS_UPDATE",
      data: [
        {
          remoteJid: ana,
          instanceId: id,
          name: null,
          unreadMessages: 1,
          archived: true,
          pinned: true,
          muteEndTime: 1_800_000_000,
        },
      ],
    },
    {
      type: "CHATS_UPDATE",
      data: [
        {
          remoteJid: ana,
          instanceId: id,
          name: "Ana",
          unreadMessages: 0,
          archived: true,
          pinned: true,
          muteEndTime: null,
        },
      ],
    },
    {
      type: "CHATS_UPSERT",
      data: [
        {
          remoteJid: "120363@g.us",
          instanceId: id,
          name: "Team",
          unreadMessages: 1,
          archived: false,
          pinned: false,
          muteEndTime: null,
        },
      ],
    },
  ]);
  expect(await rows(`SELECT last_message_at FROM chat WHERE remote_jid = '${ana}'`)).toEqual([
    { last_message_at: new Date(1_770_000_500_000) },
  ]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 1, chats: 2, contacts: 1 });
});

test("muted for ever is one thing, however it is said", async () => {
  const times = [-1, Date.UTC(9999, 0, 1), -5, 0, null];
  for (const muteEndTime of times) await receive(fixture, id, { chats: [{ remoteJid: ana, muteEndTime }] });
  expect(
    (await eventsOf(fixture, id)).map(({ data }) => (data as { muteEndTime: number | null }[])[0]?.muteEndTime),
  ).toEqual([-1, null]);
});

test("a chat that is read after its message arrived is read, also when both are stored together", async () => {
  const { inbox } = fixture.core;
  await Promise.all([
    receive(fixture, id, { messages: [inboundText("hold", "5500")] }),
    inbox.receive(id, { messages: [inboundText("a", ana)], statuses: [] }),
    inbox.receive(id, { messages: [], statuses: [], chats: [{ remoteJid: ana, unreadMessages: 0 }] }),
    inbox.receive(id, { messages: [inboundText("b", ana)], statuses: [] }),
  ]);
  expect(await rows(`SELECT unread_messages FROM chat WHERE remote_jid = '${ana}'`)).toEqual([{ unread_messages: 1 }]);
});

test("labels and their chats arrive, change and go", async () => {
  const label = { labelId: "7", name: "New customer", color: "1", predefinedId: null, deleted: false };
  await receive(fixture, id, {
    labels: [label],
    labelAssociations: [
      { type: "add", chatId: ana, labelId: "7" },
      { type: "add", chatId: ana, labelId: "8" },
    ],
  });
  await receive(fixture, id, { labels: [label], labelAssociations: [{ type: "add", chatId: ana, labelId: "7" }] });
  await receive(fixture, id, { labelAssociations: [{ type: "remove", chatId: ana, labelId: "8" }] });
  expect(await rows("SELECT labels FROM chat")).toEqual([{ labels: ["7"] }]);
  await receive(fixture, id, { labels: [{ ...label, deleted: true }] });
  await receive(fixture, id, { labels: [{ ...label, deleted: true }] });
  expect(await rows("SELECT labels FROM chat")).toEqual([{ labels: [] }]);
  expect(await rows("SELECT 1 FROM label")).toEqual([]);
  expect(await eventsOf(fixture, id)).toMatchObject([
    { type: "LABELS_EDIT", data: { id: "7", name: "New customer", deleted: false, instance: "one" } },
    { type: "CHATS_UPSERT", data: [{ remoteJid: ana }] },
    { type: "LABELS_ASSOCIATION", data: { type: "add", chatId: ana, labelId: "7" } },
    { type: "LABELS_ASSOCIATION", data: { type: "add", chatId: ana, labelId: "8" } },
    { type: "LABELS_ASSOCIATION", data: { type: "remove", chatId: ana, labelId: "8" } },
    { type: "LABELS_EDIT", data: { id: "7", deleted: true } },
  ]);
});

test("a deleted chat goes with its messages, once; what comes with the deletion stays", async () => {
  await receive(fixture, id, { messages: [inboundText("a", ana), inboundText("b", ana), inboundText("x", "5500")] });
  await receive(fixture, id, { chatDeletions: [ana, "5599@s.whatsapp.net"] });
  await receive(fixture, id, { chatDeletions: [ana], messages: [inboundText("c", ana)] });
  expect((await eventsOf(fixture, id)).filter(({ type }) => type === "CHATS_DELETE")).toEqual([
    { type: "CHATS_DELETE", data: [ana] },
  ]);
  expect(await rows("SELECT key_id FROM message ORDER BY key_id")).toEqual([{ key_id: "c" }, { key_id: "x" }]);
  expect(await countsOf(fixture, id)).toEqual({ messages: 2, chats: 2, contacts: 2 });
});

test("the history comes in events of bounded size, leaves nothing unread, and is told once", async () => {
  const history = Array.from({ length: 250 }, (_, index) =>
    inboundText(`h${index}`, `55110000${1000 + index}`, { isHistory: true, pushName: `P${index}` }),
  );
  const batch = {
    chats: history.map((one) => ({ remoteJid: one.remoteJid, name: one.keyId, isHistory: true })),
    contacts: history.map((one) => ({ remoteJid: one.remoteJid, savedName: one.keyId, isHistory: true })),
    messages: [...history, inboundText("live", ana), inboundText("quiet", ana, { countsAsUnread: false })],
  };
  await receive(fixture, id, batch);
  const events = await eventsOf(fixture, id);
  const sizes = (type: string) =>
    events.filter((event) => event.type === type).map((event) => (event.data as unknown[]).length);
  expect(sizes("MESSAGES_SET")).toEqual([100, 100, 50]);
  expect(sizes("CHATS_SET")).toEqual([100, 100, 50]);
  expect(sizes("CONTACTS_SET").slice(0, 3)).toEqual([100, 100, 50]);
  expect(events.filter(({ type }) => type === "MESSAGES_UPSERT")).toHaveLength(2);
  expect(await rows("SELECT remote_jid, unread_messages FROM chat WHERE unread_messages > 0")).toEqual([
    { remote_jid: ana, unread_messages: 1 },
  ]);
  await receive(fixture, id, batch);
  expect(await eventsOf(fixture, id)).toHaveLength(events.length);
  expect(await countsOf(fixture, id)).toEqual({ messages: 252, chats: 251, contacts: 251 });
});
