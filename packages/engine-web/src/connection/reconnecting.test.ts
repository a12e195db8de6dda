import type { EngineInstance } from "@waxwing/core";
import type { Sandbox } from "@waxwing/sandbox";
import { expect, test } from "vitest";
import { patient, useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";

const account = (): ReturnType<Sandbox["account"]> => fixture.sandbox.account(phone);
const deviceOf = (instance: EngineInstance): number =>
  Number(/:(\d+)@/.exec(fixture.keys.credentials(instance.id)?.me?.id ?? "")?.[1]);

async function paired(change: Partial<EngineInstance> = {}): Promise<EngineInstance> {
  const instance = fixture.instance("one", change);
  await fixture.pair(instance, phone);
  return instance;
}

/** What was told since, once the instance is open again. */
async function openAgain(instance: EngineInstance, after: number): Promise<readonly string[]> {
  await fixture.until(() => fixture.reports(instance).length > after && fixture.isOpen(instance), "open again");
  return fixture.story(instance).slice(after);
}

test.each([
  ["a cut", () => account().drop(1), "connecting connection_lost"],
  ["503", () => account().end(1, "server-restart"), "connecting unavailable"],
  ["515", () => account().end(1, "restart-required"), "connecting restart_required"],
  ["the end of the stream", () => account().end(1, "stream-end"), "connecting connection_lost"],
  ["an unknown code", () => account().end(1, { streamError: 599 }), "connecting failed"],
])("after %s it connects again by itself, and says why", async (_, end, story) => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  end();
  expect(await openAgain(instance, length)).toEqual([story, "open connected"]);
  expect(account().devices).toHaveLength(1);
  expect(fixture.keys.overlaps).toBe(0);
});

test("a server that is away is tried until it is back", async () => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  const refusal = fixture.sandbox.faults.add({
    kind: "stream-error",
    code: 503,
    match: { tag: "success" },
    times: Number.POSITIVE_INFINITY,
  });
  fixture.sandbox.restartServer();
  await fixture.until(() => fixture.lines.filter((line) => line.includes('"unavailable"')).length > 3, "more tries");
  fixture.sandbox.faults.remove(refusal.id);
  const story = await openAgain(instance, length);
  expect(story.at(-1)).toBe("open connected");
  expect(new Set(story.slice(0, -1))).toEqual(new Set(["connecting unavailable"]));
});

test("a connection that is open but deaf is noticed and made anew", async () => {
  fixture.use({ environment: { liveness: { idleMs: 300, answerMs: 150, handledMs: 60_000 } } });
  const instance = await paired();
  const { length } = fixture.reports(instance);
  fixture.sandbox.faults.add({ kind: "freeze", phone });
  expect(await openAgain(instance, length)).toEqual(["connecting deaf", "open connected"]);
});

test("an idle connection that answers stays", async () => {
  fixture.use({ environment: { liveness: { idleMs: 30, answerMs: 2_000, handledMs: 60_000 } } });
  const instance = await paired();
  const { length } = fixture.reports(instance);
  const pings = (): number =>
    fixture.sandbox.transcript.entries.filter((entry) => JSON.stringify(entry).includes("ping")).length;
  await fixture.until(() => pings() >= 5, "pings");
  expect(fixture.story(instance).slice(length)).toEqual([]);
});

test("messages that arrive while nothing is made of them are noticed", async () => {
  const { openKeys } = fixture.keys;
  let hangs = true;
  fixture.use({
    environment: {
      liveness: { idleMs: 50, answerMs: 2_000, handledMs: 300 },
      ports: {
        ...fixture.keys,
        createInbound: fixture.inbound.createInbound,
        async openKeys(options) {
          const keys = await openKeys(options);
          return {
            ...keys,
            makeSignalRepository: (...args) => {
              const repository = keys.makeSignalRepository(...args);
              const { decryptMessage } = repository;
              const never = new Promise<Uint8Array>(() => {});
              repository.decryptMessage = (message) =>
                hangs && isOfContact(message.jid) ? never : decryptMessage(message);
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
  const { length } = fixture.reports(instance);
  await contact.say("hello", { to: phone });
  await fixture.until(() => fixture.story(instance).includes("connecting deaf"), "report");
  hangs = false;
  expect((await openAgain(instance, length)).at(-1)).toBe("open connected");
  await fixture.until(() => fixture.inbound.messages.some(({ message }) => message?.conversation === "hello"), "text");
});

test("440: another client has taken over; it is told and not fought", async () => {
  const instance = await paired();
  account().end(1, "replaced");
  await fixture.reported(instance, "replaced");
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "close", statusReason: 440, isFinal: true });
  expect(() => fixture.connections.sessions.of(instance)).toThrow(
    expect.objectContaining({ code: "INSTANCE_NOT_CONNECTED" }),
  );
  expect(account().devices).toMatchObject([{ isConnected: false }]);
  await fixture.connections.connect(instance, undefined, patient);
  expect(account().devices).toMatchObject([{ id: 1, isConnected: true }]);
});

test("403: a banned account is given up, with its credentials kept", async () => {
  const instance = await paired();
  account().ban();
  await fixture.reported(instance, "banned");
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "close", statusReason: 403, isFinal: true });
  account().unban();
  await fixture.connections.connect(instance, undefined, patient);
  expect(fixture.isOpen(instance)).toBe(true);
});

test("405: a client that is too old says so and stops", async () => {
  const instance = await paired();
  account().end(1, { failure: 405 });
  await fixture.reported(instance, "client_outdated");
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "close", isFinal: true });
});

test("401 from the phone: the device is erased, and the instance can be paired again", async () => {
  const instance = await paired();
  account().unlink(deviceOf(instance));
  await fixture.reported(instance, "logged_out");
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "close", isFinal: true, isLoggedOut: true });
  expect(fixture.keys.stored.size).toBe(0);
  await fixture.pair(instance, phone);
  expect(account().devices).toMatchObject([{ id: 2 }]);
});

test("who connects a device that was unlinked while it was away gets a QR code at once", async () => {
  const instance = await paired();
  account().end(1, "replaced");
  await fixture.reported(instance, "replaced");
  account().unlink(1);
  const answer = await fixture.connections.connect(instance, undefined, patient);
  expect(answer.base64).toMatch(/^data:image\/png/);
  expect(fixture.story(instance).slice(-3)).toEqual(["close logged_out", "connecting starting", "connecting pairing"]);
});

test("a commit of keys that fails drops the connection, which starts again from what is stored", async () => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  const { socket } = fixture.connections.sessions.of(instance);
  fixture.keys.fail(instance.id);
  // Before whoever waits for the commit hears of it, and tells WhatsApp that a message could not be read.
  expect(socket.ws.isOpen).toBe(false);
  expect(await openAgain(instance, length)).toEqual(["connecting storage_failed", "open connected"]);
});

test("what is written waits for the keys; when they cannot be committed it never leaves, and the connection ends", async () => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  const { socket } = fixture.connections.sessions.of(instance);
  const pings = () => fixture.sandbox.transcript.stanzas({ direction: "in", phone, attrs: { xmlns: "w:p" } }).length;
  const ping = () =>
    socket.sendNode({ tag: "iq", attrs: { id: socket.generateMessageTag(), type: "get", xmlns: "w:p" } });
  const keys = Promise.withResolvers<void>();
  fixture.keys.uncommitted = keys.promise;
  const before = pings();
  await ping();
  await fixture.sandbox.idle();
  expect(pings()).toBe(before);
  fixture.keys.uncommitted = undefined;
  keys.resolve();
  await fixture.until(() => pings() === before + 1, "the ping");

  const failing = Promise.withResolvers<void>();
  fixture.keys.uncommitted = failing.promise;
  await ping();
  fixture.keys.uncommitted = undefined;
  failing.reject(new Error("the database is away"));
  expect(await openAgain(instance, length)).toEqual(["connecting storage_failed", "open connected"]);
  expect(pings()).toBe(before + 1);
});

test("a database that is away while it connects is waited for", async () => {
  const instance = await paired();
  const { length } = fixture.reports(instance);
  fixture.keys.failure = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
  account().drop(1);
  await fixture.reported(instance, "storage_failed");
  fixture.keys.failure = undefined;
  expect((await openAgain(instance, length)).at(-1)).toBe("open connected");
});
