import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";
import type { NewEvent } from "./append.ts";

let fixture: CoreFixture;
const ids: string[] = [];
beforeAll(async () => {
  fixture = await startCore();
  for (const name of ["one", "two"]) ids.push((await fixture.createInstance(name, `111111${name.length}`)).id);
});
afterAll(() => fixture.close());

const call = (id: string): NewEvent => ({
  type: "CALL",
  data: {
    chatId: "5511@s.whatsapp.net",
    from: "5511@s.whatsapp.net",
    id,
    date: "now",
    offline: false,
    status: "offer",
  },
});

test("wherever readers leave and resume, while writers go on, they get every event once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      // Sizes of the batches that writers append at the same time, and how many events a reader takes before it leaves.
      fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.option(fc.nat(1), { nil: undefined }),
      async (batches, visits, only) => {
        const instanceName = only === undefined ? undefined : ["one", "two"][only];
        const expected = batches.filter(([which]) => only === undefined || which === only);
        const total = expected.reduce((sum, [, size]) => sum + size, 0);
        const first = await fixture.subscribe({ instanceName });
        const writing = Promise.all(
          batches.map(([which, size]) =>
            fixture.core.appendEvents(
              ids[which] as string,
              Array.from({ length: size }, (_, index) => call(String(index))),
            ),
          ),
        );
        const seen: { id: string; instanceId: string; sequence: number }[] = [];
        let stream = first;
        for (const visit of visits) {
          const wanted = Math.min(visit, total - seen.length);
          if (wanted === 0) break;
          seen.push(...(await stream.take(wanted)));
          stream.stop();
          stream = await fixture.subscribe({ instanceName, lastEventId: seen.at(-1)?.id });
        }
        seen.push(...(await stream.take(total - seen.length)));
        stream.stop();
        await writing;
        expect(new Set(seen.map((event) => event.id)).size).toBe(total);
        for (const id of ids) {
          const sequences = seen.filter((event) => event.instanceId === id).map((event) => event.sequence);
          expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("a stream whose key is rotated, or whose instance is deleted, while its place is looked up does not open", async () => {
  const { token } = await fixture.createInstance("three", "3333333333");
  const query = fixture.database.pool.query.bind(fixture.database.pool) as (...args: unknown[]) => Promise<unknown>;
  const meanwhile = (change: () => Promise<unknown>) =>
    vi.spyOn(fixture.database.pool, "query").mockImplementationOnce((async (...args: unknown[]) => {
      const answer = await query(...args);
      await change();
      return answer;
    }) as never);
  let newToken = "";
  meanwhile(async () => {
    const answer = await fixture.call("instance.rotateToken", { instanceName: "three" });
    newToken = (answer as { hash: { apikey: string } }).hash.apikey;
  });
  expect(await errorCode(fixture.subscribe({}, token))).toBe("UNAUTHORIZED");
  meanwhile(() => fixture.call("instance.delete", { instanceName: "three" }));
  expect(await errorCode(fixture.subscribe({}, newToken))).toBe("UNAUTHORIZED");
  await fixture.createInstance("three", "3333333333");
  meanwhile(() => fixture.call("instance.delete", { instanceName: "three" }));
  expect(await errorCode(fixture.subscribe({ instanceName: "three" }))).toBe("INSTANCE_NOT_FOUND");
  vi.restoreAllMocks();
});
