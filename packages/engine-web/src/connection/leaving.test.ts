import { setImmediate } from "node:timers/promises";
import type { EngineInstance } from "@waxwing/core";
import { expect, test } from "vitest";
import { createConnectSlots } from "./connect-slots.ts";
import { patient, useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";

async function paired(): Promise<EngineInstance> {
  const instance = fixture.instance("one");
  await fixture.pair(instance, phone);
  return instance;
}

test("logout while the QR code is shown ends the pairing", async () => {
  const instance = fixture.instance("one");
  await fixture.connections.connect(instance, undefined, patient);
  await fixture.connections.logout(instance);
  await fixture.until(() => fixture.sandbox.pending.length === 0, "end of the pairing");
  expect(fixture.story(instance).at(-1)).toBe("close logged_out");
});

test("an instance that is deleted leaves no connection and no keys, and tells nothing more", async () => {
  const instance = await paired();
  await fixture.connections.release(instance);
  const { length } = fixture.told(instance);
  await fixture.connections.release(instance);
  expect(fixture.sandbox.account(phone).devices).toEqual([]);
  expect(fixture.keys.stored.size).toBe(0);
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.told(instance)).toHaveLength(length);
});

test.each(["logout", "release"] as const)(
  "a %s that the database refuses leaves no instance behind that says it is open",
  async (what) => {
    const { eraseSession } = fixture.keys;
    let refusals = 1;
    const connections = fixture.use({
      environment: {
        ports: {
          ...fixture.keys,
          createInbound: fixture.inbound.createInbound,
          async eraseSession(instanceId) {
            if (refusals-- > 0) throw new Error("the database is away");
            await eraseSession(instanceId);
          },
        },
      },
    });
    const instance = await paired();
    await expect(connections[what](instance)).rejects.toThrow("the database is away");
    // WhatsApp has unlinked the device.
    await fixture.reported(instance, "logged_out");
    expect(fixture.keys.stored.size).toBe(0);
    expect(await connections.connect(instance, undefined, patient)).toMatchObject({ count: 1 });
    await connections[what](instance);
    expect(fixture.keys.open.size).toBe(0);
  },
);

test("an instance can be deleted while it connects", async () => {
  const instance = fixture.instance("one");
  fixture.sandbox.faults.add({ kind: "lose", match: { child: "pair-device" }, times: 1 });
  const connecting = fixture.connections.connect(instance, undefined, patient);
  const refused = expect(connecting).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
  await fixture.until(() => fixture.keys.open.size === 1, "open keys");
  await fixture.connections.release(instance);
  await refused;
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.keys.stored.size).toBe(0);
});

test("restart closes and opens again with the same device", async () => {
  const instance = await paired();
  const { socket } = fixture.connections.sessions.of(instance);
  expect(await fixture.connections.restart(instance, patient)).toEqual({
    instance: { instanceName: "one", state: "open" },
  });
  expect(fixture.connections.sessions.of(instance).socket).not.toBe(socket);
  expect(fixture.sandbox.account(phone).devices).toMatchObject([{ id: 1, isConnected: true }]);
});

test("the server stops without logging out, and takes the connection up when it starts", async () => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  await fixture.connections.stop(5_000);
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.reports(instance)).toHaveLength(length);
  expect(fixture.sandbox.account(phone).devices).toMatchObject([{ id: 1, isConnected: false }]);

  fixture.use({}).start();
  await fixture.until(() => fixture.reports(instance).length > length && fixture.isOpen(instance), "open again");
  expect(fixture.sandbox.account(phone).devices).toMatchObject([{ id: 1, isConnected: true }]);
});

test("a server that stops still answers the message that it is working on", async () => {
  const working = Promise.withResolvers<void>();
  const stopping = Promise.withResolvers<void>();
  fixture.use({
    environment: {
      ports: {
        ...fixture.keys,
        createInbound: fixture.inbound.createInbound,
        async openKeys(options) {
          const keys = await fixture.keys.openKeys(options);
          return {
            ...keys,
            makeSignalRepository: (...args) => {
              const repository = keys.makeSignalRepository(...args);
              const { decryptMessage } = repository;
              repository.decryptMessage = async (message) => {
                if (isOfContact(message.jid)) {
                  working.resolve();
                  await stopping.promise;
                }
                return decryptMessage(message);
              };
              return repository;
            },
          };
        },
      },
    },
  });
  const contact = await fixture.sandbox.contact("15550000009", { name: "Bob" });
  const { lid, jid } = fixture.sandbox.account("15550000009");
  const isOfContact = (author: string): boolean =>
    [lid, jid].some((address) => address.split("@")[0] === author.split(/[:@]/)[0]);
  const instance = await paired();
  await fixture.until(() => (fixture.keys.credentials(instance.id)?.accountSyncCounter ?? 0) > 0, "first sync");
  await contact.say("hello", { to: phone });
  await working.promise;
  const stopped = fixture.connections.stop(5_000);
  // The connection is being taken apart.
  for (let turns = 0; turns < 5; turns++) await setImmediate();
  stopping.resolve();
  await stopped;
  const told = () => fixture.inbound.messages.map(({ message }) => message?.conversation);
  const { length } = told();
  expect(told().at(-1)).toBe("hello");

  fixture.use({}).start();
  await contact.say("next", { to: phone });
  await fixture.until(() => told().includes("next"), "next message");
  // WhatsApp did not have to deliver it again.
  expect(told().slice(length)).toEqual(["next"]);
});

test("what was stored as open without credentials is told to be logged out at the start", async () => {
  const instance = fixture.instance("one", { connectionState: "open" });
  fixture.use({}).start();
  await fixture.reported(instance, "logged_out");
  expect(fixture.sandbox.pending).toEqual([]);
});

test("a server can stop while its instances connect", async () => {
  const connections = fixture.use({ slots: createConnectSlots(3) });
  const instances = Array.from({ length: 10 }, (_, index) => fixture.instance(`i${index}`));
  const calls = instances.map((instance) => connections.connect(instance, undefined, patient).catch(() => undefined));
  await fixture.until(() => fixture.keys.open.size > 0, "open keys");
  await connections.stop(5_000);
  await Promise.all(calls);
  expect(fixture.keys.open.size).toBe(0);
  await fixture.until(() => fixture.sandbox.pending.length === 0, "end of all connections");
  await expect(connections.connect(fixture.instance("late"), undefined, patient)).rejects.toMatchObject({
    code: "SERVICE_UNAVAILABLE",
  });
});

test("of thirty instances that start at once, never more than five are under way", async () => {
  const instances = Array.from({ length: 30 }, (_, index) =>
    fixture.instance(`i${index}`, { connectionState: "connecting" }),
  );
  let underWay = 0;
  let most = 0;
  const order: string[] = [];
  const slots = createConnectSlots(5);
  const connections = fixture.use({
    slots: {
      async acquire(signal) {
        const slot = await slots.acquire(signal);
        if (slot === undefined) return undefined;
        underWay += 1;
        most = Math.max(most, underWay);
        let isHeld = true;
        return {
          release() {
            if (isHeld) underWay -= 1;
            isHeld = false;
            slot.release();
          },
        };
      },
    },
    environment: {
      ports: {
        ...fixture.keys,
        createInbound: fixture.inbound.createInbound,
        openKeys(options) {
          order.push(options.instanceId);
          return fixture.keys.openKeys(options);
        },
      },
    },
  });
  connections.start();
  await fixture.until(() => fixture.sandbox.pending.length === 30, "thirty QR codes");
  expect(most).toBe(5);
  expect(order).toEqual(instances.map(({ id }) => id));
});

test("a server can stop while it looks whether an instance is paired", async () => {
  await paired();
  await fixture.connections.stop(5_000);
  const looking = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();
  const connections = fixture.use({
    environment: {
      ports: {
        ...fixture.keys,
        createInbound: fixture.inbound.createInbound,
        async hasCredentials(instanceId) {
          looking.resolve();
          await looked.promise;
          return fixture.keys.hasCredentials(instanceId);
        },
      },
    },
  });
  connections.start();
  await looking.promise;
  const stopped = connections.stop(5_000);
  looked.resolve();
  await stopped;
  expect(fixture.lines.join("")).not.toContain("not every connection was closed in time");
  expect(fixture.keys.open.size).toBe(0);
  expect(fixture.sandbox.account(phone).devices).toMatchObject([{ isConnected: false }]);
});
