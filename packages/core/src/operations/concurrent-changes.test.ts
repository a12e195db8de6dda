import { afterEach, beforeEach, expect, test } from "vitest";
import { tokenHash } from "../access/token.ts";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const all = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

test("logouts at the same time make one change", async () => {
  await all(5, () => fixture.call("instance.logout", { instanceName: "one" }));
  const { rows } = await fixture.database.query<{ type: string }>(
    "SELECT type FROM event WHERE instance_id = $1 ORDER BY sequence",
    [id],
  );
  expect(rows.map((row) => row.type)).toEqual(["INSTANCE_CREATE", "CONNECTION_UPDATE", "LOGOUT_INSTANCE"]);
});

test("of rotations at the same time, the token that is stored is the token that opens", async () => {
  for (let round = 0; round < 10; round += 1) {
    const answers = (await all(10, () => fixture.call("instance.rotateToken", { instanceName: "one" }))) as {
      hash: { apikey: string };
    }[];
    const { rows } = await fixture.database.query<{ token_hash: Buffer }>("SELECT token_hash FROM instance");
    const stored = answers.filter((answer) => rows[0]?.token_hash.equals(tokenHash(answer.hash.apikey)));
    expect(stored).toHaveLength(1);
    expect(
      await errorCode(fixture.call("instance.connectionState", { instanceName: "one" }, stored[0]?.hash.apikey)),
    ).toBe("none");
  }
});

test("a change of an instance that is being deleted answers INSTANCE_NOT_FOUND", async () => {
  const changes = [
    () => fixture.call("instance.logout", { instanceName: "one" }),
    () => fixture.call("instance.rotateToken", { instanceName: "one" }),
    () =>
      fixture.call("settings.set", {
        instanceName: "one",
        rejectCall: true,
        groupsIgnore: false,
        alwaysOnline: false,
        readMessages: false,
        readStatus: false,
        syncFullHistory: false,
      }),
    () => fixture.call("instance.delete", { instanceName: "one" }),
  ];
  // Deleted, and this server's memory does not know it yet.
  await fixture.database.query("DELETE FROM instance WHERE id = $1", [id]);
  for (const change of changes) expect(await errorCode(change())).toBe("INSTANCE_NOT_FOUND");
});

test("a range of time at the ends of the calendar is a range, not a failure", async () => {
  for (const bound of ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"]) {
    for (const range of [{ gte: bound }, { lte: bound }]) {
      const where = { messageTimestamp: range };
      expect(await fixture.call("chat.findChats", { instanceName: "one", where })).toEqual([]);
      expect(await fixture.call("chat.findMessages", { instanceName: "one", where })).toMatchObject({
        messages: { total: 0 },
      });
    }
  }
});
