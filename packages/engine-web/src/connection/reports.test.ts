import type { ConnectionReport, Connections } from "@waxwing/core";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createReports } from "./reports.ts";

const log = pino({ level: "silent" });
const report = (reasonCode: string, isFinal = false): ConnectionReport => ({
  state: "connecting",
  statusReason: 200,
  reasonCode,
  reason: reasonCode,
  isFinal,
});
const away = (): Error => Object.assign(new Error("connection terminated"), { code: "ECONNREFUSED" });

function recording(fail: (tries: number) => Error | undefined) {
  const told: string[] = [];
  let tries = 0;
  const connections: Connections = {
    async report(_id, { reasonCode }) {
      const error = fail(++tries);
      if (error !== undefined) throw error;
      told.push(reasonCode);
    },
    async pairing() {
      told.push("pairing");
    },
  };
  return { told, reports: createReports({ connections, instanceId: "id", log, firstPauseMs: 1 }) };
}

test("reports keep their order while the database is away, and none is lost", async () => {
  const { told, reports } = recording((tries) => (tries % 4 === 0 ? undefined : away()));
  for (const code of ["a", "b", "c"]) reports.state(report(code));
  reports.pairing({ ended: "limit" });
  await reports.settled();
  expect(told).toEqual(["a", "b", "c", "pairing"]);
});

test("a report that cannot be stored does not hold up the next for ever", async () => {
  const { told, reports } = recording((tries) => (tries <= 5 ? new Error("bad") : undefined));
  reports.state(report("bad"));
  reports.state(report("good"));
  await reports.settled();
  expect(told).toEqual(["good"]);
});

test("when very many wait, passing ones are left out and final ones are not", async () => {
  const { told, reports } = recording((tries) => (tries === 1 ? away() : undefined));
  reports.state(report("first"));
  reports.state(report("final", true));
  for (let number = 0; number < 100; number++) reports.state(report(`${number}`));
  await reports.settled();
  expect(told.slice(0, 2)).toEqual(["first", "final"]);
  expect(told.at(-1)).toBe("99");
  expect(told.length).toBeLessThan(60);
});

test("after stop nothing is told", async () => {
  const { told, reports } = recording(() => undefined);
  reports.stop();
  reports.state(report("late"));
  await reports.settled();
  expect(told).toEqual([]);
});
