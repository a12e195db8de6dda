import {
  event,
  events,
  eventTypes,
  field,
  type Operation,
  type OperationEntry,
  operationEntries,
  operationEntry,
} from "@waxwing/contract";
import { createCore } from "@waxwing/core";
import { type Database, openDatabase } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { generatedClient } from "../support/client-face.ts";
import { type Fixture, startFixture } from "../support/fixture.ts";
import { sendRaw } from "../support/http-request.ts";
import { isTrpcError, procedurePath } from "../support/trpc-face.ts";
import { type Offered, problemsOfEvent, problemsOfOperation } from "./completeness.ts";

let fixture: Fixture;
let offered: Offered;
beforeAll(async () => {
  fixture = await startFixture();
  const document = await sendRaw(fixture.url, { method: "GET", path: "/openapi.json" });
  const procedures = new Set<string>();
  for (const entry of operationEntries) if (await isProcedure(entry)) procedures.add(procedurePath(entry));
  const client = generatedClient(fixture.url, fixture.apiKey);
  offered = {
    openapi: document.json as Offered["openapi"],
    graphql: fixture.schema,
    procedures,
    clientCalls: new Set(
      Object.entries(client).flatMap(([group, calls]) =>
        Object.keys(calls as object).map((name) => `${group}.${name}`),
      ),
    ),
  };
});
afterAll(() => fixture?.close());

/** An existing procedure asks for a key; another path is unknown. */
async function isProcedure(entry: OperationEntry): Promise<boolean> {
  const method = entry.operation.kind === "query" ? "GET" : "POST";
  const { json } = await sendRaw(fixture.url, { method, path: `/trpc/${procedurePath(entry)}` });
  const { error } = (json ?? {}) as { error?: unknown };
  return isTrpcError(error) && error.data.errorCode === "UNAUTHORIZED";
}

describe("the contract is whole", () => {
  test.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", (_id, entry) => {
    expect(problemsOfOperation(entry, offered)).toEqual([]);
  });

  test.each([...eventTypes])("%s", (type) => {
    expect(problemsOfEvent(type, events[type], fixture.schema)).toEqual([]);
  });
});

const whole = operationEntry("settings.find") as OperationEntry;

function changed(changes: Partial<Operation>, names: Partial<OperationEntry> = {}): OperationEntry {
  return { ...whole, ...names, operation: { ...whole.operation, ...changes } };
}

const described = field(z.string(), "Described", "x");

describe("what an operation lacks is found", () => {
  test.each<[string, OperationEntry, string]>([
    ["summary", changed({ summary: " " }), "no summary"],
    ["description", changed({ description: "" }), "no description"],
    ["example", changed({ example: {} }), "the example does not fit the input"],
    ["known example fields", changed({ example: { instanceName: "a", other: 1 } }), "unknown field"],
    ["error list", changed({ errors: undefined as never }), "no list of errors"],
    ["catalogued errors", changed({ errors: ["NOT_AN_ERROR" as never] }), "NOT_AN_ERROR is not in the catalogue"],
    ["own errors", changed({ errors: ["INTERNAL"] }), "INTERNAL is an error of every operation"],
    ["documented errors", changed({ errors: ["WHATSAPP_REJECTED", "MESSAGE_TOO_LONG", "EVENT_NOT_RETAINED"] }), "410"],
    ["field description", changed({ input: z.object({ instanceName: z.string() }) }), "input.instanceName has no desc"],
    ["field example", changed({ input: z.object({ a: z.string().meta({ description: "A" }) }) }), "no example"],
    ["model description", changed({ output: z.object({ a: described }).meta({ id: "Undescribed" }) }), "output has no"],
    ["nested description", changed({ output: z.object({ a: field(z.object({ b: z.int() }), "A", { b: 1 }) }) }), "a.b"],
    ["list description", changed({ output: z.object({ a: z.array(described) }) }), "output.a has no description"],
    [
      "fitting output example",
      changed({ output: z.object({ a: field(z.int(), "A", 0.5) }) }),
      "of output does not fit",
    ],
    ["REST", changed({ rest: { method: "GET", path: "/settings/other", status: 200 } }), "REST does not document GET"],
    ["alias", changed({ aliases: [{ method: "POST", path: "/no/such" }] }), "REST does not document POST /no/such"],
    ["GraphQL", changed({}, { name: "search" }), "GraphQL has no settingsSearch"],
    ["GraphQL kind", changed({ kind: "mutation" }), "GraphQL has no settingsFind"],
    ["tRPC", changed({}, { group: "setting" }), "tRPC has no setting.find"],
    ["client", changed({}, { id: "settings.search" as never }), "the generated client lacks it"],
  ])("%s", (_what, entry, problem) => {
    expect(problemsOfOperation(whole, offered)).toEqual([]);
    expect(problemsOfOperation(entry, offered).join("\n")).toContain(problem);
  });

  test("handler: the server does not start without one", async () => {
    const database: Database = openDatabase({ connectionUri: "postgresql://nobody@127.0.0.1:1/none", log: silentLog });
    const core = createCore({
      database,
      globalKey: "global-key",
      serverUrl: "http://localhost:8080",
      rateLimits: { requestsPerSecond: 0, failedKeysPerMinute: 0 },
      requestTimeoutMs: 1000,
      eventRetentionHours: 0,
      log: pino({ level: "silent" }),
    });
    const handlers = { webhook: { find: () => null } } as unknown as Parameters<typeof core.compose>[0]["handlers"];
    expect(() => core.compose({ engines: [], channels: [], creationSteps: [], handlers })).toThrow("webhook.set");
    await database.close();
  });
});

describe("what an event lacks is found", () => {
  test.each([
    ["description", "CALL", event("call", "", z.object({ a: described })), "no description"],
    ["field description", "CALL", event("call", "A", z.object({ a: z.string() })), "data.a has no description"],
    ["example", "CALL", event("call", "A", z.object({ a: z.string().meta({ description: "A" }) })), "has no example"],
    ["GraphQL type", "NO_SUCH", event("no.such", "A", z.object({ a: described })), "GraphQL has no type"],
    ["wire name", "CALL", event("CALL", "A", z.object({ a: described })), "name on the wire"],
  ] as const)("%s", (_what, type, definition, problem) => {
    expect(problemsOfEvent(type, definition, fixture.schema).join("\n")).toContain(problem);
  });
});
