import { pino } from "pino";
import { expect, test } from "vitest";
import { RequestLogger } from "./request-logger.ts";

test("every line of a request has its id, and no child is made before the first one", () => {
  const lines: string[] = [];
  const parent = pino({ level: "trace", base: null }, { write: (line: string) => lines.push(line) });
  let children = 0;
  const counted = Object.assign(Object.create(parent) as typeof parent, {
    child(bindings: object) {
      children += 1;
      return parent.child(bindings);
    },
  });
  const log = new RequestLogger(counted, { requestId: "r-1" });
  expect(children).toBe(0);
  log.error({ err: new Error("broken") }, "failed");
  for (const level of ["fatal", "warn", "info", "debug", "trace"] as const) log[level](level);
  log.child({ more: 1 }).info("child");
  expect(children).toBe(1);
  const parsed = lines.map((line) => JSON.parse(line) as { requestId: string; msg: string });
  expect(parsed.map((line) => line.requestId)).toEqual(Array(7).fill("r-1"));
  expect(parsed.map((line) => line.msg)).toEqual(["failed", "fatal", "warn", "info", "debug", "trace", "child"]);
});
