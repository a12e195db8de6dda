import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const input = { instanceName: "one", number: "5511999999999", text: "hello", idempotencyKey: "k" };

test("a send in doubt of which a status came without being matched is settled by the next start", async () => {
  fixture.engine.onSend = () => {
    throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
  };
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  // What a crash leaves between the status's commit and the doubt's answer: both are stored, neither knows the other.
  await fixture.database.query(
    `INSERT INTO message_update (id, instance_id, key_id, remote_jid, from_me, status, attempt_id, occurred_at)
     VALUES (gen_random_uuid(), $1, 'wamid.late', '5511999999999@s.whatsapp.net', true, 'DELIVERY_ACK', $2, now())`,
    [id, fixture.engine.sent[0]?.message.attemptId],
  );
  fixture = await fixture.restarted();
  expect(fixture.running.sendsInDoubt()).toBe(0);
  expect(await fixture.call("message.sendText", input)).toMatchObject({ key: { id: "wamid.late" } });
  expect(fixture.engine.sent).toHaveLength(0);
  expect(await fixture.call("chat.findMessages", { instanceName: "one" })).toMatchObject({
    messages: { total: 1, records: [{ status: "DELIVERY_ACK" }] },
  });
});

test("a status that overtakes a message of the account's own is not lost", async () => {
  const remoteJid = "5511999999999@s.whatsapp.net";
  const status = { keyId: "own", remoteJid, fromMe: true, status: "READ" as const, timestamp: 1_770_000_001 };
  await fixture.core.inbox.receive(id, { messages: [], statuses: [status] });
  const message = {
    keyId: "own",
    remoteJid,
    fromMe: true,
    messageType: "conversation",
    message: { conversation: "from another device" },
    source: "android" as const,
    status: "SERVER_ACK" as const,
    timestamp: 1_770_000_000,
  };
  await fixture.core.inbox.receive(id, { messages: [message], statuses: [] });
  expect(await fixture.call("chat.findMessages", { instanceName: "one" })).toMatchObject({
    messages: { records: [{ status: "READ", MessageUpdate: [{ status: "READ" }] }] },
  });
});
