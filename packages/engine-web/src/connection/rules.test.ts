import { Boom } from "@hapi/boom";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pauseMs } from "./back-off.ts";
import { closeRule, closingOf } from "./close-rules.ts";
import { createConnectSlots } from "./connect-slots.ts";
import { masked } from "./socket-log.ts";

test.each([
  [515, "now"],
  [428, "later"],
  [408, "later"],
  [500, "later"],
  [503, "later"],
  [411, "later"],
  [599, "later"],
  [440, "never"],
  [403, "never"],
  [402, "never"],
  [405, "never"],
  [406, "never"],
  [401, "logged_out"],
  [419, "logged_out"],
])("what WhatsApp says with %i is followed by: %s", (statusCode, again) => {
  for (const message of ["Stream Errored (x)", "Connection Failure"]) {
    expect(closeRule(closingOf(new Boom(message, { statusCode }))).again).toBe(again);
  }
});

test("nobody but WhatsApp can log a device out: not a proxy that answers 401", () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 599 }), (statusCode) => {
      const error = new Boom(`WebSocket Error (Unexpected server response: ${statusCode})`, { statusCode });
      expect(closeRule(closingOf(error))).toMatchObject({ again: "later", reasonCode: "unreachable" });
    }),
  );
});

test("pauses are between nothing and an end that doubles up to the cap", () => {
  const backOff = { firstMs: 1_000, capMs: 60_000 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
      const pause = pauseMs(failures, backOff, () => chance);
      expect(pause).toBeGreaterThanOrEqual(0);
      expect(pause).toBeLessThanOrEqual(Math.min(60_000, 1_000 * 2 ** Math.min(30, failures - 1)));
    }),
  );
  expect([1, 2, 3, 7, 100].map((failures) => pauseMs(failures, backOff, () => 1))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000,
  ]);
});

test("slots are given in order, come back once, and are left by who gives up", async () => {
  const slots = createConnectSlots(1);
  const patient = new AbortController();
  const impatient = new AbortController();
  const order: string[] = [];
  const take = async (name: string, signal: AbortSignal) => {
    const slot = await slots.acquire(signal);
    order.push(slot === undefined ? `${name} gave up` : name);
    return slot;
  };
  const first = await take("first", patient.signal);
  const second = take("second", impatient.signal);
  const third = take("third", patient.signal);
  impatient.abort();
  await second;
  first?.release();
  first?.release();
  (await third)?.release();
  const again = await Promise.all([take("fourth", patient.signal), slots.acquire(AbortSignal.abort())]);
  expect(again[1]).toBeUndefined();
  expect(order).toEqual(["first", "second gave up", "third", "fourth"]);
});

test("of what Baileys logs, no number, address, key or content passes", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{7,14}$/), fc.base64String({ minLength: 28 }), (number, key) => {
      for (const text of [
        `sent to ${number}`,
        `sent to ${number}@s.whatsapp.net and more`,
        `sent to ${number}:12@s.whatsapp.net`,
        `key ${key}`,
        `received {"conversation":"${number}"}`,
        `received [${key}]`,
      ]) {
        const passed = masked(text);
        expect(passed).not.toContain(number);
        expect(passed).not.toContain(key);
      }
    }),
  );
  expect(masked("3EB0A9253FA64269E11C9D and 3 more")).toBe("… and 3 more");
  expect(masked("Uploading PreKeys due to: server count low (0)")).toBe(
    "Uploading PreKeys due to: server count low (0)",
  );
});
