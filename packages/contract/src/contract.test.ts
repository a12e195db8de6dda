import { expect, test } from "vitest";
import { z } from "zod";
import { operationFaults, schemaFaults } from "./definition/contract-faults.ts";
import { exampleOf } from "./definition/example.ts";
import { query } from "./definition/operation.ts";
import { field, model } from "./definition/schema.ts";
import { errorBody, errorCatalogue, WaxwingError } from "./errors.ts";
import { envelopeSchema, events, eventTypeOf } from "./events/index.ts";
import { eventTypes } from "./events/types.ts";
import { type OperationEntry, operationEntries } from "./operations/index.ts";

test("every operation has descriptions, fitting examples, own routes and names that all faces can offer", () => {
  expect(operationFaults(operationEntries)).toEqual([]);
});

test("every event has a description and an example that fits its envelope", () => {
  for (const type of eventTypes) {
    expect(events[type].description, type).not.toBe("");
    const schema = envelopeSchema(type);
    expect(schemaFaults(schema, type), type).toEqual([]);
    expect(schema.safeParse(exampleOf(schema)).success, type).toBe(true);
    expect(eventTypeOf(events[type].wireName)).toBe(type);
  }
  expect(Object.keys(events).sort()).toEqual([...eventTypes].sort());
});

test("an operation that lacks something is found out", () => {
  const sound = query({
    rest: { method: "GET", path: "/thing/find/:instanceName", status: 200 },
    access: "instance",
    summary: "Find the thing",
    description: "Finds it.",
    input: z.object({ instanceName: field(z.string(), "Name", "one") }),
    output: model("Thing", "A thing", { id: field(z.string(), "Its id", "1") }),
    errors: [],
    example: { instanceName: "one" },
  });
  const faults = (change: object, name = "find"): string[] =>
    operationFaults([
      { id: `thing.${name}`, group: "thing", name, operation: { ...sound, ...change } } as unknown as OperationEntry,
    ]);
  expect(faults({})).toEqual([]);
  expect(faults({ summary: "" })).toEqual(["thing.find: no summary"]);
  expect(faults({ output: z.object({ id: z.string() }) })).toContain("thing.find output.id: no description");
  expect(faults({ output: z.object({ id: z.string().describe("x") }) })).toContain(
    "thing.find output.id (string) has no example",
  );
  expect(faults({ output: z.object({ id: z.string().meta({ description: "x", examples: [1] }) }) })).toContain(
    "thing.find output.id: the example does not fit",
  );
  expect(faults({ example: {} })[0]).toMatch("thing.find: the example does not fit the input");
  expect(faults({ errors: ["INTERNAL"] })).toEqual(["thing.find: INTERNAL is common to all operations"]);
  expect(faults({ rest: { method: "GET", path: "/x/:other", status: 200 } })).toEqual([
    "thing.find: the path has other, the input has not",
  ]);
  expect(faults({ uploadField: "media" })).toEqual(["thing.find: uploads go to media, the input has not"]);
  expect(faults({}, "then")).toEqual(["thing.then: a face reserves this name"]);
  const twice = operationFaults(
    ["a", "b"].map((name) => ({ id: `thing.${name}`, group: "thing", name, operation: sound }) as never),
  );
  expect(twice).toEqual(["thing.b: GET /thing/find/:instanceName belongs to thing.a"]);
  const sameField = operationFaults([
    { id: "call.offer", group: "call", name: "offer", operation: sound } as never,
    {
      id: "calls.offer",
      group: "calls",
      name: "offer",
      operation: { ...sound, rest: { ...sound.rest, path: "/y" } },
    } as never,
  ]);
  expect(sameField).toEqual(["calls.offer: call.offer has the same GraphQL field"]);
});

test("every error has a status with a reason phrase and a sentence", () => {
  for (const code of Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[]) {
    const body = errorBody(new WaxwingError(code), "request-1");
    expect(body.error, code).not.toBe("Error");
    expect(body).toMatchObject({ code, status: errorCatalogue[code].status, requestId: "request-1" });
    expect(body.response.message[0]?.length, code).toBeGreaterThan(10);
  }
});

test("the messages of a validation error name the fields", () => {
  const error = new WaxwingError("VALIDATION_FAILED", undefined, {
    details: {
      issues: [
        { path: "webhook.url", message: "must be a URL" },
        { path: "", message: "must be an object" },
      ],
    },
  });
  expect(error.messages).toEqual(["webhook.url: must be a URL", "must be an object"]);
});

test("only documented forms of instance names, headers and URLs pass", () => {
  const name = operationEntries.find((entry) => entry.id === "instance.connectionState")?.operation.input.shape
    .instanceName as z.ZodType;
  for (const good of ["a", "A-1_b.c", "x".repeat(64)]) expect(name.safeParse(good).success, good).toBe(true);
  for (const bad of ["", ".", "..", "a/b", "a b", "ä", "x".repeat(65), "a\n"])
    expect(name.safeParse(bad).success, bad).toBe(false);
  const set = operationEntries.find((entry) => entry.id === "webhook.set")?.operation.input as z.ZodType;
  const webhook = (more: object) =>
    set.safeParse({ instanceName: "a", webhook: { enabled: true, url: "https://x.example", ...more } }).success;
  expect(webhook({})).toBe(true);
  for (const url of ["", "x", "ftp://x.example", "javascript:alert(1)", "//x.example"])
    expect(webhook({ url }), url).toBe(false);
  for (const headers of [{ "a b": "c" }, { a: "b\r\nc: d" }, { host: "x" }, { "Content-Length": "1" }]) {
    expect(webhook({ headers }), JSON.stringify(headers)).toBe(false);
  }
});
