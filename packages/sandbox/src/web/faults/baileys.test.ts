import type { BaileysEventMap } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import { textOfMessage } from "../../testing/message-text.ts";
import type { TestClient } from "../../testing/test-client.ts";

const fixture = useSandbox();

async function twoClients(): Promise<[TestClient, TestClient]> {
  const ana = await fixture.connect({ phone: "15550000001", name: "Ana" });
  const bob = await fixture.connect({ phone: "15550000002", name: "Bob" });
  return [ana, bob];
}

/** What it was told, in the order of arrival; what its own phone sends beside that has no text. */
function texts(client: TestClient): string[] {
  const upserts = client.events.filter(({ name }) => name === "messages.upsert");
  return upserts
    .flatMap(({ data }) => (data as BaileysEventMap["messages.upsert"]).messages)
    .map(({ message }) => textOfMessage(message))
    .filter((text) => text !== undefined);
}

test("under latency and jitter clients link, talk and complain about nothing", async () => {
  fixture.sandbox.world.faults.add({ kind: "latency", ms: 20, jitterMs: 15, direction: "both" });
  const [ana, bob] = await twoClients();
  await ana.send(bob.jid, { text: "slow" });
  await bob.text("slow");
  await bob.send(ana.jid, { text: "slow too" });
  await ana.text("slow too");
  expect([...ana.complaints(), ...bob.complaints()]).toEqual([]);
});

test("a message that is lost on its way comes with the next login, once", async () => {
  const [ana, bob] = await twoClients();
  fixture.sandbox.world.faults.add({ kind: "lose", phone: "15550000002", match: { tag: "message" } });
  await ana.send(bob.jid, { text: "lost" });
  await ana.send(bob.jid, { text: "not lost" });
  await bob.text("not lost");
  expect(texts(bob)).toEqual(["not lost"]);
  await bob.reconnect();
  await bob.text("lost");
  expect(texts(bob)).toEqual(["not lost", "lost"]);
});

test("messages that overtake each other are decrypted all the same", async () => {
  const [ana, bob] = await twoClients();
  await ana.send(bob.jid, { text: "first" });
  await bob.text("first");
  fixture.sandbox.world.faults.add({ kind: "reorder", phone: "15550000002", match: { tag: "message" } });
  await ana.send(bob.jid, { text: "second" });
  await ana.send(bob.jid, { text: "third" });
  await bob.text("second");
  expect(texts(bob)).toEqual(["first", "third", "second"]);
});

test("a message that comes twice is shown once", async () => {
  const [ana, bob] = await twoClients();
  fixture.sandbox.world.faults.add({ kind: "duplicate", phone: "15550000002", match: { tag: "message" } });
  await ana.send(bob.jid, { text: "twice" });
  await ana.send(bob.jid, { text: "behind it" });
  await bob.text("behind it");
  expect(texts(bob).filter((text) => text === "twice")).toHaveLength(1);
});

test("a client whose connection is cut instead of the ack has sent its message, and only once", async () => {
  const [ana, bob] = await twoClients();
  fixture.sandbox.world.faults.add({ kind: "drop", phone: "15550000001", match: { tag: "ack", class: "message" } });
  const sent = await ana.send(bob.jid, { text: "accepted" });
  expect(await ana.closed()).toBe(428);
  expect((await bob.text("accepted")).key.id).toBe(sent.key.id);
  await ana.reconnect();
  await ana.send(bob.jid, { text: "again here" });
  await bob.text("again here");
  expect(texts(bob)).toEqual(["accepted", "again here"]);
});

test("a refused request fails in the client with the error that was given", async () => {
  const [ana] = await twoClients();
  fixture.sandbox.world.faults.add({ kind: "refuse-iq", code: 429, text: "rate-overlimit", match: { xmlns: "w:g2" } });
  await expect(ana.socket.groupCreate("Group", [])).rejects.toMatchObject({ message: "rate-overlimit", data: 429 });
  const group = await ana.socket.groupCreate("Group", []);
  expect(group.subject).toBe("Group");
});

test("a stream error on command is what the client reports", async () => {
  const [ana, bob] = await twoClients();
  fixture.sandbox.world.faults.add({ kind: "stream-error", code: 503, phone: "15550000001" });
  expect(await ana.closed()).toBe(503);
  expect(bob.isOpen).toBe(true);
});

test("a client on a frozen connection gives up with 408 by itself, and can come back", async () => {
  const { faults } = fixture.sandbox.world;
  const ana = await fixture.connect({ phone: "15550000001", config: { keepAliveIntervalMs: 500 } });
  faults.add({ kind: "freeze", phone: "15550000001" });
  expect(await ana.closed({ timeoutMs: 15_000 })).toBe(408);
  await expect.poll(() => faults.list()).toEqual([]);
  await ana.reconnect();
});
