import { makeEventBuffer, type WAMessage } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepMessageOrder } from "./message-order.ts";

const quiet = {
  level: "silent",
  child: () => quiet,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

test("a message that comes while something else takes long is told soon", async () => {
  const ev = makeEventBuffer(quiet);
  const told: string[] = [];
  ev.process(({ "messages.upsert": upsert }) => {
    for (const { key } of upsert?.messages ?? []) told.push(key.id ?? "");
  });
  const order = keepMessageOrder({ ev }, () => true);
  order.told({ "connection.update": { receivedPendingNotifications: true } });
  const receive = async (id: string, { decryptMs, tellMs }: { decryptMs: number; tellMs: number }): Promise<void> => {
    order.arrived({ tag: "message", attrs: {} });
    await pause(decryptMs);
    await ev.createBufferedFunction(async () => {
      await pause(tellMs);
      ev.emit("messages.upsert", { messages: [{ key: { id } } as WAMessage], type: "notify" });
    })();
  };

  // It is told of in the middle of its way, so that Baileys' own timer finds nothing to do and stays behind.
  const first = receive("first", { decryptMs: 0, tellMs: 40 });
  await vi.advanceTimersByTimeAsync(160);
  await first;
  expect(told).toEqual(["first"]);
  const second = receive("second", { decryptMs: 40, tellMs: 0 });
  await vi.advanceTimersByTimeAsync(500);
  await second;
  expect(told).toEqual(["first", "second"]);
  order.stop();
  ev.destroy();
});
