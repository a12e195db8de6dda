import type { WAMessageUpdate } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { lidJid, phoneJid } from "../address.ts";
import type { Account } from "../model.ts";
import { senderKeyIdOf } from "../phone/signal/sender-key.ts";
import { bytesOf, childrenOf } from "../stanza.ts";
import { type Circle, changeOf, heardOf, startCircle } from "./testing.ts";

let circle: Circle;
beforeAll(async () => {
  circle = await startCircle();
}, 60_000);
afterAll(() => circle?.close());

/** The text that a phone got in a group, once it is there. */
async function arrived(account: Account, group: string, text: string): Promise<void> {
  const phone = circle.sandbox.world.phones.of(account);
  const isIt = (message: { chat: string; id: string }): boolean =>
    message.chat === group && phone.message(message.id)?.extendedTextMessage?.text === text;
  if (!phone.messages.some(isIt)) await phone.nextMessage(text, isIt, 5_000);
}

/** What was encrypted with the sender key in the message of this id, as it was sent to a client. */
function sharedCiphertext(client: TestClient, id: string): Buffer {
  const [entry] = circle.sandbox.world.transcript.stanzas({
    direction: "out",
    phone: client.account.phone,
    tag: "message",
    attrs: { id },
  });
  const enc = childrenOf(entry?.stanza, "enc").find(({ attrs }) => attrs["type"] === "skmsg");
  const bytes = bytesOf(enc);
  if (bytes === null) throw new Error(`${client.jid} got no message ${id}`);
  return bytes;
}

/** How many messages of a group were sent to a client. */
function messagesTo(client: TestClient, group: string): number {
  const { transcript } = circle.sandbox.world;
  return transcript.stanzas({ direction: "out", phone: client.account.phone, tag: "message", attrs: { from: group } })
    .length;
}

describe.each(["lid", "pn"] as const)("messages in a group that names its members by %s", (addressingMode) => {
  it("reach every member, from clients and from phones", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const person = circle.person(1);
    sandbox.world.phones.of(person).attend();
    const members = [bruno.account, carla.account, person];
    const { jid } = sandbox.world.groups.create(ana.account, "Conversa", members, { addressingMode });
    const name = (account: Account): string => (addressingMode === "lid" ? lidJid(account) : phoneJid(account));

    await ana.send(jid, { text: `bom dia ${addressingMode}` });
    for (const client of [bruno, carla]) {
      const { key, pushName } = await client.text(`bom dia ${addressingMode}`);
      expect(key).toMatchObject({ remoteJid: jid, participant: name(ana.account), fromMe: false });
      expect(pushName).toBe("Ana");
    }
    await arrived(person, jid, `bom dia ${addressingMode}`);
    await bruno.send(jid, { text: `oi Ana ${addressingMode}` });
    expect((await ana.text(`oi Ana ${addressingMode}`)).key).toMatchObject({ participant: name(bruno.account) });

    sandbox.world.phones.of(person).send(jid, { conversation: `e eu ${addressingMode}` });
    for (const client of [ana, bruno, carla]) {
      expect((await client.text(`e eu ${addressingMode}`)).key).toMatchObject({ participant: name(person) });
    }
  });
});

describe("who was removed", () => {
  it("gets nothing more, and could not read it", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { groups, phones } = sandbox.world;
    const person = circle.person(2);
    const { jid } = groups.create(person, "Sigilo", [ana.account, bruno.account, carla.account]);
    const phone = phones.of(person);
    const before = phone.send(jid, { conversation: "todos leem" });
    await carla.text("todos leem");
    expect(sharedCiphertext(carla, before.id)).toEqual(sharedCiphertext(bruno, before.id));
    const between = phone.send(jid, { conversation: "ainda todos" });
    await carla.text("ainda todos");

    groups.remove(person, jid, [carla.account]);
    await changeOf(carla, jid, "remove");
    const had = messagesTo(carla, jid);
    const after = phone.send(jid, { conversation: "só nós" });
    await bruno.text("só nós");
    await ana.send(jid, { text: "sem Carla" });
    await bruno.text("sem Carla");
    expect(messagesTo(carla, jid)).toBe(had);

    const keyOf = (id: string): number => senderKeyIdOf(sharedCiphertext(bruno, id));
    expect(keyOf(between.id)).toBe(keyOf(before.id));
    expect(keyOf(after.id)).not.toBe(keyOf(before.id));
    const read = carla.socket.signalRepository.decryptGroupMessage({
      group: jid,
      authorJid: lidJid(person),
      msg: sharedCiphertext(bruno, after.id),
    });
    await expect(read).rejects.toThrow("No session found");
    await expect(carla.send(jid, { text: "de fora" })).rejects.toMatchObject({ data: 403 });
    expect(() => phones.of(carla.account).send(jid, { conversation: "de fora" })).toThrow("not a member");
  });
});

describe("who was added", () => {
  it("reads from then on", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Chegou", [bruno.jid]);
    await ana.send(id, { text: "antes de Carla" });
    await bruno.text("antes de Carla");
    await ana.socket.groupParticipantsUpdate(id, [carla.jid], "add");
    await heardOf(carla, id);
    await ana.send(id, { text: "com Carla" });
    await bruno.text("com Carla");
    await carla.text("com Carla");
    expect(messagesTo(carla, id)).toBe(1);

    await carla.send(id, { text: "obrigada" });
    await ana.text("obrigada");
    const person = circle.person(3);
    sandbox.world.phones.of(person).attend();
    sandbox.world.groups.add(ana.account, id, [person]);
    await bruno.send(id, { text: "bem-vindo" });
    await arrived(person, id, "bem-vindo");
  });
});

describe("an announcement group", () => {
  it("takes messages of admins only", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Comunicados", [bruno.jid, carla.jid]);
    await ana.socket.groupSettingUpdate(id, "announcement");
    const { key } = await bruno.send(id, { text: "posso?" });
    // Baileys may put the refusal into the event with which it reports the message itself.
    await bruno.until(() =>
      bruno.events.some(({ name, data }) => {
        if (name === "messages.upsert" && "messages" in data) {
          return data.messages.some((each) => each.key.id === key.id && each.status === 0);
        }
        const updates = name === "messages.update" && Array.isArray(data) ? (data as WAMessageUpdate[]) : [];
        return updates.some((each) => each.key.id === key.id && each.update.status === 0);
      }),
    );
    await ana.socket.groupParticipantsUpdate(id, [bruno.jid], "promote");
    await bruno.send(id, { text: "agora posso" });
    await carla.text("agora posso");
    await ana.text("agora posso");
    const refused = sandbox.world.transcript.stanzas({ direction: "out", attrs: { id: key.id ?? "", from: id } });
    expect(refused.filter(({ stanza }) => stanza.tag === "message")).toEqual([]);
  });
});
