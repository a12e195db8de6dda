import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type KeysFixture, startKeysFixture } from "../keys/testing/keys-fixture.ts";
import { link } from "../keys/testing/peer.ts";
import { tearDown } from "./tear-down.ts";
import { inboundRecord } from "./testing/recording-inbound.ts";

let fixture: KeysFixture;
beforeAll(async () => {
  fixture = await startKeysFixture();
});
afterAll(() => fixture.close());

/** A connection without a socket, taken apart. */
async function parts(warned: (line: string) => void = () => undefined) {
  const instanceId = await fixture.addInstance();
  const keys = await fixture.open(instanceId);
  const record = inboundRecord();
  const log = pino({ level: "warn" }, { write: warned });
  const inbound = record.createInbound({} as never);
  return {
    instanceId,
    keys,
    record,
    common: { socket: undefined, drained: undefined, inbound, keys, drainMs: 20, log },
  };
}

test("no next connection begins while keys of this one are still being written", async () => {
  const warned = vi.fn();
  const { instanceId, keys, common } = await parts(warned);
  await link(keys);
  const holder = await fixture.database.pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT 1 FROM web_credentials WHERE instance_id = $1 FOR UPDATE", [instanceId]);
  keys.auth.creds.nextPreKeyId = 99;
  const saved = keys.saveCredentials();
  let isOver = false;
  const over = tearDown({ ...common, mode: "ended" }).then(() => {
    isOver = true;
  });
  await vi.waitFor(() => expect(warned).toHaveBeenCalled());
  // One more turn through the database: whoever gives up now has had the time.
  await fixture.count("web_credentials");
  expect(isOver).toBe(false);
  await holder.query("COMMIT");
  holder.release();
  await over;
  await saved;
  expect((await fixture.open(instanceId)).auth.creds.nextPreKeyId).toBe(99);
});

test("what was decrypted and not told becomes events, unless nobody wants it", async () => {
  const { record, common } = await parts();
  await tearDown({ ...common, mode: "discarded" });
  expect(record.replays).toBe(0);
  await tearDown({ ...common, mode: "stopped" });
  await tearDown({ ...common, mode: "ended" });
  expect(record.replays).toBe(2);
});
