import { type OperationEntry, operationEntries } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, startFixture } from "../support/fixture.ts";
import { answerOf, codeOf, type Face, type Outcome } from "../support/outcome.ts";
import { callRest } from "../support/rest-face.ts";
import { comparable } from "./comparable.ts";
import { ExampleWorld, example } from "./example-world.ts";
import { aliasCalls } from "./rest-aliases.ts";

let fixture: Fixture;
/** Outcomes of the queries, by face and operation. */
const queried = new Map<string, Outcome>();

const queries = operationEntries.filter(({ operation }) => operation.kind === "query");
const faceNames = ["REST", "GraphQL", "tRPC", "client"];

/** Outcomes that an example may have: success, or an engine that says that it cannot do this. */
const expectedCodes = ["OK", "NOT_SUPPORTED_BY_ENGINE"];

beforeAll(async () => {
  fixture = await startFixture();
  for (const face of fixture.faces) {
    await new ExampleWorld(fixture, face).fill();
    // Queries change nothing: they share one world.
    for (const entry of queries) queried.set(`${face.name} ${entry.id}`, await face.call(entry, example(entry)));
  }
});
afterAll(() => fixture?.close());

async function run(face: Face, entry: OperationEntry): Promise<Outcome> {
  const known = queried.get(`${face.name} ${entry.id}`);
  if (known !== undefined) return known;
  await new ExampleWorld(fixture, face).reset(entry);
  return face.call(entry, example(entry));
}

function isValid(entry: OperationEntry, outcome: Outcome): void {
  expect(expectedCodes, JSON.stringify(outcome)).toContain(codeOf(outcome));
  if (!outcome.ok) return;
  if (outcome.status !== undefined) expect(outcome.status).toBe(entry.operation.rest.status);
  // Unknown fields are dropped by parsing: equality means that there are none.
  expect(entry.operation.output.parse(outcome.answer)).toEqual(outcome.answer);
}

describe.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", (_id, entry) => {
  const { output } = entry.operation;

  test("its example gives the same valid answer on every face", async () => {
    expect(fixture.faces.map(({ name }) => name)).toEqual(faceNames);
    const outcomes: [string, Outcome][] = [];
    for (const face of fixture.faces) outcomes.push([face.name, await run(face, entry)]);
    const [, first] = outcomes[0]!;
    for (const [name, outcome] of outcomes) {
      isValid(entry, outcome);
      expect(codeOf(outcome), name).toBe(codeOf(first));
      if (outcome.ok && first.ok) {
        expect(comparable(output, outcome.answer), name).toEqual(comparable(output, first.answer));
      } else expect(outcome, name).toMatchObject({ status: (first as { status: number }).status });
    }
  });

  const calls = aliasCalls(entry);
  test.skipIf(calls.length === 0).each(calls.map((call) => [call.label, call] as const))(
    "%s is the same operation",
    async (_label, call) => {
      const world = new ExampleWorld(fixture, fixture.rest);
      await world.reset(entry);
      const canonical = await fixture.rest.call(entry, call.canonical);
      await world.reset(entry);
      const outcome = await callRest(fixture.url, entry, call.alias, call.input, fixture.apiKey);
      isValid(entry, outcome);
      // What the engine cannot do it refuses after the input was read: a field under a wrong name would be told before.
      if (outcome.ok) expect(comparable(output, outcome.answer)).toEqual(comparable(output, answerOf(canonical)));
      else expect(canonical).toMatchObject({ code: outcome.code, status: outcome.status });
    },
  );
});
