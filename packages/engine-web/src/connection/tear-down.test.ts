import { setImmediate } from "node:timers/promises";
import { makeWASocket } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createGate, type KeysFixture, startKeysFixture } from "../keys/testing/keys-fixture.ts";
import { link } from "../keys/testing/peer.ts";
import { createSocketLog } from "./socket-log.ts";
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

test("what Baileys reads while a connection ends is read: it complains of nothing", async () => {
  const lines: string[] = [];
  const { keys, common } = await parts((line) => lines.push(line));
  const reading = vi.spyOn(keys.auth.keys, "get");
  const gate = createGate();
  fixture.beforeStatement = (text) => (text.includes("FROM web_key") ? gate.wait() : undefined);
  try {
    const socket = makeWASocket({
      auth: keys.auth,
      makeSignalRepository: keys.makeSignalRepository,
      logger: createSocketLog(common.log, "warn"),
      // Nobody listens there.
      waWebSocketUrl: "ws://127.0.0.1:1",
    });
    await vi.waitFor(() => expect(gate.waiting).toBe(1));
    const close = () => {
      gate.open();
      return keys.close();
    };
    await tearDown({ ...common, socket, keys: { ...keys, close }, mode: "ended", drainMs: 1_000 });
  } finally {
    fixture.beforeStatement = () => {};
  }
  await Promise.allSettled(reading.mock.results.map(({ value }) => value));
  await setImmediate();
  expect(lines).toEqual([]);
  await expect(keys.auth.keys.get("tctoken", ["__index"])).rejects.toThrow("the keys of the device are closed");
});
