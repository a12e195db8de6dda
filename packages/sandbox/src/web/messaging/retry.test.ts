import { expect, test } from "vitest";
import { phoneJid } from "../address.ts";
import { forgetSession, Stage } from "./testing/stage.ts";

const stage = new Stage();

test("a client that lost its session asks again, and then reads the message", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "one" });
  await bob.text("one");
  await bob.send(ana.jid, { text: "two" });
  await ana.text("two");
  await forgetSession(bob, ana);
  const sent = await ana.send(bob.jid, { text: "three" });
  const received = await bob.text("three");
  expect(received.key.id).toBe(sent.key.id);
  const { transcript } = stage.world;
  const asked = transcript.stanzas({
    direction: "out",
    tag: "receipt",
    phone: ana.account.phone,
    attrs: { type: "retry" },
  });
  expect(asked).toHaveLength(1);
  const { device } = bob.address;
  expect(asked[0]?.stanza.attrs["from"]).toBe(phoneJid(bob.account, device));
  await ana.send(bob.jid, { text: "four" });
  await bob.text("four");
  // The refusal that follows the retry receipt must not count as the answer to what was sent again.
  await stage.settled(bob);
});

test("only the device that could not read gets the message again", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "one" });
  await Promise.all([bob.text("one"), laptop.text("one"), second.text("one")]);
  await laptop.send(ana.jid, { text: "two" });
  await Promise.all([ana.text("two"), second.text("two"), bob.text("two")]);
  await forgetSession(laptop, ana);
  const sent = await ana.send(bob.jid, { text: "three" });
  await Promise.all([bob.text("three"), laptop.text("three"), second.text("three")]);
  const { transcript } = stage.world;
  const attrs = { id: sent.key.id ?? "" };
  const copies = transcript
    .stanzas({ direction: "out", tag: "message", attrs })
    .map(({ phone, device }) => `${phone}:${device}`);
  expect(copies.sort()).toEqual(
    [second, bob, laptop, laptop].map(({ account, address }) => `${account.phone}:${address.device}`).sort(),
  );
});

test("an own companion that lost its session gets its copy again", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "one" });
  await second.text("one");
  await second.send(bob.jid, { text: "two" });
  await ana.text("two");
  await forgetSession(second, ana);
  const sent = await ana.send(bob.jid, { text: "three" });
  const copy = await second.text("three");
  expect(copy.key).toMatchObject({ id: sent.key.id, remoteJid: bob.jid, fromMe: true });
});

test("a client asks a contact again", async () => {
  const ana = await stage.client(1, "Ana");
  const phone = stage.contact(1, "Carla");
  const carla = phone.account;
  phone.send(ana.jid, { conversation: "one" });
  await ana.text("one");
  const answer = await ana.send(phoneJid(carla), { text: "two" });
  await ana.until(() => phone.find(answer.key.id ?? ""), { what: "message at the contact" });
  await ana.auth.keys.set({ session: { [`${carla.lid}_1.0`]: null } });
  phone.send(ana.jid, { conversation: "three" });
  await ana.text("three");
  const asked = stage.world.transcript.stanzas({ direction: "in", tag: "receipt", attrs: { type: "retry" } });
  expect(asked).toHaveLength(1);
});
