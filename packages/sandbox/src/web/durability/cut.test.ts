import { setImmediate as nextTurn } from "node:timers/promises";
import type { WAMessage } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { Random } from "../../random.ts";
import { type TestClient, textOfMessage } from "../../testing/baileys-client.ts";
import type { FaultScope } from "../faults/fault.ts";
import { SERVER_ACK, Stage, statusesOf } from "../messaging/testing/stage.ts";
import { exclusiveAuth } from "./testing/session-keys.ts";

const CONTACTS = 10;
const MESSAGES = 300;
const CUTS = 12;

const stage = new Stage();

/** A client that comes back by itself whenever its connection ends. */
async function persistentClient(): Promise<{ readonly ana: TestClient; readonly stop: () => void }> {
  // Only what comes after pairing is cut: the 515 that ends the first session is not counted.
  let sessionsEnded = (): number => 0;
  const ana = await stage.client(1, "Ana", { auth: exclusiveAuth(() => sessionsEnded()) });
  const before = ana.ends.length;
  sessionsEnded = () => ana.ends.length - before;
  let seen = 0;
  let { socket } = ana;
  const timer = setInterval(() => {
    if (sessionsEnded() === seen) return;
    seen = sessionsEnded();
    // What the session has decrypted and acknowledged, but holds back as long as it catches up: nobody else has it.
    socket.ev.flush();
    ana.start();
    socket = ana.socket;
  }, 5);
  return { ana, stop: () => clearInterval(timer) };
}

test("what ten contacts write to a client whose connection is cut again and again is handed over in order until it answers, and shown once", async () => {
  const random = new Random("cuts");
  const { ana, stop } = await persistentClient();
  const contacts = Array.from({ length: CONTACTS }, (_, number) => stage.contact(number, `Contact ${number}`));
  const said: { readonly id: string; readonly author: string }[] = [];
  const cutAfter = new Set(Array.from({ length: CUTS }, () => random.integer("when", MESSAGES)));
  for (let number = 0; number < MESSAGES; number++) {
    const contact = contacts[random.integer("who", CONTACTS)];
    if (contact === undefined) throw new Error("no such contact");
    const { id } = contact.send(ana.jid, { conversation: `message ${number}` });
    said.push({ id, author: contact.account.phone });
    if (cutAfter.has(number)) cut(random);
    for (let turns = random.integer("pause", 12); turns > 0; turns--) await nextTurn();
  }
  stage.world.faults.clear();
  await ana.until(() => ana.isOpen && stage.world.hub.waiting(ana.address).length === 0, { what: "all answers" });
  stop();
  expect(ana.ends.length).toBeGreaterThan(CUTS / 2);

  const shown = shownTo(ana);
  expect(new Set(shown).size).toBe(shown.length);
  for (const handed of handedOver(said)) expect(handed).toEqual([...handed].sort((one, other) => one - other));
  // Decrypted when the connection was already gone, Baileys shows a message to nobody, and refuses it when it comes again.
  const refused = stage.world.transcript
    .stanzas({ direction: "in", tag: "ack", attrs: { class: "message", error: "487" } })
    .map(({ stanza }) => stanza.attrs["id"]);
  const missing = said.map(({ id }) => id).filter((id) => !shown.includes(id));
  expect(missing.filter((id) => !refused.includes(id))).toEqual([]);
  expect(missing.length).toBeLessThanOrEqual(ana.ends.length);
  expect(contacts.flatMap(({ undecryptable }) => undecryptable)).toEqual([]);
}, 60_000);

test("what a client sends, again with the same id after each cut, reaches the contact once and in order", async () => {
  const random = new Random("cuts of the sender");
  const { ana, stop } = await persistentClient();
  const contact = stage.contact(1, "Contact");
  const texts = Array.from({ length: 40 }, (_, number) => `answer ${number}`);
  for (const text of texts) {
    if (random.integer("cut", 4) === 0) cut(random);
    await sendUntilAcked(ana, contact.account.phone, text);
  }
  stage.world.faults.clear();
  stop();
  expect(ana.ends.length).toBeGreaterThan(4);
  const heard = contact.messages.filter(({ fromMe }) => !fromMe).map(({ id }) => contact.message(id));
  expect(heard.map((message) => message?.extendedTextMessage?.text)).toEqual(texts);
  expect(contact.undecryptable).toEqual([]);
}, 60_000);

/** Cuts the connection at once, or instead of the next stanza of some kind and direction. */
function cut(random: Random): void {
  const tag = ["message", "receipt", "ack"][random.integer("tag", 4)];
  const direction = random.integer("direction", 2) === 0 ? "in" : "out";
  const place: FaultScope = tag === undefined ? {} : { direction, match: { tag } };
  stage.world.faults.add({ kind: "drop", ...place });
}

/** Sends a text, again with the same id after each cut, until the server has it. */
async function sendUntilAcked(client: TestClient, phone: string, text: string): Promise<void> {
  const messageId = `3EB0${Buffer.from(text).toString("hex").toUpperCase()}`;
  const isAcked = (): boolean => statusesOf(client, messageId).some((status) => status >= SERVER_ACK);
  while (!isAcked()) {
    await client.until(() => client.isOpen, { what: "open connection" });
    const sessions = client.ends.length;
    await client.send(`${phone}@s.whatsapp.net`, { text }, { messageId }).catch(() => {});
    await client.until(() => isAcked() || client.ends.length > sessions, { what: "ack or cut" });
  }
}

/**
 * For each connection and author, the numbers of the messages as they went out on the wire. What Baileys shows may be in
 * another order: it takes live messages while it still works through those that had waited.
 */
function handedOver(said: readonly { readonly id: string; readonly author: string }[]): number[][] {
  const numbers = new Map(said.map(({ id, author }, number) => [id, { number, author }]));
  const handed = new Map<string, number[]>();
  for (const { stanza, connection } of stage.world.transcript.stanzas({ direction: "out", tag: "message" })) {
    const known = numbers.get(stanza.attrs["id"] ?? "");
    if (known === undefined) continue;
    const key = `${connection} ${known.author}`;
    handed.set(key, [...(handed.get(key) ?? []), known.number]);
  }
  return [...handed.values()];
}

/** Ids of others' messages with a text, in the order in which the application saw them. */
function shownTo(client: TestClient): string[] {
  return client.events
    .filter(({ name }) => name === "messages.upsert")
    .flatMap(({ data }) => (data as { messages: WAMessage[] }).messages)
    .filter(({ key, message }) => key.fromMe !== true && textOfMessage(message) !== undefined)
    .map(({ key }) => key.id ?? "");
}
