import { expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { forgetSession, receiptsOf, Stage, textsOf } from "./testing/stage.ts";

const stage = new Stage();

/** A group of the clients' accounts and a contact, made by the first. */
async function groupOf(clients: readonly TestClient[], mode: "pn" | "lid" = "lid"): Promise<string> {
  const [maker, ...others] = clients.map(({ account }) => account);
  if (maker === undefined) throw new Error("a group needs somebody");
  const { jid } = stage.world.groups.create(maker, "Team", [...new Set(others)], { addressingMode: mode });
  await stage.settled(...clients);
  return jid;
}

test.each(["pn", "lid"] as const)(
  "a message reaches every device of every member once, in a %s group",
  async (mode) => {
    const ana = await stage.client(1, "Ana");
    const second = await stage.client(1, "Ana");
    const bob = await stage.client(2, "Bob");
    const carla = await stage.client(3, "Carla");
    const group = await groupOf([ana, second, bob, carla], mode);
    const sent = await ana.send(group, { text: "hello, team" });
    const received = await Promise.all([second, bob, carla].map((client) => client.text("hello, team")));
    for (const { key, pushName } of received) {
      expect(key).toMatchObject({ id: sent.key.id, remoteJid: group, addressingMode: mode });
      expect([ana.jid, ana.lid]).toContain(key.participant?.replace(/:\d+@/, "@"));
      expect(key.participant?.endsWith(mode === "lid" ? "@lid" : "@s.whatsapp.net")).toBe(true);
      expect(pushName).toBe("Ana");
    }
    expect(received.map(({ key }) => key.fromMe)).toEqual([true, false, false]);
    for (let number = 0; number < 5; number++) {
      await bob.send(group, { text: `bob ${number}` });
      await carla.send(group, { text: `carla ${number}` });
    }
    for (const client of [ana, second]) {
      await Promise.all([client.text("bob 4"), client.text("carla 4")]);
      for (const name of ["bob", "carla"]) {
        const texts = textsOf(client).filter((text) => text.startsWith(name));
        expect(texts).toEqual([0, 1, 2, 3, 4].map((number) => `${name} ${number}`));
      }
    }
    expect([ana, second, bob, carla].flatMap((client) => client.complaints())).toEqual([]);
    expect(stage.notes).toEqual([]);
  },
);

test("the author learns who got and who read a message", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const carla = stage.contact(1, "Carla");
  const group = await groupOf([ana, bob]);
  stage.world.groups.add(ana.account, group, [carla.account]);
  await stage.settled(ana, bob);
  const sent = await ana.send(group, { text: "who is there?" });
  const received = await bob.text("who is there?");
  await bob.socket.readMessages([received.key]);
  const expected = [`delivered ${bob.lid}`, `read ${bob.lid}`, `delivered ${carla.account.lid}@lid`];
  for (const receipt of expected) {
    await ana.until(() => receiptsOf(ana, sent.key.id).includes(receipt), { what: receipt });
  }
  await stage.settled(ana);
  expect(receiptsOf(ana, sent.key.id).filter((receipt) => receipt.includes(ana.account.lid))).toEqual([]);
});

test("a member who answers at once does not overtake the message at those whose turn comes later", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const carla = stage.contact(1, "Carla");
  const group = stage.world.groups.create(ana.account, "Team", [carla.account, bob.account]).jid;
  await stage.settled(ana, bob);
  const sent = await ana.send(group, { text: "hello" });
  const attrs = { id: sent.key.id ?? "" };
  await ana.until(() => receiptsOf(ana, sent.key.id).length > 0, { what: "receipts" });
  const stanzas = stage.world.transcript.stanzas({ direction: "out", attrs });
  const answered = stanzas.findIndex(({ stanza }) => stanza.tag === "receipt" && stanza.attrs["type"] !== "sender");
  const given = stanzas.findIndex(({ stanza, phone }) => stanza.tag === "message" && phone === bob.account.phone);
  expect(given).toBeGreaterThanOrEqual(0);
  expect(given).toBeLessThan(answered);
});

test("a member who reads tells his other devices, too, whose message he read", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  const group = await groupOf([ana, bob, laptop]);
  await ana.send(group, { text: "read me" });
  const received = await bob.text("read me");
  await laptop.text("read me");
  await bob.socket.readMessages([received.key]);
  const filter = { direction: "out", tag: "receipt", phone: bob.account.phone, attrs: { type: "read-self" } } as const;
  const { stanza, device } = await stage.world.transcript.waitForStanza(filter);
  expect(device).toBe(laptop.address.device);
  expect(stanza.attrs).toMatchObject({ from: group, participant: bob.lid, recipient: ana.lid });
});

test("a member who lost the sender key asks its author, and then reads the message", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const carla = await stage.client(3, "Carla");
  const group = await groupOf([ana, bob, carla]);
  await ana.send(group, { text: "one" });
  await Promise.all([bob.text("one"), carla.text("one")]);
  await bob.send(ana.jid, { text: "private" });
  await ana.text("private");
  const senderKey = `${group}::${ana.account.lid}_1::${ana.address.device}`;
  const known = await bob.auth.keys.get("sender-key", [senderKey]);
  expect(known[senderKey]).toBeDefined();
  await bob.auth.keys.set({ "sender-key": { [senderKey]: null } });
  const sent = await ana.send(group, { text: "two" });
  const received = await bob.text("two");
  expect(received.key).toMatchObject({ id: sent.key.id, remoteJid: group, fromMe: false });
  const again = stage.world.transcript
    .stanzas({ direction: "out", tag: "message", attrs: { id: sent.key.id ?? "" } })
    .map(({ phone }) => phone);
  expect(again.filter((phone) => phone === bob.account.phone)).toHaveLength(2);
  expect(again.filter((phone) => phone === carla.account.phone)).toHaveLength(1);
  expect(textsOf(carla)).toEqual(["one", "two"]);
  await stage.settled(bob, ana);
});

test("a contact that was not told the sender key asks for it, and then reads the message", async () => {
  const ana = await stage.client(1, "Ana");
  const carla = stage.contact(1, "Carla");
  const group = stage.world.groups.create(ana.account, "Two", [carla.account]).jid;
  await stage.settled(ana);
  // Ana's client takes it that Carla has the key.
  const holders = { [`${carla.account.lid}@lid`]: true };
  await ana.auth.keys.set({ "sender-key-memory": { [group]: holders } });
  const sent = await ana.send(group, { text: "one" });
  await ana.until(() => carla.find(sent.key.id ?? ""), { what: "message at the contact" });
  const asked = { direction: "out", tag: "receipt", phone: ana.account.phone, attrs: { type: "retry" } } as const;
  expect(stage.world.transcript.stanzas(asked)).toHaveLength(1);
  carla.send(group, { conversation: "two" });
  await ana.text("two");
  expect(carla.find(sent.key.id ?? "")).toMatchObject({ chat: group, author: ana.account.lid });
  await stage.settled(ana);
});

test("who is no member, or no admin of an announcement group, cannot write there", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const group = await groupOf([ana, bob]);
  await bob.send(group, { text: "before" });
  await ana.text("before");
  stage.world.groups.change(ana.account, group, { announcement: true });
  await stage.settled(bob);
  const forbidden = await bob.send(group, { text: "may I?" });
  const { transcript } = stage.world;
  const attrs = { id: forbidden.key.id ?? "", error: "403" };
  await transcript.waitForStanza({ direction: "out", tag: "ack", attrs });
  stage.world.groups.remove(ana.account, group, [bob.account]);
  await stage.settled(ana, bob);
  await expect(bob.send(group, { text: "and now?" })).rejects.toThrow("forbidden");
  await ana.send(group, { text: "alone" });
  await stage.settled(ana);
  expect(textsOf(ana)).toEqual(["before"]);
  expect(textsOf(bob)).toEqual([]);
});

test("the session of a group member can break and heal", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const group = await groupOf([ana, bob]);
  await ana.send(group, { text: "one" });
  await bob.text("one");
  await bob.send(group, { text: "two" });
  await ana.text("two");
  await forgetSession(bob, ana);
  await ana.auth.keys.set({ "sender-key-memory": { [group]: null } });
  const sent = await ana.send(group, { text: "three" });
  expect((await bob.text("three")).key.id).toBe(sent.key.id);
});
