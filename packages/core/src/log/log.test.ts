import { afterEach, beforeEach, expect, test } from "vitest";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";
import { appendEvents, beginWithStreamLock, lockStream, type NewEvent } from "./append.ts";
import { currentEnd, readAfter } from "./read.ts";

let fixture: CoreFixture;
let one: { id: string; token: string };
let two: { id: string; token: string };
beforeEach(async () => {
  fixture = await startCore();
  one = await fixture.createInstance("one");
  two = await fixture.createInstance("two", "222222222222");
});
afterEach(() => fixture.close());

const event = (text: string): NewEvent => ({ type: "CALL", data: callData(text) });
const callData = (id: string) => ({
  chatId: "5511@s.whatsapp.net",
  from: "5511@s.whatsapp.net",
  id,
  date: "now",
  offline: false,
  status: "offer",
});
const stream = (instance: { id: string }, name: string) => ({
  instanceId: instance.id,
  instanceName: name,
  sender: null,
});
const idOf = (logged: { data: unknown }) => (logged.data as { id: string }).id;

test("readers of the whole log stop below the oldest running transaction, and then see everything in commit order", async () => {
  const end = await currentEnd(fixture.database.pool);
  const slow = await fixture.database.pool.connect();
  await slow.query("BEGIN");
  const slowLock = await lockStream(slow, one.id);
  await appendEvents(slowLock, stream(one, "one"), [event("slow")]);
  await fixture.core.appendEvents(two.id, [event("fast")]);
  // "fast" is committed, but "slow" may still commit with an earlier place: neither is readable yet.
  const seen = async () =>
    (await readAfter(fixture.database.pool, end.position, 10)).filter(({ at }) => !end.includes(at)).map(idOf);
  expect(await seen()).toEqual([]);
  await slow.query("COMMIT");
  slow.release();
  // Other databases of the same PostgreSQL may have older transactions: they delay readers too.
  await expect.poll(seen).toHaveLength(2);
  expect(await seen()).toEqual(["slow", "fast"]);
});

test("transaction ids are ordered as the numbers that they are: 999 comes before 1000", async () => {
  await fixture.database.query(
    `INSERT INTO event (id, transaction_id, instance_id, instance_name, sequence, type, data, occurred_at)
     SELECT gen_random_uuid(), number::text::xid8, $1, 'one', 1000 + number, 'CALL', jsonb_build_object('id', number::text), now()
     FROM unnest(ARRAY[100, 9, 11, 10]) AS number`,
    [one.id],
  );
  const settled = await readAfter(fixture.database.pool, { transactionId: "0", position: "0" }, 4);
  expect(settled.map(idOf)).toEqual(["9", "10", "11", "100"]);
});

test("writers of one instance wait for each other, so that sequence, place and commit agree", async () => {
  const end = await currentEnd(fixture.database.pool);
  const first = await fixture.database.pool.connect();
  await first.query("BEGIN");
  const lock = await lockStream(first, one.id);
  const second = fixture.core.appendEvents(one.id, [event("second")]);
  const waiting = async () =>
    (
      await fixture.database.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
    ).rowCount;
  await expect.poll(waiting).toBe(1);
  await appendEvents(lock, stream(one, "one"), [event("first"), event("first again")]);
  await first.query("COMMIT");
  first.release();
  await second;
  const read = async () =>
    (await readAfter(fixture.database.pool, end.position, 10)).filter(({ at }) => !end.includes(at));
  await expect.poll(read).toHaveLength(3);
  const events = await read();
  expect(events.map(idOf)).toEqual(["first", "first again", "second"]);
  expect(events.map((logged) => logged.sequence)).toEqual([2, 3, 4]);
});

test("a rolled-back append leaves no gap in the sequence", async () => {
  await fixture.database
    .transaction(async (client) => {
      await appendEvents(await lockStream(client, one.id), stream(one, "one"), [event("lost")]);
      throw new Error("rolled back");
    })
    .catch(() => undefined);
  await fixture.core.appendEvents(one.id, [event("kept")]);
  const { rows } = await fixture.database.query("SELECT sequence FROM event WHERE instance_id = $1 ORDER BY sequence", [
    one.id,
  ]);
  expect(rows).toEqual([{ sequence: 1 }, { sequence: 2 }]);
});

test("many writers at once: a live reader gets each event once, in the order of the sequences", async () => {
  const live = await fixture.subscribe({});
  const writers = Array.from({ length: 40 }, (_, index) =>
    fixture.core.appendEvents(index % 2 === 0 ? one.id : two.id, [event(`${index}a`), event(`${index}b`)]),
  );
  const events = await live.take(80);
  await Promise.all(writers);
  for (const id of [one.id, two.id]) {
    const sequences = events.filter((envelope) => envelope.instanceId === id).map((envelope) => envelope.sequence);
    expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 2));
  }
  live.stop();
});

test("a stream resumes after the last event that was seen, from memory and from the database", async () => {
  const live = await fixture.subscribe({ instanceName: "one" });
  await fixture.core.appendEvents(one.id, [event("1"), event("2")]);
  await fixture.core.appendEvents(two.id, [event("not mine")]);
  await fixture.core.appendEvents(one.id, [event("3")]);
  const seen = await live.take(1);
  live.stop();
  const resumed = await fixture.subscribe({ instanceName: "one", lastEventId: seen[0]?.id });
  expect((await resumed.take(2)).map(idOf)).toEqual(["2", "3"]);
  resumed.stop();
  fixture = await fixture.restarted();
  const afterRestart = await fixture.subscribe({ instanceName: "one", lastEventId: seen[0]?.id });
  await fixture.core.appendEvents(one.id, [event("4")]);
  expect((await afterRestart.take(3)).map(idOf)).toEqual(["2", "3", "4"]);
  afterRestart.stop();
});

test("a stream falls back to the database when it is further behind than memory reaches", async () => {
  const live = await fixture.subscribe({ instanceName: "one" });
  await fixture.core.appendEvents(one.id, [event("first")]);
  const first = await live.take(1);
  for (let index = 0; index < 12; index += 1) {
    await fixture.core.appendEvents(
      two.id,
      Array.from({ length: 500 }, (_, n) => event(`${index}-${n}`)),
    );
  }
  await fixture.core.appendEvents(one.id, [event("second")]);
  const resumed = await fixture.subscribe({ instanceName: "one", lastEventId: first[0]?.id });
  expect((await resumed.take(1)).map(idOf)).toEqual(["second"]);
  expect((await live.take(1)).map(idOf)).toEqual(["second"]);
  resumed.stop();
  live.stop();
});

test("a new stream starts now, also while an older transaction keeps readers back", async () => {
  const held = await fixture.database.pool.connect();
  await held.query("BEGIN");
  await appendEvents(await lockStream(held, two.id), stream(two, "two"), [event("committed later")]);
  await fixture.core.appendEvents(one.id, [event("before")]);
  const live = await fixture.subscribe({});
  await fixture.core.appendEvents(one.id, [event("after")]);
  await held.query("COMMIT");
  held.release();
  expect((await live.take(2)).map(idOf)).toEqual(["committed later", "after"]);
  live.stop();
});

test("unknown, foreign and malformed event ids answer EVENT_NOT_RETAINED", async () => {
  await fixture.core.appendEvents(two.id, [event("x")]);
  const foreign = await fixture.database.query<{ id: string }>("SELECT id FROM event WHERE instance_id = $1 LIMIT 1", [
    two.id,
  ]);
  for (const lastEventId of ["nonsense", "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b12", foreign.rows[0]?.id]) {
    expect(await errorCode(fixture.subscribe({ instanceName: "one", lastEventId }))).toBe("EVENT_NOT_RETAINED");
  }
});

test("a token streams its own instance only", async () => {
  expect(await errorCode(fixture.subscribe({ instanceName: "two" }, one.token))).toBe("FORBIDDEN");
  expect(await errorCode(fixture.subscribe({ instanceName: "absent" }, one.token))).toBe("FORBIDDEN");
  expect(await errorCode(fixture.subscribe({ instanceName: "absent" }))).toBe("INSTANCE_NOT_FOUND");
  expect(await errorCode(fixture.subscribe({ types: ["NOT_A_TYPE"] }))).toBe("VALIDATION_FAILED");
  expect(await errorCode(fixture.subscribe({}, "wrong"))).toBe("UNAUTHORIZED");
  const live = await fixture.subscribe({}, one.token);
  await fixture.core.appendEvents(two.id, [event("theirs")]);
  await fixture.core.appendEvents(one.id, [event("mine")]);
  expect((await live.take(1)).map(idOf)).toEqual(["mine"]);
  live.stop();
});

test("streams end when the token is rotated, the instance is deleted, or the server stops", async () => {
  const byToken = await fixture.subscribe({}, two.token);
  await fixture.call("instance.rotateToken", { instanceName: "two" });
  await byToken.ended();
  const ofInstance = await fixture.subscribe({ instanceName: "one", types: ["INSTANCE_DELETE"] }, one.token);
  await fixture.call("instance.delete", { instanceName: "one" });
  expect(await ofInstance.take(1)).toMatchObject([{ type: "INSTANCE_DELETE" }]);
  await ofInstance.ended();
  const all = await fixture.subscribe({});
  fixture = await fixture.restarted();
  await all.ended();
});

test("statements under the lock of a stream are planned once, and those after them as before", async () => {
  const client = await fixture.database.pool.connect();
  const mode = async () =>
    (await client.query<{ plan_cache_mode: string }>("SHOW plan_cache_mode")).rows[0]?.plan_cache_mode;
  await client.query(beginWithStreamLock(one.id));
  expect(await mode()).toBe("force_generic_plan");
  await client.query("COMMIT");
  expect(await mode()).toBe("auto");
  client.release();
});
