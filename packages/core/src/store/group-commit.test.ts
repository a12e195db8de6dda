import fc from "fast-check";
import { expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

const badData = () => Object.assign(new Error("invalid input"), { code: "22P02" });

test("what waits for the same key shares the next transaction, in order, and one at a time", async () => {
  const groups: number[][] = [];
  const gates: (() => void)[] = [];
  const commits = createGroupCommit<number, number>(async (_key, items) => {
    groups.push([...items]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return items.map((item) => item * 10);
  }, 3);
  const first = commits.submit("a", 1);
  await expect.poll(() => groups.length).toBe(1);
  const others = [2, 3, 4, 5].map((item) => commits.submit("a", item));
  gates.shift()?.();
  expect(await first).toBe(10);
  await expect.poll(() => groups.length).toBe(2);
  gates.shift()?.();
  await expect.poll(() => groups.length).toBe(3);
  gates.shift()?.();
  expect(await Promise.all(others)).toEqual([20, 30, 40, 50]);
  expect(groups).toEqual([[1], [2, 3, 4], [5]]);
  await commits.drained();
});

test("after a shared group the next one waits for what is on its way", async () => {
  const groups: number[][] = [];
  const gates: (() => void)[] = [];
  const commits = createGroupCommit<number, number>(
    async (_key, items) => {
      groups.push([...items]);
      await new Promise<void>((resolve) => gates.push(resolve));
      return items;
    },
    10,
    undefined,
    50,
  );
  const shared = [commits.submit("a", 1), commits.submit("a", 2)];
  await expect.poll(() => groups.length).toBe(1);
  const waiting = commits.submit("a", 3);
  gates.shift()?.();
  await Promise.all(shared);
  const onItsWay = commits.submit("a", 4);
  await expect.poll(() => groups.length).toBe(2);
  gates.shift()?.();
  await Promise.all([waiting, onItsWay]);
  expect(groups).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("an item with bad data fails alone; a database that is away fails all", async () => {
  const commits = createGroupCommit<string, string>(async (_key, items) => {
    if (items.includes("bad")) throw badData();
    if (items.includes("away")) throw new Error("connection terminated");
    return items;
  }, 10);
  const settle = (items: string[]) => Promise.allSettled(items.map((item) => commits.submit("a", item)));
  expect((await settle(["x", "bad", "y"])).map((result) => result.status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect((await settle(["x", "away", "y"])).slice(1).map((result) => result.status)).toEqual(["rejected", "rejected"]);
});

test("every item gets its own result, whatever the keys and failures", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), item: fc.nat(20), bad: fc.boolean() }), {
        maxLength: 40,
      }),
      async (submissions) => {
        const commits = createGroupCommit<{ item: number; bad: boolean }, string>(async (key, items) => {
          await Promise.resolve();
          if (items.some((item) => item.bad)) throw badData();
          return items.map(({ item }) => `${key}${item}`);
        }, 4);
        const results = await Promise.allSettled(submissions.map(({ key, ...item }) => commits.submit(key, item)));
        await commits.drained();
        expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual(
          submissions.map(({ key, item, bad }) => (bad ? "failed" : `${key}${item}`)),
        );
      },
    ),
  );
});
