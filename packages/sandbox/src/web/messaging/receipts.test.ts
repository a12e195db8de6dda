import type { WAMessage, WAMessageUpdate } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { phoneJid } from "../address.ts";
import { element } from "../stanza.ts";
import {
  DELIVERY_ACK,
  PENDING,
  PLAYED,
  READ,
  SERVER_ACK,
  Stage,
  status,
  statusesOf,
  watchStatuses,
} from "./testing/stage.ts";

const stage = new Stage();

test("with some latency a message goes through pending, sent, delivered and read", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  stage.world.faults.add({ kind: "latency", ms: 150 });
  // Baileys gathers events for 100 ms: what comes sooner melts into one.
  const statuses = watchStatuses(ana);
  const sent = await ana.send(bob.jid, { text: "how far?" });
  const received = await bob.text("how far?");
  await status(ana, sent.key.id, DELIVERY_ACK);
  await bob.socket.readMessages([received.key]);
  await status(ana, sent.key.id, READ);
  expect(statuses(sent.key.id)).toEqual([PENDING, SERVER_ACK, DELIVERY_ACK, READ]);
  expect(stage.notes).toEqual([]);
});

test("several messages are read with one receipt, and the reader's other devices learn it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  const sent: WAMessage[] = [];
  for (const text of ["one", "two", "three"]) sent.push(await ana.send(bob.jid, { text }));
  await laptop.text("three");
  const received = await Promise.all(["one", "two", "three"].map((text) => bob.text(text)));
  // A delivery that another device reports after the reading would set the status back, as it does in WhatsApp.
  await stage.settled(bob, laptop);
  await bob.socket.readMessages(received.map(({ key }) => key));
  for (const { key } of sent) await status(ana, key.id, READ);
  const isReadByMe = ({ key, update }: WAMessageUpdate): boolean =>
    key.id === sent[2]?.key.id && key.fromMe === false && key.remoteJid === ana.jid && update.status === READ;
  await laptop.waitFor("messages.update", (updates) => updates.some(isReadByMe));
  const receipts = stage.world.transcript.stanzas({ direction: "out", tag: "receipt", attrs: { type: "read" } });
  expect(receipts).toHaveLength(1);
});

test("a client that is not in use delivers, too", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await bob.socket.sendPresenceUpdate("unavailable");
  const sent = await ana.send(bob.jid, { text: "are you there?" });
  await status(ana, sent.key.id, DELIVERY_ACK);
  const { transcript } = stage.world;
  expect(transcript.stanzas({ direction: "in", tag: "receipt", attrs: { type: "inactive" } })).toHaveLength(1);
  expect(transcript.stanzas({ direction: "out", tag: "receipt", attrs: { type: "inactive" } })).toEqual([]);
});

test("who hides that he reads does not tell, whatever his client says", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  await bob.socket.updateReadReceiptsPrivacy("none");
  const sent = await ana.send(bob.jid, { text: "secret reader" });
  const received = await bob.text("secret reader");
  await laptop.text("secret reader");
  await bob.socket.sendReceipts([received.key], "read");
  await laptop.waitFor("messages.update", (updates) => updates.some(({ update }) => update.status === READ));
  const next = await ana.send(bob.jid, { text: "still there?" });
  await status(ana, next.key.id, DELIVERY_ACK);
  expect(statusesOf(ana, sent.key.id)).not.toContain(READ);
  await bob.socket.updateReadReceiptsPrivacy("all");
  await bob.socket.readMessages([received.key]);
  await status(ana, sent.key.id, READ);
});

test("who hides that he reads does not see others read", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.socket.updateReadReceiptsPrivacy("none");
  const sent = await ana.send(bob.jid, { text: "did you read this?" });
  const received = await bob.text("did you read this?");
  await bob.socket.readMessages([received.key]);
  const next = await ana.send(bob.jid, { text: "never mind" });
  await status(ana, next.key.id, DELIVERY_ACK);
  await bob.text("never mind");
  const { transcript } = stage.world;
  await transcript.waitForStanza({ direction: "in", tag: "receipt", attrs: { type: "read" } });
  expect(transcript.stanzas({ direction: "out", tag: "receipt", attrs: { type: "read" } })).toEqual([]);
  expect(statusesOf(ana, sent.key.id)).not.toContain(READ);
});

test("a contact reads and plays what a client sent", async () => {
  const ana = await stage.client(1, "Ana");
  const phone = stage.contact(1, "Carla");
  const sent = await ana.send(phoneJid(phone.account), { text: "listen" });
  await status(ana, sent.key.id, DELIVERY_ACK);
  const logged = phone.find(sent.key.id ?? "");
  if (logged === undefined) throw new Error("the message is not there");
  phone.sendReceipt(logged, "read");
  await status(ana, sent.key.id, READ);
  phone.sendReceipt(logged, "played");
  await status(ana, sent.key.id, PLAYED);
});

test("the sender learns first that the server has his message, and then that it was delivered", async () => {
  const ana = await stage.client(1, "Ana");
  const carla = stage.contact(1, "Carla");
  const sent = await ana.send(phoneJid(carla.account), { text: "quick" });
  await status(ana, sent.key.id, DELIVERY_ACK);
  const told = stage.world.transcript.stanzas({ direction: "out", attrs: { id: sent.key.id ?? "" } });
  expect(told.map(({ stanza: { tag, attrs } }) => `${tag} ${attrs["type"] ?? ""}`)).toEqual([
    "ack text",
    "receipt sender",
    "receipt ",
  ]);
});

test("a client reads what a contact sent, and the contact learns of it", async () => {
  const ana = await stage.client(1, "Ana");
  const phone = stage.contact(1, "Carla");
  const { id } = phone.send(ana.jid, { conversation: "read this" });
  const received = await ana.text("read this");
  await ana.socket.readMessages([received.key]);
  await stage.world.transcript.waitForStanza({ direction: "in", tag: "receipt", attrs: { id, type: "read" } });
  const kinds = phone.receipts.of(id).map(({ kind, from }) => `${kind} ${from}`);
  expect(kinds).toEqual([`delivered ${ana.account.phone}`, `read ${ana.account.phone}`]);
});

test("a receipt for a message that the device was never given is in the transcript's notes", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  await laptop.socket.logout();
  const sent = await ana.send(bob.jid, { text: "for Bob" });
  await bob.text("for Bob");
  const id = sent.key.id ?? "";
  await ana.socket.sendNode(element("receipt", { id, to: ana.jid }));
  await stage.world.transcript.waitFor(({ note }) => note?.includes(`receipt for message ${id}`) ?? false);
  expect(stage.notes).toHaveLength(1);
});

test("each receipt of a client is acknowledged", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const sent = await ana.send(bob.jid, { text: "hello" });
  await status(ana, sent.key.id, DELIVERY_ACK);
  const receipts = stage.world.transcript.stanzas({ direction: "in", tag: "receipt", phone: bob.account.phone });
  for (const { stanza } of receipts) {
    const attrs = { id: stanza.attrs["id"] ?? "", class: "receipt" };
    await stage.world.transcript.waitForStanza({ direction: "out", tag: "ack", phone: bob.account.phone, attrs });
  }
  expect(receipts.length).toBeGreaterThan(0);
});
