import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SessionKeys } from "../session.ts";
import { silenceLibsignal } from "./silence-libsignal.ts";
import { type KeysFixture, startKeysFixture } from "./testing/keys-fixture.ts";
import { arrive, createPeer, deliver, encrypt, introduce, type Party, partyOf, type Sent } from "./testing/peer.ts";

silenceLibsignal();

const ignored = "120363999999999999@g.us";
const group = "120363000000000000@g.us";
let fixture: KeysFixture;
let keys: SessionKeys;
let bob: Party;
let statements = 0;

beforeAll(async () => {
  fixture = await startKeysFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  keys = await fixture.open(await fixture.addInstance(), { readsAhead: ({ from }) => from !== ignored });
  bob = partyOf(keys);
  fixture.beforeStatement = () => {
    statements++;
  };
});

/** A contact who has a session and whose sender keys Bob has. */
async function acquaintance(number: number, jid?: string): Promise<Party> {
  const made = createPeer();
  const peer: Party = { ...made, jid: jid ?? made.jid };
  await introduce(peer, bob, number);
  await deliver(keys, bob, await encrypt(peer, bob, "hello"));
  const answer = await encrypt(bob, peer, "hi");
  await peer.repository.decryptMessage({ jid: bob.jid, type: "msg", ciphertext: answer.ciphertext });
  for (const groupId of [group, ignored]) {
    const axolotlSenderKeyDistributionMessage = await peer.repository.getSenderKeyDistributionMessage({
      group: groupId,
      meId: peer.jid,
    });
    const item = { groupId, axolotlSenderKeyDistributionMessage };
    await bob.repository.processSenderKeyDistributionMessage({ authorJid: peer.jid, item });
  }
  return peer;
}

async function inGroup(from: Party, text: string, where = group): Promise<Sent> {
  const { ciphertext } = await from.repository.encryptGroupMessage({
    group: where,
    meId: from.jid,
    data: Buffer.from(text),
  });
  return { id: `G-${text}`, from: from.jid, group: where, type: "skmsg", ciphertext };
}

/** All arrive at once, and are decrypted one after the other; a failure gives undefined. */
async function deliverAll(sent: readonly Sent[]): Promise<(string | undefined)[]> {
  const decryptions = sent.map((each) => arrive(bob, each, keys));
  const texts: (string | undefined)[] = [];
  for (const decrypt of decryptions) texts.push(await decrypt().catch(() => undefined));
  return texts;
}

async function pendingTexts(): Promise<string[]> {
  return (await keys.pending()).map(({ plaintext }) => plaintext.toString()).filter((text) => text !== "hello");
}

function damaged(sent: Sent): Sent {
  const ciphertext = Buffer.from(sent.ciphertext);
  ciphertext[ciphertext.length - 1] = (ciphertext.at(-1) ?? 0) ^ 1;
  return { ...sent, id: `${sent.id}-damaged`, ciphertext };
}

test("messages that arrive in a row share commits, and are kept in their order", async () => {
  const peers = [await acquaintance(1), await acquaintance(2)];
  const sent: Sent[] = [];
  for (let index = 0; index < 100; index++) {
    const peer = peers[index % 2] as Party;
    sent.push(index % 5 === 0 ? await inGroup(peer, `${index}`) : await encrypt(peer, bob, `${index}`));
  }
  statements = 0;
  const expected = sent.map((_, index) => `${index}`);
  expect(await deliverAll(sent)).toEqual(expected);
  expect(statements).toBeLessThan(50);
  expect(await pendingTexts()).toEqual(expected);
  expect(sent.flatMap(({ id, group, from }) => keys.digestsOf({ id, remoteJid: group ?? from }))).toHaveLength(100);
});

test("what cannot be read ahead, fails, or comes twice, keeps its place", async () => {
  const ana = await acquaintance(1);
  // Baileys asks WhatsApp for his LID at each message.
  const withoutLid = await acquaintance(2, "15550001234@s.whatsapp.net");
  const number = await encrypt(withoutLid, bob, "by number");
  const stranger = createPeer();
  await introduce(stranger, bob, 9);
  const texts = Array.from({ length: 12 }, (_, index) => `ana ${index}`);
  const fromAna: Sent[] = [];
  for (const text of texts) fromAna.push(await encrypt(ana, bob, text));
  const first = await encrypt(stranger, bob, "stranger 1");
  const second = await encrypt(stranger, bob, "stranger 2");
  const [a0, a1, a2, a3, ...rest] = fromAna as [Sent, Sent, Sent, Sent, ...Sent[]];
  const order = [
    a0,
    first,
    number,
    a1,
    damaged(a2),
    a2,
    a0,
    second,
    a3,
    await inGroup(stranger, "without a key"),
    ...rest,
  ];
  expect(await deliverAll(order)).toEqual([
    ...["ana 0", "stranger 1", "by number", "ana 1", undefined, "ana 2", "ana 0", "stranger 2", "ana 3", undefined],
    ...texts.slice(4),
  ]);
  expect(await pendingTexts()).toEqual([
    "ana 0",
    "stranger 1",
    "by number",
    "ana 1",
    "ana 2",
    "stranger 2",
    ...texts.slice(3),
  ]);
});

test("what is to be ignored is not decrypted, and holds up nothing", async () => {
  const ana = await acquaintance(1);
  const sent = [await inGroup(ana, "ignored", ignored), await encrypt(ana, bob, "wanted")];
  const [, decrypt] = sent.map((each) => arrive(bob, each, keys));
  expect(await decrypt?.()).toBe("wanted");
  expect(await pendingTexts()).toEqual(["wanted"]);
});

test("a commit that fails while reading ahead fails what Baileys asks for", async () => {
  const ana = await acquaintance(1);
  const sent = [await encrypt(ana, bob, "one"), await encrypt(ana, bob, "two")];
  fixture.beforeStatement = () => Promise.reject(new Error("no database"));
  expect(await deliverAll(sent)).toEqual([undefined, undefined]);
  fixture.beforeStatement = () => {};
  await expect(keys.pending()).rejects.toThrow("could not be read or written");
});
