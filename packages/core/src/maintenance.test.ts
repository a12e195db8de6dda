import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMaintenance } from "./maintenance.ts";
import { createSealing } from "./sealing.ts";
import { type CoreFixture, errorCode, startCore } from "./testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
  await fixture.call("instance.logout", { instanceName: "one" });
  await fixture.call("instance.connect", { instanceName: "one" });
});
afterEach(() => fixture.close());

const maintenance = (eventRetentionHours: number) =>
  createMaintenance({
    database: fixture.database,
    sealing: createSealing(undefined),
    eventRetentionHours,
    log: pino({ level: "silent" }),
  });
const sequences = async () =>
  (
    await fixture.database.query<{ sequence: number }>("SELECT sequence FROM event WHERE instance_id = $1 ORDER BY 1", [
      id,
    ])
  ).rows.map((row) => Number(row.sequence));
const age = () => fixture.database.query("UPDATE event SET occurred_at = now() - interval '2 hours'");

test("old events go, those that a subscriber has not taken stay, and 0 hours keep all", async () => {
  await age();
  await maintenance(0).run();
  await maintenance(3).run();
  expect(await sequences()).toEqual([1, 2, 3, 4]);
  await fixture.database.query(
    `INSERT INTO subscriber_position (subscriber, transaction_id, position)
     SELECT 'webhook', transaction_id, position FROM event WHERE sequence = 2`,
  );
  await maintenance(1).run();
  expect(await sequences()).toEqual([3, 4]);
  await fixture.database.query(
    "UPDATE subscriber_position SET (transaction_id, position) = (SELECT transaction_id, position FROM event WHERE sequence = 4)",
  );
  await maintenance(1).run();
  expect(await sequences()).toEqual([]);
});

test("a stream cannot resume after an event that is gone", async () => {
  const { rows } = await fixture.database.query<{ id: string }>("SELECT id FROM event WHERE sequence = 1");
  await age();
  await maintenance(1).run();
  expect(await errorCode(fixture.subscribe({ lastEventId: rows[0]?.id }))).toBe("EVENT_NOT_RETAINED");
});

test("expired idempotency keys go, and may be used for something else before they do", async () => {
  const input = { instanceName: "one", number: "5511999999999", idempotencyKey: "k" };
  await fixture.call("message.sendText", { ...input, text: "first" });
  await fixture.database.query("UPDATE idempotency_record SET expires_at = now() - interval '1 second'");
  await fixture.call("message.sendText", { ...input, text: "second" });
  expect(fixture.engine.sent).toHaveLength(2);
  await fixture.database.query("UPDATE idempotency_record SET expires_at = now() - interval '1 second'");
  await maintenance(1).run();
  expect((await fixture.database.query("SELECT 1 FROM idempotency_record")).rowCount).toBe(0);
});

test("statuses whose message never came go after a week; those of messages stay", async () => {
  const report = (keyId: string) => ({
    keyId,
    remoteJid: "5511999999999@s.whatsapp.net",
    fromMe: true,
    status: "READ" as const,
    timestamp: 1_770_000_000,
  });
  const sent = (await fixture.call("message.sendText", {
    instanceName: "one",
    number: "5511999999999",
    text: "hello",
  })) as { key: { id: string } };
  const statuses = [report(sent.key.id), report("never"), report("not yet")];
  await fixture.core.inbox.receive(id, { messages: [], statuses });
  await fixture.database.query(
    "UPDATE message_update SET created_at = now() - interval '8 days' WHERE key_id <> 'not yet'",
  );
  await maintenance(0).run();
  const { rows } = await fixture.database.query<{ key_id: string }>(
    "SELECT key_id FROM message_update ORDER BY key_id",
  );
  expect(rows.map(({ key_id }) => key_id)).toEqual(["not yet", sent.key.id]);
});
