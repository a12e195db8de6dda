import { type OperationEntry, operationEntries } from "@waxwing/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Fixture, startFixture } from "../support/fixture.ts";
import { sendRaw } from "../support/http-request.ts";
import { answerOf } from "../support/outcome.ts";
import { storedRows } from "../support/stored-rows.ts";
import { graphqlShots, restShots, type Shot, trpcShots } from "./shots.ts";
import { complaint, type FaceName, readOutcome } from "./verdict.ts";

const seed = Number(process.env["BAD_INPUT_SEED"] ?? 20_261_122);
const runs = Number(process.env["BAD_INPUT_RUNS"] ?? 60);

let fixture: Fixture;
/** What is stored since the last call that succeeded. */
let rows: Record<string, string>;
let requests = 0;
const codes = new Map<string, number>();

const name = String(operationEntries.find(({ id }) => id === "message.sendText")?.operation.example["instanceName"]);

beforeAll(async () => {
  fixture = await startFixture({ statuses: false, settings: { WEBHOOK_RETRY_MAX_ATTEMPTS: "1" } });
  await makeReady();
  rows = await settledRows();
});
afterAll(async () => {
  const summary = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  console.log(`\n${requests} bad requests, seed ${seed}: ${summary.join(", ")}`);
  await fixture?.close();
});

/** One instance, connected, and no other: whatever the last call did. */
async function makeReady(): Promise<boolean> {
  const all = fixture.core.directory.all();
  let isChanged = false;
  const call = async (id: string, instanceName: string): Promise<void> => {
    isChanged = true;
    answerOf(await fixture.rest.call(operationEntries.find((entry) => entry.id === id)!, { instanceName }));
  };
  for (const instance of all) if (instance.name !== name) await call("instance.delete", instance.name);
  const instance = fixture.core.directory.byName(name);
  if (instance === undefined) {
    isChanged = true;
    await fixture.createInstance(name, { number: "200000000000001" });
  } else if (instance.connectionState !== "open") await call("instance.connect", name);
  return isChanged;
}

/** What is stored once nothing is under way: outcomes of sends and deliveries are written behind the answer. */
async function settledRows(): Promise<Record<string, string>> {
  await vi.waitUntil(
    async () => {
      const { rows: open } = await fixture.pool.query(
        `SELECT 1 FROM waxwing.send_attempt WHERE state = 'sending'
         UNION ALL SELECT 1 FROM waxwing.webhook w WHERE NOT EXISTS (SELECT 1 FROM waxwing.instance i WHERE i.id = w.instance_id)`,
      );
      return open.length === 0;
    },
    { timeout: 10_000, interval: 20 },
  );
  return storedRows(fixture.pool);
}

async function fire(face: FaceName, entry: OperationEntry, { label, request, index }: Shot): Promise<void> {
  const sentBefore = fixture.graph.transcript.requests.length;
  const acceptedBefore = fixture.graph.messages.length;
  requests += 1;
  const answer = await sendRaw(fixture.url, request);
  const outcome = readOutcome(face, entry, answer, index);
  const code = outcome.ok ? "OK" : outcome.code;
  codes.set(code, (codes.get(code) ?? 0) + 1);
  const where = `${face} ${label}: ${answer.status} ${answer.text.slice(0, 500)}`;
  expect(complaint(face, entry, answer, outcome), where).toBeUndefined();
  expect(Object.keys(Object.prototype), "Object.prototype").toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  if (outcome.ok) {
    await makeReady();
    rows = await settledRows();
    return;
  }
  expect(fixture.graph.messages.length, `sent, and yet: ${where}`).toBe(acceptedBefore);
  if (!code.startsWith("WHATSAPP_")) {
    expect(fixture.graph.transcript.requests.length, `asked WhatsApp, and yet: ${where}`).toBe(sentBefore);
  }
  expect(await storedRows(fixture.pool), `stored, and yet: ${where}`).toEqual(rows);
}

/** Fails with the smallest request that fails, in a few lines. */
async function holds(face: FaceName, entry: OperationEntry, shots: fc.Arbitrary<Shot>): Promise<void> {
  const property = fc.asyncProperty(shots, (shot) => fire(face, entry, shot));
  const limit = { interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false };
  const details = await fc.check(property, { seed, numRuns: runs, ...limit });
  if (!details.failed) return;
  const [shot] = details.counterexample ?? [];
  const error = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  throw new Error(`seed ${seed}, path ${details.counterexamplePath}\n${fc.stringify(shot)}\n${error.slice(0, 2_000)}`);
}

describe.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", (_id, entry) => {
  test("REST", () => holds("REST", entry, restShots(entry, fixture.apiKey)));
  test("GraphQL", () => holds("GraphQL", entry, graphqlShots(entry, fixture.schema, fixture.apiKey)));
  test("tRPC", () => holds("tRPC", entry, trpcShots(entry, fixture.apiKey)));
});

test("the server still answers", async () => {
  const { status } = await sendRaw(fixture.url, { method: "GET", path: "/health/ready" });
  expect(status).toBe(200);
});
