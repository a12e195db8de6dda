import { describe, expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient } from "./testing/inbound-client.ts";

const fixture = useInbound();
const BOB = "15559990001@s.whatsapp.net";

/** Ends the client's life as a crash does: what it decrypted last never became events. */
async function crashAfter(client: InboundClient, payloads: number): Promise<void> {
  await client.until(() => client.keys.unhandled.length >= payloads, { what: "decrypted payloads" });
  await client.disconnect();
  client.isListening = true;
}

describe("what was decrypted before a crash", () => {
  it("becomes events before the next connection, in order and once", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const known = bob.say("known");
    await client.until(() => client.inbox.messages.length === 1 && client.keys.unhandled.length === 0);
    client.isListening = false;
    const sent = ["one", "two", "three"].map((text) => bob.say(text));
    bob.edit(sent[1]?.id ?? "", "zwei");
    const reaction = bob.react(known.id, "👍");
    bob.delete(known.id);
    await crashAfter(client, 6);
    expect(client.inbox.messages).toHaveLength(1);

    await client.inbound.replay();
    expect(client.keys.unhandled).toEqual([]);
    const ids = client.inbox.messages.map(({ keyId }) => keyId);
    expect(ids).toEqual([known.id, ...sent.map(({ id }) => id), reaction.id]);
    expect(client.inbox.message(sent[0]?.id ?? "")).toMatchObject({
      remoteJid: BOB,
      remoteJidAlt: `${bob.account.lid}@lid`,
      pushName: "Bob",
      message: { conversation: "one" },
    });
    expect(client.inbox.all("edits")).toMatchObject([{ keyId: sent[1]?.id, message: { conversation: "zwei" } }]);
    expect(client.inbox.all("deletions")).toMatchObject([{ keyId: known.id, fromMe: false }]);

    await client.inbound.replay();
    await client.reconnect();
    const last = bob.say("last");
    await client.until(() => client.inbox.message(last.id) !== undefined);
    expect(client.inbox.messages).toHaveLength(6);
  });

  it("in a group, with the key of the sender beside the message", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const { groups } = fixture.world;
    const { jid } = groups.create(bob.account, "Team", [client.account]);
    await client.until(() => client.inbox.all("passing").some(({ type }) => type === "GROUPS_UPSERT"));
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    client.isListening = false;
    const sent = bob.say("to all", { to: jid });
    await crashAfter(client, 2);
    await client.inbound.replay();
    expect(client.keys.unhandled).toEqual([]);
    expect(client.inbox.message(sent.id)).toMatchObject({
      remoteJid: jid,
      participant: BOB,
      participantAlt: `${bob.account.lid}@lid`,
      message: { conversation: "to all" },
    });
    await client.reconnect();
    const next = bob.say("and again", { to: jid });
    await client.until(() => client.inbox.message(next.id) !== undefined);
  });

  it("waits for a socket where only that can work on it", async () => {
    const client = await fixture.connect({ initialSync: true });
    const { world } = fixture;
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    client.isListening = false;
    world.history.addChats(client.account, { chat: BOB, name: "Bob", messages: [{ id: "OLD1", text: "long ago" }] });
    world.history.sendRecent(client.address);
    await client.until(() => client.keys.unhandled.length >= 2, { what: "decrypted payloads" });
    await crashAfter(client, 2);
    await client.inbound.replay();
    expect(client.keys.unhandled.length).toBeGreaterThan(0);

    await client.reconnect();
    await client.until(() => client.inbox.message("OLD1") !== undefined, { what: "history" });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(client.inbox.message("OLD1")).toMatchObject({ isHistory: true, message: { conversation: "long ago" } });
  });

  it("is not brought a second time while it is being stored", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const storing = Promise.withResolvers<void>();
    const mayStore = Promise.withResolvers<void>();
    client.inbox.before = ({ messages }) => {
      if (messages.length === 0) return undefined;
      storing.resolve();
      return mayStore.promise;
    };
    const { id } = bob.say("under way");
    await storing.promise;
    const replayed = client.inbound.replay();
    mayStore.resolve();
    await replayed;
    expect(client.keys.unhandled).toEqual([]);
    expect(client.inbox.messages.map(({ keyId }) => keyId)).toEqual([id]);
  });

  it("is brought once the connection has ended, when Baileys still held it back", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    await client.disconnect();
    const sent = [bob.say("one"), bob.say("two")];
    client.start();
    await client.until(() => client.keys.unhandled.length === 2, { what: "decrypted payloads" });
    client.socket.end(undefined);
    await client.closed();
    await client.inbound.replay();
    for (const { id } of sent) expect(client.inbox.message(id)).toBeDefined();
    expect(client.keys.unhandled).toEqual([]);
  });
});

describe("while the database is away", () => {
  it("nothing is skipped and nothing overtakes", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    let isAway = true;
    client.inbox.before = () => {
      if (isAway) throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    };
    const texts = Array.from({ length: 10 }, (_, index) => `number ${index}`);
    for (const text of texts) bob.say(text);
    await client.until(() => client.keys.unhandled.length === texts.length, { what: "decrypted payloads" });
    isAway = false;
    await client.until(() => client.inbox.messages.length === texts.length, { what: "all messages" });
    expect(client.inbox.texts).toEqual(texts);
    await client.inbound.drained();
    expect(client.failures).toEqual([]);
  });

  it("stopping does not wait, and what was not stored is replayed", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    client.inbox.before = () => {
      throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    };
    bob.say("late");
    await client.until(() => client.keys.unhandled.length === 1, { what: "decrypted payload" });
    client.inbound.stop();
    await client.inbound.drained();
    expect(client.inbox.messages).toEqual([]);
    expect(client.keys.unhandled).toHaveLength(1);
  });
});

describe("through cut connections and duplicates", () => {
  it("every message of every contact is stored once by its id, in the order of its chat", async () => {
    const client = await fixture.connect();
    const { world } = fixture;
    const contacts = await Promise.all(
      [1, 2, 3].map((number) => fixture.contact(`1555999000${number}`, `Contact ${number}`)),
    );
    // A phone gives its companion all that it has got by then as history.
    await client.until(() => client.inbox.all("passing").some(({ type }) => type === "MESSAGING_HISTORY_SET"));
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled history" });
    const sent = contacts.map(() => [] as string[]);
    const { phone } = client.account;
    for (let round = 0; round < 4; round++) {
      world.faults.add({ kind: "duplicate", times: 3, match: { tag: "message" }, phone });
      for (const [index, contact] of contacts.entries()) {
        for (let count = 0; count < 5; count++) sent[index]?.push(contact.say(`${round} ${count}`, { to: phone }).id);
        // In the middle of the round, with the next message.
        if (index === 1) world.faults.add({ kind: "drop", match: { tag: "message" }, phone });
      }
      await client.closed();
      world.faults.clear();
      await client.inbound.replay();
      client.start();
      await client.opened();
      client.ends.length = 0;
    }
    const last = sent.flatMap((ids) => ids.at(-1) ?? []);
    await client.until(() => last.every((id) => client.inbox.message(id)), { what: "the last messages" });
    await client.disconnect();
    await client.inbound.replay();
    for (const [index, contact] of contacts.entries()) {
      const chat = `${contact.phone}@s.whatsapp.net`;
      const ids = client.inbox.messages.filter(({ remoteJid }) => remoteJid === chat).map(({ keyId }) => keyId);
      expect([...new Set(ids)]).toEqual(sent[index]);
    }
    expect(client.keys.unhandled).toEqual([]);
    expect(client.failures).toEqual([]);
  });
});
