import { proto } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient } from "./testing/inbound-client.ts";

const fixture = useInbound();
const BOB = "15559990001@s.whatsapp.net";

function stored(client: InboundClient, { id }: { readonly id: string }): Promise<void> {
  return client.until(() => client.inbox.message(id) !== undefined, { what: `message ${id} in the inbox` });
}

describe("a message of a contact", () => {
  it("arrives with both addresses, its name and its payload handled", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const sent = bob.say("hello");
    await stored(client, sent);
    const { account } = bob;
    expect(client.inbox.message(sent.id)).toMatchObject({
      keyId: sent.id,
      remoteJid: BOB,
      remoteJidAlt: `${account.lid}@lid`,
      fromMe: false,
      addressingMode: "pn",
      pushName: "Bob",
      messageType: "conversation",
      message: { conversation: "hello" },
      status: "DELIVERY_ACK",
    });
    expect(client.inbox.all("identities")).toContainEqual({ phoneJid: BOB, lid: `${account.lid}@lid` });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    const { engineData } = client.inbox.message(sent.id) ?? {};
    expect(proto.WebMessageInfo.decode(engineData ?? Buffer.of()).message?.conversation).toBe("hello");
  });

  it("stands in the phone's chat when WhatsApp names it by LID", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    await client.send(`${bob.account.lid}@lid`, { text: "by LID" });
    await bob.waitForMessage();
    const sent = bob.say("by LID too");
    await stored(client, sent);
    expect(client.inbox.message(sent.id)).toMatchObject({
      remoteJid: BOB,
      remoteJidAlt: `${bob.account.lid}@lid`,
      addressingMode: "lid",
    });
  });

  it("tells when messages of its chat vanish, once, as a setting or by itself", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const found = () => client.inbox.all("expirations").map(({ remoteJid, seconds }) => [remoteJid, seconds]);
    const vanishing = (text: string) =>
      bob.send({ extendedTextMessage: { text, contextInfo: { expiration: 604_800 } } });
    for (const text of ["one", "two"]) await stored(client, vanishing(text));
    expect(found()).toEqual([[BOB, 604_800]]);
    bob.setEphemeral(86_400);
    bob.setEphemeral(0);
    await stored(client, bob.say("that says nothing"));
    expect(found()).toEqual([
      [BOB, 604_800],
      [BOB, 86_400],
      [BOB, 0],
    ]);
    expect(client.inbox.messages).toHaveLength(3);
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });

  it("comes in the order of the telling, also when the inbox is slow and fails", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    let failures = 3;
    client.inbox.before = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (failures-- > 0) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
    };
    const texts = Array.from({ length: 40 }, (_, index) => `number ${index}`);
    for (const text of texts) bob.say(text);
    await client.until(() => client.inbox.messages.length === texts.length, { what: "all messages" });
    expect(client.inbox.texts).toEqual(texts);
    expect(client.inbox.batches.length).toBeLessThan(texts.length);
  });

  it("that the inbox refuses does not hold up the others, and is stored as unknown", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    client.inbox.before = ({ messages }) => {
      if (messages.some(({ message }) => message.conversation === "poison")) throw new Error("invalid input");
    };
    const before = bob.say("before");
    const poison = bob.say("poison");
    const after = bob.say("after");
    await stored(client, after);
    expect(client.inbox.messages.map(({ keyId }) => keyId)).toEqual([before.id, poison.id, after.id]);
    expect(client.inbox.message(poison.id)).toMatchObject({ messageType: "unknown", message: { raw: null } });
  });

  it("of every kind is stored", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    bob.say("first", { to: client.account.phone });
    const sent = [
      bob.sendMedia({ type: "image", bytes: Buffer.from("picture"), mimeType: "image/jpeg", caption: "look" }),
      bob.sendLocation({ latitude: 1.5, longitude: 2.5, name: "Here" }),
      bob.sendContacts([{ name: "Eve", phone: "15551112222" }]),
      bob.sendList({ text: "Menu", button: "Open", sections: [{ title: "A", rows: [{ id: "1", title: "One" }] }] }),
      bob.sendButtons({ text: "Yes?", buttons: [{ id: "y", title: "Yes" }] }),
      bob.sendPoll({ question: "Lunch?", options: ["Pizza", "Soup"] }),
      bob.sendEvent({ name: "Party", startsAt: 1_800_000_000_000 }),
      bob.say("answer", { quoted: undefined, mentions: [client.account.phone] }),
    ];
    for (const message of sent) await stored(client, message);
    const types = sent.map(({ id }) => client.inbox.message(id)?.messageType);
    expect(types).toEqual([
      "imageMessage",
      "locationMessage",
      "contactMessage",
      "listMessage",
      "buttonsMessage",
      "pollCreationMessage",
      "eventMessage",
      "conversation",
    ]);
    expect(client.inbox.message(sent.at(-1)?.id ?? "")?.contextInfo).toEqual({ mentionedJid: [client.jid] });
  });

  it("that comes twice is told once by WhatsApp's id", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    fixture.world.faults.add({ kind: "duplicate", match: { tag: "message" }, phone: client.account.phone });
    const sent = bob.say("twice");
    const last = bob.say("last");
    await stored(client, last);
    expect(client.inbox.messages.filter(({ keyId }) => keyId === sent.id)).toHaveLength(1);
  });

  it("that cannot be decrypted makes no row before it comes again", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    await stored(client, bob.say("before"));
    await client.send(BOB, { text: "so that the session is settled" });
    await bob.waitForMessage();
    await client.keys.auth.keys.set({ session: { [`${bob.account.lid}_1.0`]: null } });
    const sent = bob.say("read at the second try");
    await stored(client, sent);
    const rows = client.inbox.messages.filter(({ keyId }) => keyId === sent.id);
    expect(rows.map(({ message }) => message)).toEqual([{ conversation: "read at the second try" }]);
  });
});

describe("what happens to a message", () => {
  it("is told: edit, reaction, deletion, in this order", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const sent = bob.say("helo");
    await stored(client, sent);
    bob.edit(sent.id, "hello");
    const reaction = bob.react(sent.id, "👍");
    bob.delete(sent.id);
    await client.until(() => client.inbox.all("deletions").length === 1, { what: "deletion" });
    const reference = { keyId: sent.id, remoteJid: BOB, fromMe: false };
    expect(client.inbox.all("edits")).toMatchObject([{ ...reference, message: { conversation: "hello" } }]);
    expect(client.inbox.all("deletions")).toEqual([reference]);
    expect(client.inbox.message(reaction.id)).toMatchObject({
      messageType: "reactionMessage",
      message: { reactionMessage: { key: { id: sent.id, remoteJid: BOB, fromMe: false }, text: "👍" } },
      countsAsUnread: false,
    });
    expect(client.inbox.messages).toHaveLength(2);
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });

  it("while the client was away does not swallow the message, though Baileys merges both", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    await stored(client, bob.say("known"));
    await client.disconnect();
    const edited = bob.say("helo");
    const deleted = bob.say("gone soon");
    bob.edit(edited.id, "hello");
    bob.delete(deleted.id);
    const last = bob.say("last");
    await client.reconnect();
    await stored(client, last);
    await client.until(() => client.inbox.all("deletions").length === 1, { what: "deletion" });
    expect(client.inbox.texts).toEqual(["known", "helo", "gone soon", "last"]);
    expect(client.inbox.all("edits")).toMatchObject([{ keyId: edited.id, message: { conversation: "hello" } }]);
    expect(client.inbox.all("deletions")).toMatchObject([{ keyId: deleted.id }]);
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(client.inbox.messages.map(({ isHistory }) => isHistory)).toEqual(Array(4).fill(undefined));
  });

  it("counts votes, by whichever address they are sealed", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const poll = bob.sendPoll({ question: "Lunch?", options: ["Pizza", "Soup"] }, { to: client.account.phone });
    await stored(client, poll);
    bob.vote(poll.id, "Soup");
    bob.vote(poll.id);
    await client.until(() => client.inbox.all("votes").length === 2, { what: "votes" });
    const reference = { keyId: poll.id, remoteJid: BOB, fromMe: false };
    expect(client.inbox.all("votes")).toMatchObject([
      { poll: reference, voter: BOB, selectedOptions: ["Soup"] },
      { poll: reference, voter: BOB, selectedOptions: [] },
    ]);
    expect(client.inbox.messages).toHaveLength(1);
  });

  it("keeps a vote for a poll that nobody knows as a message", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const key = { remoteJid: client.jid, fromMe: true, id: "ABCDEF" };
    const sealed = { encIv: Buffer.alloc(12), encPayload: Buffer.alloc(60) };
    const sent = bob.send(
      { pollUpdateMessage: { pollCreationMessageKey: key, vote: sealed, senderTimestampMs: 1 } },
      { to: client.account.phone },
    );
    await stored(client, sent);
    expect(client.inbox.message(sent.id)).toMatchObject({
      messageType: "pollUpdateMessage",
      message: { pollUpdateMessage: { pollCreationMessageKey: { id: "ABCDEF", remoteJid: BOB } } },
    });
  });

  it("reports how far own messages have come", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const { key } = await client.send(BOB, { text: "read this" });
    await bob.waitForMessage();
    bob.read();
    const reached = (status: string): boolean =>
      client.inbox.all("statuses").some((report) => report.keyId === key.id && report.status === status);
    await client.until(() => reached("READ"), { what: "READ" });
    expect(client.inbox.all("statuses").find(({ status }) => status === "READ")).toMatchObject({
      remoteJid: BOB,
      fromMe: true,
    });
  });

  it("is told of messages of other own devices", async () => {
    const client = await fixture.connect();
    const other = await fixture.connect();
    const bob = await fixture.contact();
    const { key } = await other.send(BOB, { text: "from my other browser" });
    await stored(client, { id: key.id ?? "" });
    const row = client.inbox.message(key.id ?? "");
    expect(row).toMatchObject({ remoteJid: BOB, fromMe: true, message: { conversation: "from my other browser" } });
    expect(row?.participant).toBeUndefined();
    expect(["SERVER_ACK", "DELIVERY_ACK"]).toContain(row?.status);
    expect(client.inbox.all("identities")).not.toContainEqual({ phoneJid: BOB, lid: client.lid });
    expect(row?.remoteJidAlt ?? `${bob.account.lid}@lid`).toBe(`${bob.account.lid}@lid`);
  });
});
