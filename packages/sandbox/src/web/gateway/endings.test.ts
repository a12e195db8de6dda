import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import type { Ending } from "./endings.ts";

const PHONE = "5511988887777";
const fixture = useSandbox();

test.each<[Ending, number]>([
  ["restart-required", 515],
  ["device-removed", 401],
  ["replaced", 440],
  ["server-restart", 503],
  ["stream-end", 428],
  [{ streamError: 500 }, 500],
  [{ failure: 411 }, 411],
])("%j is what a client reports as %i", async (ending, code) => {
  const client = await fixture.connect({ phone: PHONE });
  const { length } = client.ends;
  expect(fixture.sandbox.world.devices.end(client.address, ending)).toBe(true);
  await client.until(() => client.ends.length > length, { what: "end of the connection" });
  expect(client.ends[length]).toBe(code);
});

test("a connection that is cut without a word is reported as 428, and the client can come back", async () => {
  const client = await fixture.connect({ phone: PHONE });
  fixture.sandbox.world.hub.connection(client.address)?.drop();
  expect(await client.closed()).toBe(428);
  await client.reconnect();
});

test("a server that restarts ends all connections, and all clients can come back", async () => {
  const clients = [await fixture.connect({ phone: PHONE }), await fixture.connect({ phone: "5511977776666" })];
  fixture.sandbox.world.devices.endAll("server-restart");
  for (const client of clients) {
    expect(await client.closed()).toBe(503);
    await client.reconnect();
  }
});

test("a device that the phone unlinks is logged out, and cannot come back", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { devices, directory, keyServer } = fixture.sandbox.world;
  const { address } = client;
  expect(devices.unlink(client.account, address.device)).toBe(true);
  expect(await client.closed()).toBe(401);
  expect(directory.companions(client.account)).toEqual([]);
  expect(keyServer.has(address)).toBe(false);
  expect(keyServer.count(address)).toBe(0);
  await expect(client.reconnect()).rejects.toThrow("ended with 401");
  expect(devices.unlink(client.account, address.device)).toBe(false);
});

test("a client that logs out is unlinked, its account's others are not", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const other = await fixture.connect({ phone: PHONE });
  const { directory } = fixture.sandbox.world;
  await client.socket.logout();
  expect(await client.closed()).toBe(401);
  await client.until(() => directory.companions(client.account).length === 1, { what: "unlinking" });
  expect(directory.companions(client.account)).toMatchObject([{ id: other.address.device }]);
  expect(other.isOpen).toBe(true);
  expect(client.complaints()).toEqual([]);
});

test("a client cannot log another device out", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const other = await fixture.connect({ phone: PHONE });
  const request = client.socket.query({
    tag: "iq",
    attrs: { to: "@s.whatsapp.net", type: "set", xmlns: "md" },
    content: [
      { tag: "remove-companion-device", attrs: { jid: other.auth.creds.me?.id ?? "", reason: "user_initiated" } },
    ],
  });
  await expect(request).rejects.toThrow("forbidden");
  expect(other.isOpen).toBe(true);
});
