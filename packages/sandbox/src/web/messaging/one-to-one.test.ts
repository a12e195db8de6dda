import type { JidWithDevice } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { phoneJid } from "../address.ts";
import { element } from "../stanza.ts";
import { ERROR, SERVER_ACK, Stage, status, textsOf } from "./testing/stage.ts";

const stage = new Stage();

test("a text reaches the other client with its author's name and both of his JIDs", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const sent = await ana.send(bob.jid, { text: "oi" });
  const received = await bob.text("oi");
  expect(received.key).toMatchObject({ id: sent.key.id, fromMe: false, remoteJidAlt: ana.lid });
  expect(received.key.remoteJid).toBe(ana.jid);
  expect(received.pushName).toBe("Ana");
  const answer = await bob.send(ana.lid, { text: "tudo bem?" });
  const heard = await ana.text("tudo bem?");
  expect(heard.key).toMatchObject({ id: answer.key.id, fromMe: false, remoteJid: bob.lid, remoteJidAlt: bob.jid });
  expect([...ana.complaints(), ...bob.complaints()]).toEqual([]);
  expect(stage.world.transcript.unknowns).toEqual([]);
  expect(stage.notes).toEqual([]);
});

test("a message comes once to each companion of the recipient, and as a copy to the sender's others and phone", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  const sent = await ana.send(bob.jid, { text: "to all of you" });
  const [first, other] = await Promise.all([bob.text("to all of you"), laptop.text("to all of you")]);
  for (const received of [first, other]) {
    expect(received.key).toMatchObject({ id: sent.key.id, remoteJid: ana.jid, fromMe: false });
  }
  const copy = await second.text("to all of you");
  expect(copy.key).toMatchObject({ id: sent.key.id, remoteJid: bob.jid, fromMe: true });
  // The chat's other name must be Bob's LID: taken for the sender's, Ana's would be learned as Bob's.
  const phones = await second.socket.signalRepository.lidMapping.getLIDForPN(bob.jid);
  expect(phones).toBe(bob.lid);
  const phone = stage.world.phones.of(ana.account);
  phone.attend();
  expect(phone.find(sent.key.id ?? "")).toMatchObject({ fromMe: true, chat: bob.jid });
  expect(stage.world.phones.of(bob.account).find(sent.key.id ?? "")).toMatchObject({ fromMe: false, chat: ana.jid });
  expect([ana, second, bob, laptop].flatMap((client) => client.complaints())).toEqual([]);
});

test("a note to oneself reaches the own phone and the other companions", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const sent = await ana.send(ana.jid, { text: "buy milk" });
  expect((await second.text("buy milk")).key).toMatchObject({ id: sent.key.id, remoteJid: ana.jid, fromMe: true });
  await status(ana, sent.key.id, SERVER_ACK);
  expect(stage.world.phones.of(ana.account).find(sent.key.id ?? "")).toMatchObject({ chat: ana.jid, fromMe: true });
  expect([...ana.complaints(), ...second.complaints()]).toEqual([]);
  expect(stage.notes).toEqual([]);
});

test("a hundred messages arrive complete and in order, without a key being used twice", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
  for (const text of texts) await ana.send(bob.jid, { text });
  await bob.text("message 99");
  expect(textsOf(bob)).toEqual(texts);
  expect([...ana.complaints(), ...bob.complaints()]).toEqual([]);
});

test("contacts without a client write and are written to", async () => {
  const ana = await stage.client(1, "Ana");
  const phone = stage.contact(1, "Carla");
  const carla = phone.account;
  const { id } = phone.send(ana.jid, { conversation: "oi, Ana" });
  const received = await ana.text("oi, Ana");
  expect(received).toMatchObject({ key: { id, remoteJid: phoneJid(carla) }, pushName: "Carla" });
  const answer = await ana.send(phoneJid(carla), { text: "oi, Carla" });
  await ana.until(() => phone.find(answer.key.id ?? ""), { what: "message at the contact" });
  expect(phone.message(answer.key.id ?? "")?.extendedTextMessage?.text).toBe("oi, Carla");
  expect(stage.world.messaging.correspondents(carla)).toEqual([ana.account]);
  expect(ana.complaints()).toEqual([]);
});

test("edits, deletions and reactions arrive as such", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const sent = await ana.send(bob.jid, { text: "fisrt" });
  const received = await bob.text("fisrt");
  await ana.send(bob.jid, { text: "first", edit: sent.key });
  await bob.waitFor("messages.update", (updates) =>
    updates.some(({ key, update }) => key.id === sent.key.id && update.message?.editedMessage !== undefined),
  );
  await bob.send(ana.jid, { react: { text: "👍", key: received.key } });
  await ana.waitFor("messages.reaction", (reactions) =>
    reactions.some(({ key, reaction }) => key.id === sent.key.id && reaction.text === "👍"),
  );
  await ana.send(bob.jid, { delete: sent.key });
  await bob.waitFor("messages.update", (updates) =>
    updates.some(({ key, update }) => key.id === sent.key.id && update.message === null),
  );
  const edits = stage.world.transcript.stanzas({ direction: "out", tag: "message", phone: bob.account.phone });
  expect(edits.flatMap(({ stanza }) => stanza.attrs["edit"] ?? [])).toEqual(["1", "7"]);
});

test("a message to somebody who is not on WhatsApp fails", async () => {
  const ana = await stage.client(1, "Ana");
  const sent = await ana.send("5511900000000@s.whatsapp.net", { text: "anybody there?" });
  await status(ana, sent.key.id, ERROR);
  const attrs = { id: sent.key.id ?? "", error: "404" };
  expect(stage.world.transcript.stanzas({ direction: "out", tag: "ack", attrs })).toHaveLength(1);
});

test("a blocked sender sees his message acknowledged, and nobody gets it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await bob.socket.updateBlockStatus(ana.jid, "block");
  const sent = await ana.send(bob.jid, { text: "let me in" });
  await status(ana, sent.key.id, SERVER_ACK);
  await bob.socket.updateBlockStatus(ana.jid, "unblock");
  await ana.send(bob.jid, { text: "thank you" });
  await bob.text("thank you");
  expect(textsOf(bob)).toEqual(["thank you"]);
  expect(stage.world.phones.of(bob.account).find(sent.key.id ?? "")).toBeUndefined();
});

test("an account under a reach-out lock writes to people it knows, and to nobody else", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = stage.world.directory.account("+55 11 97777-0002", { name: "Bob" });
  const carla = stage.world.directory.account("+55 11 97777-0003", { name: "Carla" });
  stage.world.phones.of(bob).send(ana.jid, { conversation: "write to me" });
  await ana.text("write to me");
  const endsAt = stage.world.clock.seconds() + 3600;
  stage.world.profiles.limits.setReachoutTimelock(ana.account, { endsAt, enforcementType: "WEB_COMPANION_ONLY" });
  const refused = await ana.send(phoneJid(carla), { text: "hello, stranger" });
  await status(ana, refused.key.id, ERROR);
  const allowed = await ana.send(phoneJid(bob), { text: "hello, Bob" });
  await status(ana, allowed.key.id, SERVER_ACK);
  expect(stage.world.phones.of(carla).messages).toEqual([]);
  expect(stage.world.phones.of(bob).find(allowed.key.id ?? "")).toBeDefined();
});

test("a message for nobody, or without a content, is refused", async () => {
  const ana = await stage.client(1, "Ana");
  await ana.socket.sendNode(element("message", { id: "A1", to: ana.jid, type: "text" }));
  await ana.socket.sendNode(element("message", { id: "A2", type: "text" }));
  const { transcript } = stage.world;
  for (const id of ["A1", "A2"]) {
    const { stanza } = await transcript.waitForStanza({ direction: "out", tag: "ack", attrs: { id } });
    expect(stanza.attrs).toMatchObject({ class: "message", error: "479" });
  }
});

test("a sender who forgets a device is told with a participant hash", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "first" });
  await bob.text("first");
  const cache = ana.socket.userDevicesCache;
  const known = (await cache.get(bob.account.phone)) as JidWithDevice[];
  await cache.set(
    bob.account.phone,
    known.filter(({ device }) => device !== bob.address.device),
  );
  const sent = await ana.send(bob.jid, { text: "only for the phone" });
  const attrs = { id: sent.key.id ?? "" };
  const { stanza } = await stage.world.transcript.waitForStanza({ direction: "out", tag: "ack", attrs });
  expect(stanza.attrs["phash"]).toMatch(/^2:/);
  expect(stage.world.phones.of(bob.account).find(sent.key.id ?? "")).toBeDefined();
  expect(textsOf(bob)).toEqual(["first"]);
});

test("a business' messages carry its verified name", async () => {
  const ana = await stage.client(1, "Ana");
  const shop = stage.world.directory.account("+55 11 97777-0004", { name: "Loja" });
  stage.world.profiles.setBusiness(shop, { websites: [], categories: [] });
  stage.world.phones.of(shop).send(ana.jid, { conversation: "novidades" });
  expect((await ana.text("novidades")).verifiedBizName).toBe("Loja");
});
