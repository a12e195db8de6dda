import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";

const fixture = useSandbox();

test("a client that logs out over a slow line is unlinked, although it closes its connection at once", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const { directory, faults, hub } = fixture.sandbox.world;
  faults.add({ kind: "latency", ms: 30, direction: "both" });
  await client.socket.logout();
  expect(await client.closed()).toBe(401);
  await expect.poll(() => directory.companions(client.account)).toEqual([]);
  expect(hub.connections).toEqual([]);
});
