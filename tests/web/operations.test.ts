import { type OperationEntry, operationEntries, operationEntry } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf } from "../support/outcome.ts";
import type { Scenario } from "./scenario.ts";
import { localOperations, scenarios } from "./scenarios/index.ts";
import { isPossible, type Way, waysOf } from "./ways.ts";
import { type RunningWorld, startWorld } from "./world.ts";

let world: RunningWorld;
let calls = 0;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

/** A word that no other call has; also an id that WhatsApp takes for a label. */
function nextMarker(): string {
  calls += 1;
  return `m${String(calls).padStart(4, "0")}`;
}

function required(id: string): OperationEntry {
  const entry = operationEntry(id);
  if (entry === undefined) throw new Error(`no operation ${id}`);
  return entry;
}

async function run(scenario: Scenario, entry: OperationEntry, way: Way): Promise<boolean> {
  const marker = nextMarker();
  const context = await scenario.given?.(world, marker);
  const input = { instanceName: world.shop.name, ...scenario.input(world, marker, context) };
  if (!isPossible(way, entry, input)) return false;
  const answer = answerOf(await way.call(world.web, input));
  // Unknown fields are dropped by parsing: equality means that there are none.
  expect(entry.operation.output.parse(answer)).toEqual(answer);
  await scenario.verify({ world, marker, context, answer: answer as Record<string, unknown> });
  return true;
}

describe.each(
  scenarios.map(
    (scenario) => [`${scenario.operation}${scenario.about ? `, ${scenario.about}` : ""}`, scenario] as const,
  ),
)("%s", (_name, scenario) => {
  const entry = required(scenario.operation);
  test.each(waysOf(entry).map((way) => [way.name, way] as const))("%s", async (_way, way) => {
    if (!(await run(scenario, entry, way))) expect(["rest", "graphql", "trpc", "client"]).not.toContain(way.name);
  });
});

describe("the scenarios are whole", () => {
  test("every operation that WhatsApp hears of has one", () => {
    const covered = new Set(scenarios.map(({ operation }) => operation));
    const missing = operationEntries.map(({ id }) => id).filter((id) => !covered.has(id) && !localOperations[id]);
    expect(missing).toEqual([]);
  });

  test("none is called local and has one all the same", () => {
    expect(scenarios.map(({ operation }) => operation).filter((id) => localOperations[id])).toEqual([]);
  });
});
