import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { countsOf, eventsOf, inboundText } from "../../testing/arrivals.ts";
import { fromMaria, maria, type OperationsFixture, startOperations } from "../../testing/operations-fixture.ts";

const news = "120363025486748009@newsletter";
const sport = "120363025486748010@newsletter";
const music = "120363025486748011@newsletter";
const group = "120363025486748009@g.us";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
});
afterAll(() => fixture.close());

const found = (more: object = {}) => fixture.call("chat.findChannels", { instanceName: instance.name, ...more });
const post = (keyId: string, channel: string, timestamp: number) => inboundText(keyId, channel, { timestamp });

test("channels are found by their newest post, and nothing else is", async () => {
  await fixture.store(
    instance.id,
    fromMaria("A", { timestamp: 1_770_000_009 }),
    inboundText("B", group, { participant: maria, timestamp: 1_770_000_008 }),
    post("C", news, 1_770_000_001),
    post("D", sport, 1_770_000_002),
    post("E", news, 1_770_000_004),
    post("F", music, 1_770_000_003),
    post("G", news, 1_770_000_000),
  );
  expect(await found()).toEqual({
    total: 3,
    pages: 1,
    currentPage: 1,
    limit: 50,
    records: [
      { remoteJid: news, lastMessageTimestamp: 1_770_000_004 },
      { remoteJid: music, lastMessageTimestamp: 1_770_000_003 },
      { remoteJid: sport, lastMessageTimestamp: 1_770_000_002 },
    ],
  });
  const page = { total: 3, pages: 2, limit: 2 };
  expect(await found({ limit: 2 })).toMatchObject({
    ...page,
    currentPage: 1,
    records: [{ remoteJid: news }, { remoteJid: music }],
  });
  expect(await found({ limit: 2, page: 2 })).toMatchObject({
    ...page,
    currentPage: 2,
    records: [{ remoteJid: sport }],
  });
  expect(await found({ limit: 2, page: 3 })).toEqual({ ...page, currentPage: 3, records: [] });
});

test("what is stored of another instance is not found", async () => {
  await fixture.store(instance.id, post("A", news, 1_770_000_000));
  instance = await fixture.fresh();
  expect(await found()).toEqual({ total: 0, pages: 0, currentPage: 1, limit: 50, records: [] });
});

test("a post makes a chat, and no contact", async () => {
  await fixture.store(instance.id, post("A", news, 1_770_000_000));
  expect(await countsOf(fixture, instance.id)).toEqual({ messages: 1, chats: 1, contacts: 0 });
  const types = (await eventsOf(fixture, instance.id)).map(({ type }) => type);
  expect(types.toSorted()).toEqual(["CHATS_UPSERT", "MESSAGES_UPSERT"]);
});

test("among many chats, the index of channels is enough", async () => {
  await fixture.store(instance.id, post("A", news, 1_770_000_000));
  await fixture.database.query(
    `INSERT INTO chat (id, instance_id, remote_jid, last_message_at)
     SELECT gen_random_uuid(), $1, n || '@s.whatsapp.net', now() FROM generate_series(1, 20000) AS n`,
    [instance.id],
  );
  await fixture.database.query("ANALYZE chat");
  for (const select of [
    "SELECT count(*) FROM chat WHERE instance_id = $1 AND remote_jid LIKE '%@newsletter' AND last_message_at IS NOT NULL",
    `SELECT remote_jid FROM chat WHERE instance_id = $1 AND remote_jid LIKE '%@newsletter' AND last_message_at IS NOT NULL
     ORDER BY last_message_at DESC, id DESC LIMIT 50`,
  ]) {
    const { rows } = await fixture.database.query(`EXPLAIN (FORMAT JSON) ${select}`, [instance.id]);
    expect(JSON.stringify(rows)).toContain("chat_channel_idx");
    expect(JSON.stringify(rows)).not.toContain("Sort");
  }
  expect(await found()).toMatchObject({ total: 1, records: [{ remoteJid: news }] });
});
