import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { text } from "../../matchers.ts";
import { connectClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { startTestSandbox, type TestSandbox } from "../../testing/start.ts";
import { bigEndian, childrenOf, type Stanza } from "../stanza.ts";
import { contactOf, messageOf } from "./testing.ts";

const fixture = useSandbox();
const ALICE = { phone: "15550000001" };
const BOB = "15559990001@s.whatsapp.net";

function retriesIn({ world }: TestSandbox): Stanza[] {
  return world.transcript.stanzas({ tag: "receipt", attrs: { type: "retry" } }).map(({ stanza }) => stanza);
}

describe("a contact", () => {
  it("and a client that write to each other first at the same time understand each other from then on", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const sending = alice.send(BOB, { text: "first" });
    // The client has fetched the keys for its own session by now, and has not sent anything.
    await alice.until(
      () => sandbox.world.transcript.stanzas({ direction: "out", tag: "iq", phone: ALICE.phone }).length > 0,
    );
    const crossing = bob.say("first, too", { to: ALICE.phone });
    await sending;
    await Promise.all([bob.waitForMessage(text("first")), messageOf(alice, crossing)]);
    for (const word of ["a", "b", "c"]) {
      await alice.send(BOB, { text: word });
      await bob.waitForMessage(text(word));
      await messageOf(alice, bob.say(`${word} back`));
    }
    expect(retriesIn(sandbox)).toEqual([]);
    expect(alice.complaints()).toEqual([]);
  });

  it("that was refused in a group is read without a retry once it may write", async () => {
    const { sandbox } = fixture;
    const { groups } = sandbox.world;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { jid } = groups.create(alice.account, "News", [bob.account]);
    groups.change(alice.account, jid, { announcement: true });
    expect(() => bob.say("too early", { to: jid })).toThrow(`the server refused <message> to ${jid}: 403`);
    groups.change(alice.account, jid, { announcement: false });
    await messageOf(alice, bob.say("now", { to: jid }));
    expect(retriesIn(sandbox)).toEqual([]);
    expect(bob.device.messages.map(({ chat }) => chat)).toEqual([jid]);
  });

  it("that may not echo in a group got the message all the same, and the transcript says why it is silent", async () => {
    const { sandbox } = fixture;
    const { groups } = sandbox.world;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    bob.echo = true;
    const told: (string | null)[] = [];
    bob.onReceived(({ text }) => told.push(text));
    const { jid } = groups.create(alice.account, "News", [bob.account]);
    groups.change(alice.account, jid, { announcement: true });
    await alice.send(jid, { text: "hear, hear" });
    await bob.waitForMessage(text("hear, hear"));
    expect(told).toEqual(["hear, hear"]);
    const failures = sandbox.world.transcript.entries.filter(({ note }) => note?.includes("the server refused"));
    expect(failures).toHaveLength(1);
  });

  it("edits only its own messages, and deletes others' only as a group's admin", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const hers = await alice.send(BOB, { text: "mine" });
    await bob.waitForMessage(text("mine"));
    expect(() => bob.edit(hers.key.id ?? "", "yours")).toThrow("only the author can edit it");
    expect(() => bob.delete(hers.key.id ?? "")).toThrow("only its author or an admin");

    const { jid } = sandbox.world.groups.create(bob.account, "Friends", [alice.account]);
    const inGroup = await alice.send(jid, { text: "rude" });
    await bob.waitForMessage(text("rude"));
    const deletion = bob.delete(inGroup.key.id ?? "");
    await alice.waitFor("messages.update", (updates) =>
      updates.some(({ key, update }) => key.id === inGroup.key.id && update.message === null),
    );
    const [sent] = sandbox.world.transcript.stanzas({ direction: "out", tag: "message", attrs: { id: deletion.id } });
    expect(sent?.stanza.attrs).toMatchObject({ edit: "8" });
  });
});

describe("a retry", () => {
  it("brings a status to a client that could not read it", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    await messageOf(alice, bob.postStatus("first", { audience: [ALICE.phone] }));
    await alice.send(BOB, { text: "so that the session is settled" });
    await bob.waitForMessage(text("so that the session is settled"));
    await alice.auth.keys.set({
      session: { [`${bob.account.lid}_1.0`]: null },
      "sender-key": {
        [`status@broadcast::${bob.phone}::0`]: null,
        [`status@broadcast::${bob.account.lid}_1::0`]: null,
      },
    });
    const again = await messageOf(alice, bob.postStatus("second", { audience: [ALICE.phone] }));
    expect(again.key).toMatchObject({ remoteJid: "status@broadcast", participant: BOB });
    expect(retriesIn(sandbox)).not.toEqual([]);
  });

  it("brings a peer message to a companion that asks for it again, which Baileys itself never does", async () => {
    const { sandbox } = fixture;
    const { transcript, phones } = sandbox.world;
    const alice = await fixture.connect(ALICE);
    await alice.auth.keys.set({ session: { [`${alice.account.lid}_1.0`]: null } });
    const id = phones.of(alice.account).sendPeer(alice.address.device, { protocolMessage: { type: 10 } });
    const answers = (): unknown[] =>
      transcript.stanzas({ direction: "in", tag: "receipt", attrs: { id, type: "peer_msg" } });
    await alice.until(() => answers().length === 1);
    const isUnreadable = ({ message }: { readonly message: string }): boolean =>
      message === "failed to decrypt message";
    const { length } = alice.complaints().filter(isUnreadable);
    expect(length).toBeGreaterThan(0);
    await alice.socket.sendNode({
      tag: "receipt",
      attrs: { id, to: alice.jid, type: "retry" },
      content: [{ tag: "retry", attrs: { count: "1", id, t: "1", v: "1" } }],
    });
    await alice.until(() => answers().length === 2);
    expect(alice.complaints().filter(isUnreadable)).toHaveLength(length);
  });

  it("gives a message to nobody for whom it was not", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const carol = await fixture.connect({ phone: "15550000002" });
    const bob = contactOf(sandbox);
    const { id } = bob.say("for alice", { to: ALICE.phone });
    await bob.waitForReceipt(id, "delivered");
    await carol.socket.sendNode({
      tag: "receipt",
      attrs: { id, to: BOB, type: "retry" },
      content: [
        { tag: "retry", attrs: { count: "1", id, t: "1", v: "1" } },
        { tag: "registration", attrs: {}, content: bigEndian(carol.auth.creds.registrationId, 4) },
      ],
    });
    await carol.until(() => retriesIn(sandbox).length > 0);
    await messageOf(carol, bob.say("for carol", { to: carol.account.phone }));
    expect(carol.messages.has(id)).toBe(false);
    expect(alice.complaints()).toEqual([]);
  });

  it("with keys that are not signed makes no session of them", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { id } = bob.say("hello", { to: ALICE.phone });
    await bob.waitForReceipt(id, "delivered");
    const { signedIdentityKey, registrationId } = alice.auth.creds;
    const isFresh = (): boolean =>
      sandbox.world.transcript.stanzas({ direction: "out", tag: "message", attrs: { id } }).length > 1;
    await alice.socket.sendNode({
      tag: "receipt",
      attrs: { id, to: BOB, type: "retry" },
      content: [
        { tag: "retry", attrs: { count: "2", id, t: "1", v: "1" } },
        { tag: "registration", attrs: {}, content: bigEndian(registrationId, 4) },
        {
          tag: "keys",
          attrs: {},
          content: [
            { tag: "type", attrs: {}, content: Buffer.from([5]) },
            { tag: "identity", attrs: {}, content: Buffer.from(signedIdentityKey.public) },
            {
              tag: "skey",
              attrs: {},
              content: [
                { tag: "id", attrs: {}, content: bigEndian(77, 3) },
                { tag: "value", attrs: {}, content: Buffer.alloc(32, 9) },
                { tag: "signature", attrs: {}, content: Buffer.alloc(64, 9) },
              ],
            },
          ],
        },
      ],
    });
    await alice.until(isFresh, { what: "the message a second time" });
    // With the forged key the client could read neither this nor what comes after it.
    await messageOf(alice, bob.say("still understood"));
    expect(retriesIn(sandbox).filter(({ attrs }) => attrs["from"] === undefined)).toHaveLength(1);
  });
});

describe("with a data directory", () => {
  let directory = "";
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("a contact knows after a restart what it has read and who got its messages", async () => {
    directory = await mkdtemp(join(tmpdir(), "waxwing-contact-"));
    const before = await startTestSandbox({ data: directory });
    const alice = await connectClient(before, ALICE);
    const bob = contactOf(before);
    await alice.send(BOB, { text: "read" });
    await bob.waitForMessage(text("read"));
    bob.read();
    const { id } = bob.say("hello");
    await bob.waitForReceipt(id, "delivered");
    await alice.send(BOB, { text: "not read" });
    await bob.waitForMessage(text("not read"));
    await alice.close();
    await before.close();

    const after = await startTestSandbox({ data: directory });
    const restarted = contactOf(after);
    expect(restarted.receiptsFor(id)).toMatchObject([{ kind: "delivered", from: ALICE.phone }]);
    const again = await connectClient(after, { ...ALICE, auth: alice.auth });
    restarted.read();
    await again.waitFor("messages.update", (updates) => updates.some(({ update }) => update.status === 4));
    const receipts = after.world.transcript.stanzas({ direction: "out", tag: "receipt", attrs: { type: "read" } });
    const unread = restarted.received.find((message) => message.text === "not read");
    expect(receipts.map(({ stanza }) => [stanza.attrs["id"], childrenOf(stanza)])).toEqual([[unread?.id, []]]);
    await again.close();
    await after.close();
  });
});
