import { expect, test } from "vitest";
import { STATUS_JID } from "../stanza.ts";
import { receiptsOf, Stage, textsOf } from "./testing/stage.ts";

const stage = new Stage();

test("a status reaches its audience and nobody else, and its author learns who saw it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const carla = await stage.client(3, "Carla");
  const dora = stage.contact(1, "Dora");
  const audience = { statusJidList: [bob.jid, `${dora.account.phone}@s.whatsapp.net`] };
  const sent = await ana.send(STATUS_JID, { text: "at the beach" }, audience);
  const received = await bob.text("at the beach");
  expect(received.key).toMatchObject({ id: sent.key.id, remoteJid: STATUS_JID, fromMe: false });
  expect(received.key.participant?.replace(/:\d+@/, "@")).toBe(ana.jid);
  await bob.socket.readMessages([received.key]);
  const seen = `read ${bob.jid}`;
  await ana.until(() => receiptsOf(ana, sent.key.id).includes(seen), { what: seen });
  expect(dora.find(sent.key.id ?? "")).toMatchObject({ chat: STATUS_JID, author: ana.account.lid });
  expect(
    stage.world.transcript
      .stanzas({ direction: "out", tag: "message", phone: carla.account.phone })
      .filter(({ stanza }) => stanza.attrs["id"] === sent.key.id),
  ).toEqual([]);
  expect(textsOf(carla)).toEqual([]);
});

test("somebody reacts to a status, and only its author hears of it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const sent = await ana.send(STATUS_JID, { text: "at the beach" }, { statusJidList: [bob.jid] });
  const { key } = await bob.text("at the beach");
  const reaction = { react: { text: "💚", key: { ...key, participant: ana.jid } } };
  await bob.send(STATUS_JID, reaction, { statusJidList: [ana.jid] });
  const received = await ana.message(({ message }) => message?.reactionMessage?.text === "💚");
  expect(received.key.remoteJid).toBe(STATUS_JID);
  expect(received.message?.reactionMessage?.key?.id).toBe(sent.key.id);
});

test("an own companion sees the account's statuses as its own", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  await ana.send(STATUS_JID, { text: "mine" }, { statusJidList: [ana.jid] });
  expect((await second.text("mine")).key).toMatchObject({ fromMe: true, remoteJid: STATUS_JID });
});

test("a contact's status reaches the clients that it is for", async () => {
  const ana = await stage.client(1, "Ana");
  const carla = stage.contact(1, "Carla");
  carla.send(STATUS_JID, { conversation: "on holiday" }, { audience: [ana.account] });
  expect((await ana.text("on holiday")).key.remoteJid).toBe(STATUS_JID);
});

test("a status without an audience is refused", async () => {
  const ana = await stage.client(1, "Ana");
  const sent = await ana.send(STATUS_JID, { text: "for nobody" });
  const attrs = { id: sent.key.id ?? "", error: "479" };
  await stage.world.transcript.waitForStanza({ direction: "out", tag: "ack", attrs });
});
