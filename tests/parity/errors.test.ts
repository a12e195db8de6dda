import {
  errorCatalogue,
  isOptionalInput,
  type OperationEntry,
  operationEntries,
  pathParameters,
} from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, fullInput, startFixture } from "../support/fixture.ts";
import { sendRaw } from "../support/http-request.ts";
import type { Key, Outcome, Refusal } from "../support/outcome.ts";
import { outcomeOf, restRequest } from "../support/rest-face.ts";
import { definitionOf, fieldsOf, type Path, withValueAt, wrongTypeFor } from "../support/schema-paths.ts";
import { example } from "./example-world.ts";

let fixture: Fixture;
let requestsBefore: number;
beforeAll(async () => {
  fixture = await startFixture();
  await fixture.createInstance(String(fullInput("message.sendText")["instanceName"]));
  requestsBefore = fixture.graph.transcript.requests.length;
});
afterAll(async () => {
  const sent = fixture?.graph.transcript.requests.length;
  await fixture?.close();
  expect(sent, "requests to WhatsApp because of refused calls").toBe(requestsBefore);
});

type Input = Record<string, unknown>;

/** A call on each face. REST gets its fields in a JSON body, where a wrong type stays one. */
async function onEveryFace(entry: OperationEntry, input: Input, key?: Key): Promise<Record<string, Outcome>> {
  const request = restRequest(entry, entry.operation.rest, input, key === undefined ? fixture.apiKey : key, true);
  return {
    REST: outcomeOf(await sendRaw(fixture.url, request)),
    tRPC: await fixture.trpc.call(entry, input, key),
    GraphQL: await fixture.graphql.call(entry, input, key),
  };
}

function expectRefusal(outcomes: Record<string, Outcome>, code: string, isTypeError = false): void {
  for (const [face, outcome] of Object.entries(outcomes)) {
    // What GraphQL's own type system refuses never becomes an input of the operation.
    const codes = isTypeError && face === "GraphQL" ? [code, "GRAPHQL_REQUEST_INVALID"] : [code];
    expect(outcome.ok, `${face}: ${JSON.stringify(outcome)}`).toBe(false);
    const { code: found, status } = outcome as Refusal;
    expect(codes, `${face}: ${JSON.stringify(outcome)}`).toContain(found);
    expect(status, face).toBe(errorCatalogue[found as keyof typeof errorCatalogue].status);
  }
}

/** Whether REST takes a field from the path or a header, where everything is text. */
function isTextOnRest(entry: OperationEntry, [name]: Path): boolean {
  return name === "idempotencyKey" || pathParameters(entry.operation.rest.path).includes(String(name));
}

async function onFacesThatCarry(entry: OperationEntry, path: Path, input: Input): Promise<Record<string, Outcome>> {
  if (!isTextOnRest(entry, path)) return onEveryFace(entry, input);
  return { tRPC: await fixture.trpc.call(entry, input), GraphQL: await fixture.graphql.call(entry, input) };
}

/** The paths that issues name: the same on the faces that hand the input to the operation. */
function issuePaths(outcome: Outcome | undefined): string[] {
  const details = outcome?.ok === false ? (outcome.details as { issues?: { path: string }[] } | undefined) : undefined;
  return (details?.issues ?? []).map(({ path }) => path).sort();
}

describe.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", (id, entry) => {
  const { input, access } = entry.operation;
  const full = fullInput(id);

  test.each([
    ["no key", null],
    ["an empty key", ""],
    ["an unknown key", "unknown-key"],
    ["a key with a space behind", "global-key-of-the-fixture x"],
  ])("%s is UNAUTHORIZED, whatever the input", async (_name, key) => {
    expectRefusal(await onEveryFace(entry, example(entry), key), "UNAUTHORIZED");
    expectRefusal(await onEveryFace(entry, { ...example(entry), instanceName: "unknown" }, key), "UNAUTHORIZED");
  });

  if (access === "instance") {
    test("an unknown instance is INSTANCE_NOT_FOUND", async () => {
      for (const instanceName of ["unknown", "not a name!", "x".repeat(65)]) {
        expectRefusal(await onEveryFace(entry, { ...example(entry), instanceName }), "INSTANCE_NOT_FOUND");
      }
    });
  }

  test("a wrong type of each field is refused", async () => {
    for (const { path, schema } of fieldsOf(input)) {
      const wrong = wrongTypeFor(schema);
      if (wrong === undefined) continue; // any JSON
      const outcomes = await onFacesThatCarry(entry, path, withValueAt(full, path, wrong) as Input);
      expectRefusal(outcomes, "VALIDATION_FAILED", true);
      if (outcomes["REST"] !== undefined) expect(issuePaths(outcomes["REST"])).toEqual(issuePaths(outcomes["tRPC"]));
      expect(issuePaths(outcomes["tRPC"]), path.join(".")).toContain(path.join("."));
    }
  });

  test("a missing field is refused", async () => {
    for (const { path, schema } of fieldsOf(input)) {
      if (isOptionalInput(schema) || typeof path.at(-1) === "number") continue;
      const outcomes = await onFacesThatCarry(entry, path, withValueAt(full, path, undefined) as Input);
      expectRefusal(outcomes, "VALIDATION_FAILED", true);
    }
  });

  test("text that cannot be stored is VALIDATION_FAILED in every field", async () => {
    for (const { path, schema } of fieldsOf(input)) {
      if (definitionOf(schema).type !== "string" || path[0] === "instanceName") continue;
      for (const text of ["a\0b", "\ud800"]) {
        const outcomes = await onFacesThatCarry(entry, path, withValueAt(full, path, text) as Input);
        expectRefusal(outcomes, "VALIDATION_FAILED");
      }
    }
  });
});
