import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectClient } from "../../testing/baileys-client.ts";
import { startTestSandbox } from "../../testing/start.ts";
import { phoneJid } from "../address.ts";
import { childOf } from "../stanza.ts";
import { DELIVERY_ACK, READ, SERVER_ACK, Stage, status, statusesOf, textsOf } from "./testing/stage.ts";

const stage = new Stage();

test("what comes while a client is away waits, and is delivered in order when it is back", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "before" });
  await bob.text("before");
  await stage.cut(bob);
  const texts = Array.from({ length: 25 }, (_, index) => `waiting ${index}`);
  for (const text of texts) await ana.send(bob.jid, { text });
  const last = await ana.send(bob.jid, { text: "last" });
  await status(ana, last.key.id, SERVER_ACK);
  expect(statusesOf(ana, last.key.id)).not.toContain(DELIVERY_ACK);
  const after = bob.events.length;
  await bob.reconnect();
  await bob.text("last", { after });
  expect(textsOf(bob)).toEqual(["before", ...texts, "last"]);
  const types = bob.events
    .slice(after)
    .flatMap(({ name, data }) => (name === "messages.upsert" ? [(data as { type: string }).type] : []));
  expect(new Set(types)).toEqual(new Set(["append"]));
  await status(ana, last.key.id, DELIVERY_ACK);
  expect(bob.complaints()).toEqual([]);
});

test("a message that was lost with the connection comes again, and those before it do not", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const answered = await ana.send(bob.jid, { text: "answered" });
  await status(ana, answered.key.id, DELIVERY_ACK);
  await stage.settled(bob);
  // Instead of the message, the connection is cut.
  stage.world.faults.add({ kind: "drop", phone: bob.account.phone, match: { tag: "message" } });
  const sent = await ana.send(bob.jid, { text: "lost on the way" });
  await bob.closed();
  expect(textsOf(bob)).toEqual(["answered"]);
  await bob.reconnect();
  await status(ana, sent.key.id, DELIVERY_ACK);
  expect(textsOf(bob)).toEqual(["answered", "lost on the way"]);
  expect(bob.complaints()).toEqual([]);
});

test("a message whose receipt was lost comes again; the client has used its key and refuses it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  // Instead of taking the receipt, the server cuts the connection.
  stage.world.faults.add({ kind: "drop", direction: "in", phone: bob.account.phone, match: { tag: "receipt" } });
  const sent = await ana.send(bob.jid, { text: "once" });
  await bob.closed();
  const { number } = stage.world.transcript.entries.at(-1) ?? { number: 0 };
  await bob.reconnect();
  const attrs = { id: sent.key.id ?? "", class: "message" };
  const { stanza } = await stage.world.transcript.waitForStanza({ direction: "in", tag: "ack", attrs });
  expect(stanza.attrs["error"]).toBe("487");
  const again = stage.world.transcript
    .stanzas({ direction: "out", tag: "message", phone: bob.account.phone })
    .filter((entry) => entry.number > number);
  expect(again.map((entry) => entry.stanza.attrs["id"])).toEqual([sent.key.id]);
  expect(textsOf(bob)).toEqual(["once"]);
  await stage.settled(bob);
});

test("in a session that was answered, Baileys asks for such a message once more and shows it twice; the server sent it again once", async () => {
  const ana = await stage.client(1, "Ana");
  const contact = stage.contact(1, "Carla");
  contact.send(ana.jid, { conversation: "begin" });
  await ana.text("begin");
  const answer = await ana.send(phoneJid(contact.account), { text: "answer" });
  await ana.until(() => contact.find(answer.key.id ?? ""), { what: "message at the contact" });
  await stage.settled(ana);
  stage.world.faults.add({ kind: "drop", direction: "in", phone: ana.account.phone, match: { tag: "receipt" } });
  const { id } = contact.send(ana.jid, { conversation: "twice" });
  await ana.closed();
  expect(textsOf(ana)).toEqual(["begin", "twice"]);
  await ana.reconnect();
  await ana.until(() => textsOf(ana).length === 3, { what: "message again" });
  expect(textsOf(ana)).toEqual(["begin", "twice", "twice"]);
  const { transcript } = stage.world;
  const sent = transcript.stanzas({ direction: "out", tag: "message", attrs: { id } }).map(({ stanza }) => stanza);
  const [first, again, asked] = sent.map((stanza) => childOf(stanza, "enc"));
  expect(sent.map(({ attrs }) => attrs["offline"])).toEqual([undefined, "0", undefined]);
  expect([first?.attrs["type"], asked?.attrs["type"]]).toEqual(["msg", "pkmsg"]);
  expect(again).toEqual(first);
  await stage.settled(ana);
  expect(transcript.stanzas({ direction: "in", tag: "receipt", attrs: { id, type: "retry" } })).toHaveLength(1);
});

test("a client that reconnects gets nothing that it has answered", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  for (let number = 0; number < 10; number++) {
    await ana.send(bob.jid, { text: `to Bob ${number}` });
    await bob.send(ana.lid, { text: `to Ana ${number}` });
  }
  await Promise.all([ana.text("to Ana 9"), second.text("to Ana 9"), second.text("to Bob 9"), bob.text("to Bob 9")]);
  const received = await bob.text("to Bob 9");
  await bob.socket.readMessages([received.key]);
  const clients = [ana, second, bob];
  for (const client of clients) {
    await stage.cut(client);
  }
  const entries = stage.world.transcript.entries.at(-1)?.number ?? 0;
  for (const client of clients) await client.reconnect();
  const again = stage.world.transcript
    .stanzas({ direction: "out" })
    .filter(({ number, stanza }) => number > entries && stanza.attrs["offline"] !== undefined);
  expect(again).toEqual([]);
});

test("receipts, too, wait for a client that is away", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await stage.cut(bob);
  const sent = await ana.send(bob.jid, { text: "later" });
  await status(ana, sent.key.id, SERVER_ACK);
  await stage.cut(ana);
  await bob.reconnect();
  const received = await bob.text("later");
  await bob.socket.readMessages([received.key]);
  await stage.world.transcript.waitForStanza({ direction: "in", tag: "receipt", attrs: { type: "read" } });
  await ana.reconnect();
  await status(ana, sent.key.id, READ);
});

test("what waits for a client survives a restart of the sandbox", async () => {
  const directory = await mkdtemp(join(tmpdir(), "offline-"));
  let sandbox = await startTestSandbox({ data: directory });
  const bob = await connectClient(sandbox, { phone: "5511988882000", name: "Bob" });
  const carla = sandbox.world.phones.of(sandbox.world.directory.account("5511977771000", { name: "Carla" }));
  carla.send(bob.jid, { conversation: "before" });
  await bob.text("before");
  await bob.close();
  carla.send(bob.jid, { conversation: "one" });
  carla.send(bob.jid, { conversation: "two" });
  await sandbox.close();
  sandbox = await startTestSandbox({ data: directory });
  const again = await connectClient(sandbox, { phone: "5511988882000", auth: bob.auth });
  await again.text("two");
  expect(textsOf(again)).toEqual(["one", "two"]);
  expect(again.complaints()).toEqual([]);
  expect(sandbox.world.transcript.entries.flatMap(({ note }) => note ?? [])).toEqual([]);
  await again.close();
  await sandbox.close();
  await rm(directory, { recursive: true });
});
