import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { text } from "../../matchers.ts";
import { connectClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { startTestSandbox } from "../../testing/start.ts";
import { GREEN_JPEG } from "../media/testing/sample-pictures.ts";
import { bytesOf, childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import { senderKeyIdOf } from "./signal/sender-key.ts";
import { contactOf, messageOf } from "./testing.ts";

const fixture = useSandbox();
const ALICE = { phone: "15550000001" };
const BOB = "15559990001@s.whatsapp.net";

function encryptedPartsOf(stanza: Stanza): Buffer[] {
  return childrenOf(stanza).flatMap((child) =>
    child.tag === "enc" ? [bytesOf(child) ?? Buffer.alloc(0)] : encryptedPartsOf(child),
  );
}

describe("a phone", () => {
  it("exchanges messages with a client, both encrypted for the other", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    // Long enough not to stand in random bytes by chance.
    const [greeting, answer] = ["hello, it is me", "hi, good to hear"];
    const sent = bob.say(greeting);
    const { key, pushName } = await messageOf(alice, sent);
    expect(key).toMatchObject({ fromMe: false, remoteJid: BOB });
    expect(pushName).toBe("Bob");
    expect(await bob.waitForReceipt(sent.id, "delivered")).toMatchObject({ from: "15550000001" });
    await alice.send(BOB, { text: answer });
    await bob.waitForMessage(text(answer));
    const contents = sandbox.world.transcript
      .stanzas({ tag: "message" })
      .flatMap(({ stanza }) => encryptedPartsOf(stanza));
    expect(contents.length).toBeGreaterThan(1);
    expect(contents.filter((bytes) => bytes.includes(greeting) || bytes.includes(answer))).toEqual([]);
    expect(alice.complaints()).toEqual([]);
  });

  it("writes to all devices of both sides, and learns what its own companions write", async () => {
    const { sandbox } = fixture;
    const first = await fixture.connect(ALICE);
    const second = await fixture.connect(ALICE);
    const bobOnWeb = await fixture.connect({ phone: "15559990001" });
    const bob = contactOf(sandbox);
    const sent = bob.say("to all of you", { to: ALICE.phone });
    expect((await messageOf(first, sent)).key.fromMe).toBe(false);
    expect((await messageOf(second, sent)).key.fromMe).toBe(false);
    expect((await messageOf(bobOnWeb, sent)).key).toMatchObject({ fromMe: true, remoteJid: first.jid });
    const { key } = await bobOnWeb.send(first.jid, { text: "from the browser" });
    await first.text("from the browser");
    expect(bob.device.find(key.id ?? "")).toMatchObject({ fromMe: true, device: 1, chat: first.jid });
  });

  it("answers in the way of naming people in which the client wrote", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await alice.send(`${bob.account.lid}@lid`, { text: "by LID" });
    await bob.waitForMessage(text("by LID"));
    const { key } = await messageOf(alice, bob.say("by LID too"));
    expect(key).toMatchObject({ remoteJid: `${bob.account.lid}@lid`, remoteJidAlt: BOB });
  });

  it("heals by retry when it has lost its sessions, in both directions", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await messageOf(alice, bob.say("before"));
    await alice.send(BOB, { text: "before" });
    await bob.waitForMessage(text("before"));

    bob.device.forgetSessions();
    await alice.send(BOB, { text: "unreadable at first" });
    await bob.waitForMessage(text("unreadable at first"));
    expect(bob.device.undecryptable).toEqual([]);
    await messageOf(alice, bob.say("after"));
    expect(bob.received.map((message) => message.text)).toEqual(["before", "unreadable at first"]);
  });

  it("sends again what a client could not read", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await messageOf(alice, bob.say("before"));
    await alice.send(BOB, { text: "so that the session is settled" });
    await bob.waitForMessage(text("so that the session is settled"));
    // The client loses its session: what comes next is of type msg, which it cannot read.
    await alice.auth.keys.set({ session: { [`${bob.account.lid}_1.0`]: null } });
    await messageOf(alice, bob.say("read at the second try"));
    const receipts = sandbox.world.transcript.stanzas({ direction: "in", tag: "receipt", attrs: { type: "retry" } });
    expect(receipts).not.toEqual([]);
    await messageOf(alice, bob.say("and on"));
  });

  it("asks again for what comes damaged, at the second try with keys of its own", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await messageOf(alice, bob.say("before"));
    const deliver = bob.device.deliver.bind(bob.device);
    let damaged = 0;
    bob.device.deliver = (stanza) => {
      const isDamaged = stanza.tag === "message" && damaged < 2;
      if (isDamaged) damaged += 1;
      deliver(
        isDamaged ? { ...stanza, content: [element("enc", { v: 2, type: "msg" }, Buffer.alloc(60, 0x33))] } : stanza,
      );
    };
    const { key } = await alice.send(BOB, { text: "third time lucky" });
    expect(await bob.waitForMessage(text("third time lucky"))).toMatchObject({ id: key.id });
    expect(damaged).toBe(2);
    const asked = sandbox.world.transcript.stanzas({ direction: "out", tag: "receipt", attrs: { type: "retry" } });
    const counts = asked.map(({ stanza }) => childOf(stanza, "retry")?.attrs["count"]);
    expect([counts, asked.map(({ stanza }) => childOf(stanza, "keys") !== undefined)]).toEqual([
      ["1", "2"],
      [false, true],
    ]);
    await messageOf(alice, bob.say("and both go on"));
  });

  it("gets a new identity, after which clients and it still understand each other", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await messageOf(alice, bob.say("old"));
    await alice.send(BOB, { text: "old" });
    await bob.waitForMessage(text("old"));
    const before = bob.device.identity.publicKey;

    bob.device.changeIdentity();
    expect(bob.device.identity.publicKey).not.toEqual(before);
    await messageOf(alice, bob.say("new"));
    await alice.send(BOB, { text: "new" });
    await bob.waitForMessage(text("new"));
    const stored = await alice.auth.keys.get("identity-key", [`${bob.account.lid}_1.0`]);
    expect(Buffer.from(stored[`${bob.account.lid}_1.0`] ?? []).subarray(1)).toEqual(bob.device.identity.publicKey);
    const { world } = sandbox;
    expect(world.keyServer.identity({ account: bob.account, device: 0 })).toEqual(bob.device.identity.publicKey);
    const told = world.transcript.stanzas({ direction: "out", tag: "notification", attrs: { type: "encrypt" } });
    expect(told.some(({ stanza }) => childOf(stanza, "identity") !== undefined)).toBe(true);
    // Nothing of an old session was used, which the client would have had to ask about.
    expect(world.transcript.stanzas({ direction: "in", tag: "receipt", attrs: { type: "retry" } })).toEqual([]);
  });

  it("of an account that nobody looks at leaves its messages closed until somebody does", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = await fixture.connect({ phone: "15559990001" });
    const phone = sandbox.world.phones.of(bob.account);
    for (const number of [1, 2, 3]) await alice.send(bob.jid, { text: `message ${number}` });
    await bob.text("message 3");
    expect(phone.isAttended).toBe(false);
    expect(phone.unopened).toBe(3);
    const texts = phone.messages.map(({ id }) => phone.message(id)?.extendedTextMessage?.text);
    expect(texts).toEqual(["message 1", "message 2", "message 3"]);
    expect(phone.unopened).toBe(0);
  });

  it("notices what comes twice, and shows it once", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { key, message } = await alice.send(BOB, { text: "twice" });
    await bob.waitForMessage(text("twice"));
    await alice.socket.relayMessage(BOB, message ?? {}, { messageId: key.id ?? "" });
    await alice.send(BOB, { text: "afterwards" });
    await bob.waitForMessage(text("afterwards"));
    expect(bob.received.map((each) => each.text)).toEqual(["twice", "afterwards"]);
    expect(bob.device.duplicates).toBe(1);
  });

  it("uses each one-time key once, and publishes more before they run out", async () => {
    const { sandbox } = fixture;
    const bob = contactOf(sandbox);
    const address = { account: bob.account, device: 0 };
    const ids = Array.from({ length: 100 }, () => sandbox.world.keyServer.takeBundle(address)?.preKey?.id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(100);
  });

  it("has the same keys and draws the same message ids with the same seed", async () => {
    const lives: unknown[] = [];
    for (const seed of ["one", "one", "another"]) {
      const sandbox = await startTestSandbox({ seed });
      const bob = contactOf(sandbox);
      contactOf(sandbox, "15559990002");
      const { id } = bob.say("hello", { to: "15559990002" });
      lives.push([bob.device.identity.publicKey.toString("hex"), bob.device.registrationId, id]);
      await sandbox.close();
    }
    expect(lives[1]).toEqual(lives[0]);
    expect(lives[2]).not.toEqual(lives[0]);
  });

  it("refuses to write to nobody", () => {
    const bob = contactOf(fixture.sandbox);
    expect(() => bob.say("hello", { to: "+1 555 000 9999" })).toThrow("+1 555 000 9999 is not on WhatsApp");
    expect(() => bob.say("hello")).toThrow("say to whom");
  });
});

describe("a phone in a group", () => {
  it("reads and writes with sender keys, takes a new one when somebody leaves, and heals by retry", async () => {
    const { sandbox } = fixture;
    const { groups } = sandbox.world;
    const alice = await fixture.connect(ALICE);
    const carol = await fixture.connect({ phone: "15550000002" });
    const bob = contactOf(sandbox);
    const { jid } = groups.create(alice.account, "Friends", [bob.account, carol.account]);
    for (const word of ["one", "two", "three"]) {
      const sent = bob.say(word, { to: jid });
      expect((await messageOf(alice, sent)).key).toMatchObject({ remoteJid: jid, participantAlt: BOB });
      await messageOf(carol, sent);
    }
    await alice.send(jid, { text: "hi all" });
    expect(await bob.waitForMessage(text("hi all"))).toMatchObject({ chat: jid, from: ALICE.phone });

    bob.device.forgetSessions();
    await alice.send(jid, { text: "with a key that bob lost" });
    await bob.waitForMessage(text("with a key that bob lost"));
    await messageOf(alice, bob.say("with a new key", { to: jid }));

    const keyOf = ({ id }: { readonly id: string }): number => {
      const [entry] = sandbox.world.transcript.stanzas({ direction: "out", phone: ALICE.phone, attrs: { id } });
      return senderKeyIdOf(encryptedPartsOf(entry?.stanza ?? { tag: "", attrs: {} }).at(-1) ?? Buffer.alloc(0));
    };
    const withCarol = bob.say("with carol", { to: jid });
    const stillWithCarol = bob.say("still with carol", { to: jid });
    await messageOf(alice, stillWithCarol);
    groups.remove(alice.account, jid, [carol.account]);
    const withoutCarol = bob.say("without carol", { to: jid });
    await messageOf(alice, withoutCarol);
    expect(keyOf(stillWithCarol)).toBe(keyOf(withCarol));
    expect(keyOf(withoutCarol)).not.toBe(keyOf(withCarol));

    // Now it is the client that loses the key.
    await alice.auth.keys.set({ "sender-key": { [`${jid}::${bob.account.lid}_1::0`]: null } });
    await messageOf(alice, bob.say("read at the second try", { to: jid }));
    await messageOf(alice, bob.say("and on", { to: jid }));
    await messageOf(alice, bob.say("a reply in the group", { to: jid, quoted: bob.received[0]?.id }));
    expect(() => contactOf(sandbox, "15559990009").say("let me in", { to: jid })).toThrow("is not a member");
  });
});

describe("a status", () => {
  it("is seen by its audience only, and answers go to its author", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const carol = await fixture.connect({ phone: "15550000002" });
    const bob = contactOf(sandbox);
    const sent = bob.postStatus("at the beach", { audience: [ALICE.phone] });
    expect((await messageOf(alice, sent)).key).toMatchObject({ remoteJid: "status@broadcast", participant: BOB });
    const again = bob.postStatus("still there", { audience: [ALICE.phone, carol.account.phone] });
    await messageOf(alice, again);
    await messageOf(carol, again);
    expect(carol.messages.has(sent.id)).toBe(false);
    const picture = bob.postStatusMedia(
      { type: "image", bytes: GREEN_JPEG, caption: "sunset" },
      { audience: [ALICE.phone] },
    );
    const { key, message } = await messageOf(alice, picture);
    expect(key).toMatchObject({ remoteJid: "status@broadcast", participant: BOB });
    expect(message?.imageMessage).toMatchObject({ caption: "sunset", mimetype: "image/jpeg" });
    await alice.send("status@broadcast", { text: "mine" }, { statusJidList: [BOB, alice.jid] });
    expect(await bob.waitForMessage(text("mine"))).toMatchObject({ chat: "status@broadcast", from: ALICE.phone });
  });
});

describe("with a data directory", () => {
  let directory = "";
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("keys, sessions and messages survive a restart of the sandbox", async () => {
    directory = await mkdtemp(join(tmpdir(), "waxwing-phone-"));
    const before = await startTestSandbox({ data: directory });
    const alice = await connectClient(before, ALICE);
    const bob = contactOf(before);
    await messageOf(alice, bob.say("before"));
    await alice.send(BOB, { text: "before" });
    await bob.waitForMessage(text("before"));
    const identity = bob.device.identity.publicKey;
    await alice.close();
    await before.close();

    const after = await startTestSandbox({ data: directory });
    const again = await connectClient(after, { ...ALICE, auth: alice.auth });
    const restarted = contactOf(after);
    expect(restarted.device.identity.publicKey).toEqual(identity);
    expect(restarted.received.map((message) => message.text)).toEqual(["before"]);
    await messageOf(again, restarted.say("after"));
    await again.send(BOB, { text: "after" });
    await restarted.waitForMessage(text("after"));
    const retries = after.world.transcript.stanzas({ tag: "receipt", attrs: { type: "retry" } });
    expect(retries).toEqual([]);
    await again.close();
    await after.close();
  });
});
