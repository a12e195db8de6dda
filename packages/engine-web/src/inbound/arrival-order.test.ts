import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ArrivalOrder } from "./arrival-order.ts";
import type { ToldEvents } from "./types.ts";

const told: string[] = [];
let order: ArrivalOrder;
beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  const forward = (events: ToldEvents): void => {
    for (const { key } of events["messages.upsert"]?.messages ?? []) told.push(key.id ?? "");
    for (const { key } of events["messages.update"] ?? []) told.push(`update of ${key.id}`);
  };
  order = new ArrivalOrder(forward, pino({ level: "silent" }));
});
afterEach(() => {
  vi.useRealTimers();
});

const arrive = (id: string, isKept: boolean): void =>
  order.arrived({ tag: "message", attrs: { id, from: "1@s.whatsapp.net", ...(isKept ? { offline: "0" } : {}) } });
const tell = (type: "append" | "notify", ...ids: string[]): void =>
  order.take({
    "messages.upsert": { type, messages: ids.map((id) => ({ key: { id, remoteJid: "1@s.whatsapp.net" } })) },
  });

describe("what came live", () => {
  it("waits for the kept messages that came before it, and is told in its own order then", () => {
    for (const id of ["a", "b"]) arrive(id, true);
    for (const id of ["c", "d"]) arrive(id, false);
    tell("notify", "c");
    order.take({ "messages.update": [{ key: { id: "c" }, update: {} }] });
    tell("append", "a");
    tell("notify", "d");
    expect(told).toEqual(["a"]);
    tell("append", "b");
    expect(told).toEqual(["a", "b", "c", "update of c", "d"]);
  });

  it("does not wait for kept messages that make no event", () => {
    for (const id of ["used", "a", "msmsg"]) arrive(id, true);
    tell("notify", "c");
    tell("append", "a");
    expect(told).toEqual(["a"]);
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual(["a", "c"]);
    tell("notify", "d");
    expect(told).toEqual(["a", "c", "d"]);
  });

  it("waits on while kept messages are told, however many they are", () => {
    for (const id of ["a", "b", "c"]) arrive(id, true);
    tell("notify", "live");
    for (const id of ["a", "b"]) {
      vi.advanceTimersByTime(9_000);
      tell("append", id);
    }
    expect(told).toEqual(["a", "b"]);
    tell("append", "c");
    expect(told).toEqual(["a", "b", "c", "live"]);
  });

  it("is told at once when nothing was kept, or what was is released", () => {
    tell("notify", "a");
    arrive("b", true);
    tell("notify", "c");
    order.release();
    expect(told).toEqual(["a", "c"]);
    tell("append", "b");
    expect(told).toEqual(["a", "c", "b"]);
  });
});
