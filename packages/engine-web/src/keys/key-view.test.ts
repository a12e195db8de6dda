import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangeBatch, createCommitter } from "./committer.ts";
import type { KeyText } from "./encoding.ts";
import { createKeyView, type KeyView } from "./key-view.ts";
import { createTransactions, type Transactions } from "./transactions.ts";

/** A database in memory that takes its time, and fails when it is told to. */
function slowDatabase(failing: { commits: number }) {
  const rows = new Map<string, string>();
  /** How many batches were tried after the first that failed. */
  let triedAfterFailure = 0;
  let hasFailed = false;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    rows,
    get triedAfterFailure() {
      return triedAfterFailure;
    },
    async write({ keys }: ChangeBatch) {
      if (hasFailed) triedAfterFailure++;
      await turn();
      if (failing.commits-- === 0) {
        hasFailed = true;
        throw new Error("no commit");
      }
      for (const { type, id, text } of keys) {
        if (text === null) rows.delete(`${type}:${id}`);
        else rows.set(`${type}:${id}`, String(text));
      }
    },
    async read(type: string, ids: readonly string[]) {
      const found = new Map(
        ids.flatMap((id) => {
          const text = rows.get(`${type}:${id}`);
          return text === undefined ? [] : [[id, text] as const];
        }),
      );
      await turn();
      return found;
    },
  };
}

type Step =
  | { readonly kind: "advance"; readonly id: string; readonly throws: boolean }
  | { readonly kind: "set"; readonly id: string; readonly count: number | null }
  | { readonly kind: "get"; readonly id: string }
  | { readonly kind: "pause" };

const id = fc.constantFrom("1", "2", "3");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("advance" as const), id, throws: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("set" as const), id, count: fc.option(fc.nat(9), { nil: null }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("get" as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pause" as const) }) },
);

/** What a ratchet stands in: a session, whose text is made late, or a text that is made at once. */
const typeOf = (id: string): "session" | "device-list" => (id === "1" ? "session" : "device-list");

/** As a ratchet: reads a counter, waits, and writes the next; throws afterwards when told to. */
function advance({ keys, run }: Transactions, id: string, throws: boolean): Promise<number> {
  const type = typeOf(id);
  const counter = async (): Promise<number> => Number((await keys.get(type, [id]))[id]?.[0] ?? 0);
  return run(async () => {
    const next = (await counter()) + 1;
    await keys.set({ [type]: { [id]: [String(next)] } });
    expect(await counter()).toBe(next);
    if (throws) throw new Error("damaged");
    return next;
  });
}

async function read(view: KeyView, id: string): Promise<KeyText | null> {
  return (await view.get("device-list", [id])).get(id) ?? null;
}

test("no step of a ratchet is given out twice, or before it is in the database", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.option(fc.nat(6), { nil: Number.POSITIVE_INFINITY }),
      fc.constantFrom(0, 150, 10_000),
      async (steps, commits, maxCached) => {
        const failures: Error[] = [];
        const database = slowDatabase({ commits });
        const committer = createCommitter(database.write, (error) => failures.push(error));
        const view = createKeyView(database.read, committer, maxCached);
        const transactions = createTransactions(view, committer.check);
        const given = new Map<string, number[]>();
        const work: Promise<unknown>[] = [];
        const begin = (promise: Promise<unknown>): void => {
          promise.catch(() => {});
          work.push(promise);
        };
        for (const each of steps) {
          if (each.kind === "pause") await new Promise((resolve) => setImmediate(resolve));
          if (each.kind === "get") begin(view.get(typeOf(each.id), [each.id]));
          if (each.kind === "set") begin(view.apply([{ type: "lid-mapping", id: each.id, text: `j${each.count}` }]));
          if (each.kind !== "advance") continue;
          const answered = advance(transactions, each.id, each.throws).then((next) => {
            given.set(each.id, [...(given.get(each.id) ?? []), next]);
            // What was given out is in the database, or something newer is.
            const text = database.rows.get(`${typeOf(each.id)}:${each.id}`);
            const [stored] = JSON.parse(text?.slice(1) ?? "[0]") as [string];
            expect(Number(stored)).toBeGreaterThanOrEqual(next);
          });
          begin(answered);
        }
        const outcomes = await Promise.allSettled(work);
        await committer.close();
        for (const outcome of outcomes) {
          if (outcome.status === "rejected")
            expect(String(outcome.reason)).toMatch(/damaged|could not be read or written/);
        }
        expect(database.triedAfterFailure).toBe(0);
        expect(failures.length).toBeLessThanOrEqual(1);
        for (const steps of given.values()) expect(steps).toEqual(steps.map((_, index) => index + 1));
        if (failures.length === 0) {
          const succeeded = [...given.values()].reduce((sum, { length }) => sum + length, 0);
          expect(succeeded).toBe(steps.filter((each) => each.kind === "advance" && !each.throws).length);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("what a slow reader finds does not take the place of what was written and dropped from memory meanwhile", async () => {
  const rows = new Map([["1", "jold"]]);
  const { promise, resolve } = Promise.withResolvers<void>();
  let isSlow = true;
  const committer = createCommitter(
    async ({ keys }) => {
      for (const { id, text } of keys) rows.set(id, String(text ?? ""));
    },
    () => {},
  );
  const reader = async (_: string, ids: readonly string[]) => {
    const found = new Map(ids.map((id) => [id, rows.get(id) ?? ""]));
    if (isSlow) await promise;
    return found;
  };
  // Room for one text.
  const view = createKeyView(reader, committer, 100);
  const reading = read(view, "1");
  isSlow = false;
  await view.apply([{ type: "device-list", id: "1", text: "jnew" }]);
  await view.apply([{ type: "device-list", id: "2", text: "jother" }]);
  resolve();
  await reading;
  expect(await read(view, "1")).toBe("jnew");
});

test("readers see the last write, whether it is committed, evicted or neither", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, 150, 10_000), async (steps, maxCached) => {
      const database = slowDatabase({ commits: Number.POSITIVE_INFINITY });
      const committer = createCommitter(database.write, () => {});
      const view = createKeyView(database.read, committer, maxCached);
      const model = new Map<string, string | null>();
      const writes: Promise<void>[] = [];
      for (const each of steps) {
        if (each.kind === "pause") await new Promise((resolve) => setImmediate(resolve));
        if (each.kind === "get") expect(await read(view, each.id)).toBe(model.get(each.id) ?? null);
        if (each.kind !== "set") continue;
        const text = each.count === null ? null : `j${each.count}`;
        model.set(each.id, text);
        // A reader that is under way must not leave what it found in the place of this.
        const reading = read(view, each.id);
        writes.push(view.apply([{ type: "device-list", id: each.id, text }]));
        await reading;
      }
      await Promise.all(writes);
      for (const [id, text] of model) {
        expect(await read(view, id)).toBe(text);
        expect(database.rows.get(`device-list:${id}`) ?? null).toBe(text);
      }
      expect(view.size).toBeLessThanOrEqual(maxCached);
    }),
    { numRuns: 400 },
  );
});
