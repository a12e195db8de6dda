import type { EngineInstance } from "@waxwing/core";
import { expect, test } from "vitest";
import { useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";
const unlinking = { child: "remove-companion-device" };

async function paired(): Promise<EngineInstance> {
  const instance = fixture.instance("one");
  await fixture.pair(instance, phone);
  return instance;
}

test("logout unlinks the device at WhatsApp, erases it, and repeats without harm", async () => {
  const instance = await paired();
  expect(await fixture.connections.logout(instance)).toBe("unlinked");
  expect(fixture.sandbox.account(phone).devices).toEqual([]);
  expect(fixture.keys.stored.size).toBe(0);
  expect(fixture.keys.open.size).toBe(0);
  const { length } = fixture.told(instance);
  expect(fixture.reports(instance).at(-1)).toMatchObject({
    state: "close",
    statusReason: 401,
    reason: "Logged out through the API",
    isLoggedOut: true,
  });
  expect(fixture.story(instance).filter((entry) => entry.startsWith("close"))).toHaveLength(1);
  expect(await fixture.connections.logout(instance)).toBeUndefined();
  expect(fixture.told(instance)).toHaveLength(length);
  expect(() => fixture.connections.sessions.of(instance)).toThrow(
    expect.objectContaining({ code: "INSTANCE_NOT_CONNECTED" }),
  );
});

test("logout of a connection that hangs unlinks the device over another", async () => {
  const instance = await paired();
  fixture.sandbox.faults.add({ kind: "freeze", phone });
  expect(await fixture.connections.logout(instance)).toBe("unlinked");
  expect(fixture.sandbox.account(phone).devices).toEqual([]);
  expect(fixture.keys.stored.size).toBe(0);
  expect(fixture.story(instance).at(-1)).toBe("close logged_out");
});

test("logout that WhatsApp does not answer takes no longer than it must, and does not say that the device is unlinked", async () => {
  fixture.use({ unlinkWaitMs: 500 });
  const instance = await paired();
  fixture.sandbox.faults.add({ kind: "lose", match: unlinking, direction: "in", times: 2 });
  expect(await fixture.connections.logout(instance)).toBe("unconfirmed");
  expect(fixture.keys.stored.size).toBe(0);
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.story(instance).at(-1)).toBe("close logged_out");
  expect(fixture.reports(instance).at(-1)?.reason).toContain("WhatsApp did not confirm");
  expect(fixture.sandbox.account(phone).devices).toHaveLength(1);
  const { length } = fixture.told(instance);
  expect(await fixture.connections.logout(instance)).toBeUndefined();
  expect(fixture.told(instance)).toHaveLength(length);
});

test.each([
  ["is cut", { kind: "drop" }],
  ["is ended by WhatsApp", { kind: "stream-error", code: 401, conflict: "device_removed" }],
  ["is lost with the answer", { kind: "stream-error", code: 503 }],
] as const)(
  "a connection that %s while the device is being unlinked is the end of it for nobody else",
  async (_what, fault) => {
    const instance = await paired();
    const { length } = fixture.story(instance);
    fixture.sandbox.faults.add({ ...fault, match: unlinking, direction: "in" });
    expect(await fixture.connections.logout(instance)).toBe("unlinked");
    expect(fixture.sandbox.account(phone).devices).toEqual([]);
    expect(fixture.keys.stored.size).toBe(0);
    expect(fixture.keys.open.size).toBe(0);
    expect(fixture.keys.overlaps).toBe(0);
    expect(fixture.story(instance).slice(length)).toEqual(["close logged_out"]);
    expect(fixture.lines.join("")).toContain("the connection ended while the device was being unlinked");
  },
);

/** An instance whose server has been stopped and is there again, but has not taken up its connection. */
async function disconnected(): Promise<EngineInstance> {
  const instance = await paired();
  await fixture.connections.stop(5_000);
  fixture.use({});
  return instance;
}

test.each(["logout", "release"] as const)("a %s unlinks a device that is not connected", async (what) => {
  const instance = await disconnected();
  const { length } = fixture.story(instance);
  await fixture.connections[what](instance);
  expect(fixture.sandbox.account(phone).devices).toEqual([]);
  expect(fixture.keys.stored.size).toBe(0);
  expect(fixture.keys.open.size).toBe(0);
  // Nobody is told that it was connected for that.
  expect(fixture.story(instance).slice(length)).toEqual(what === "logout" ? ["close logged_out"] : []);
});

test("logout unlinks a device that is about to be connected again", async () => {
  fixture.use({ backOff: { firstMs: 600_000, capMs: 600_000 } });
  const instance = await paired();
  fixture.sandbox.faults.add({ kind: "drop", phone, match: { tag: "iq" }, times: 1 });
  const { socket } = fixture.connections.sessions.of(instance);
  socket.sendPresenceUpdate("available").catch(() => undefined);
  socket.fetchBlocklist().catch(() => undefined);
  await fixture.reported(instance, "connection_lost");
  expect(await fixture.connections.logout(instance)).toBe("unlinked");
  expect(fixture.sandbox.account(phone).devices).toEqual([]);
  expect(fixture.story(instance).at(-1)).toBe("close logged_out");
});

test("logout of a device that the phone has unlinked meanwhile knows that it is", async () => {
  const instance = await disconnected();
  fixture.sandbox.account(phone).unlink(1);
  expect(await fixture.connections.logout(instance)).toBe("unlinked");
  expect(fixture.keys.stored.size).toBe(0);
});

test("a server that stops while an open connection does not answer does not say that the device is unlinked", async () => {
  const instance = await paired();
  fixture.sandbox.faults.add({ kind: "freeze", phone });
  const leaving = fixture.connections.logout(instance);
  await fixture.connections.stop(10_000);
  expect(await leaving).toBe("unconfirmed");
  expect(fixture.sandbox.account(phone).devices).toHaveLength(1);
});

test("a server can stop while it connects to unlink a device", async () => {
  const instance = await disconnected();
  fixture.sandbox.faults.add({ kind: "freeze", phone });
  const leaving = fixture.connections.logout(instance);
  await fixture.until(() => fixture.keys.open.size === 1, "open keys");
  await fixture.connections.stop(5_000);
  expect(await leaving).toBe("unconfirmed");
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.lines.join("")).not.toContain("not every connection was closed in time");
});
