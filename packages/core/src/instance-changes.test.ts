import type { Database } from "@waxwing/database";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CoreFixture, errorCode, startCore } from "./testing/core-fixture.ts";

let fixture: CoreFixture;
beforeEach(async () => {
  fixture = await startCore();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fixture.close();
});

const lost = () => Object.assign(new Error("Connection terminated unexpectedly"));

/** The next transaction commits, but its answer is lost. */
const loseNextCommit = () => {
  const transaction = fixture.database.transaction.bind(fixture.database);
  vi.spyOn(fixture.database, "transaction").mockImplementationOnce((async (
    ...args: Parameters<Database["transaction"]>
  ) => {
    await transaction(...args);
    throw lost();
  }) as never);
};

const create = { integration: "WHATSAPP-BUSINESS", token: "graph-token", number: "123456789012345" } as const;

test("an instance whose creation was committed without an answer is known soon, and its key answers it", async () => {
  loseNextCommit();
  const input = { instanceName: "one", ...create, idempotencyKey: "k" };
  expect(await errorCode(fixture.call("instance.create", input))).toBe("SERVICE_UNAVAILABLE");
  await expect.poll(() => fixture.core.directory.byName("one"), { timeout: 5000 }).toBeDefined();
  const answer = (await fixture.call("instance.create", input)) as { hash: { apikey: string } };
  expect(await fixture.call("instance.connectionState", { instanceName: "one" }, answer.hash.apikey)).toMatchObject({
    instance: { state: "open" },
  });
});

test("changes that were committed without an answer are seen soon", async () => {
  const { id, token } = await fixture.createInstance("one");
  loseNextCommit();
  expect(await errorCode(fixture.call("instance.logout", { instanceName: "one" }))).toBe("SERVICE_UNAVAILABLE");
  await expect.poll(() => fixture.core.directory.byId(id)?.connectionState, { timeout: 5000 }).toBe("close");

  const query = fixture.database.query.bind(fixture.database);
  vi.spyOn(fixture.database, "query").mockImplementationOnce((async (text: string, values?: unknown[]) => {
    await query(text, values);
    throw lost();
  }) as never);
  expect(await errorCode(fixture.call("instance.rotateToken", { instanceName: "one" }))).toBe("SERVICE_UNAVAILABLE");
  const withOldToken = () => errorCode(fixture.call("instance.connectionState", { instanceName: "one" }, token));
  await expect.poll(withOldToken, { timeout: 5000 }).toBe("UNAUTHORIZED");

  loseNextCommit();
  expect(await errorCode(fixture.call("instance.delete", { instanceName: "one" }))).toBe("SERVICE_UNAVAILABLE");
  await expect.poll(() => fixture.core.directory.byId(id), { timeout: 5000 }).toBeUndefined();
  await fixture.createInstance("one");
});
