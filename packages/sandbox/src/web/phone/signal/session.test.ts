import "../../../testing/quiet-libsignal.ts";
import { calculateSignature, generateKeyPair } from "libsignal/src/curve.js";
import { describe, expect, it } from "vitest";
import { Random } from "../../../random.ts";
import { verifySignature } from "../../wire/signature.ts";
import { type KeyPair, keyPairFrom, typed, untyped } from "./curve.ts";
import { distributionOf, newSenderKey, openFromGroup, readDistribution, sealForGroup } from "./sender-key.ts";
import { acceptSession, type Ciphertext, open, type Session, seal, startSession } from "./session.ts";
import { readPreKeyMessage } from "./signal-messages.ts";
import { sign, signingKeyPairFrom } from "./signature.ts";
import { baileysDevice } from "./testing.ts";

const JID = "100000000000001@lid";
const GROUP = "120363000000000001@g.us";

/** A device with our code. */
function ownDevice() {
  const random = new Random("signal");
  const newKeyPair = (): KeyPair => keyPairFrom(random.bytes("keys", 32));
  const identity = signingKeyPairFrom(random.bytes("identity", 32));
  const local = { identity, registrationId: 77 };
  const signedPreKey = newKeyPair();
  const preKey = newKeyPair();
  const bundle = {
    registrationId: 77,
    identityKey: typed(identity.publicKey),
    signedPreKey: {
      keyId: 1,
      publicKey: typed(signedPreKey.publicKey),
      signature: sign(identity, typed(signedPreKey.publicKey)),
    },
    preKey: { keyId: 9, publicKey: typed(preKey.publicKey) },
  };
  return { local, newKeyPair, signedPreKey, preKey, bundle };
}

const bytes = (text: string): Buffer => Buffer.from(text);

describe("a Signal session with Baileys", () => {
  it("is begun by us, goes both ways, and survives messages that overtake each other", async () => {
    const theirs = baileysDevice();
    const ours = ownDevice();
    let session: Session = startSession(ours.local, theirs.bundle, ours.newKeyPair);
    const write = (text: string): Ciphertext => {
      const written = seal(session, ours.local, bytes(text));
      session = written.session;
      return written.sealed;
    };
    const read = (ciphertext: Uint8Array): string => {
      const opened = open(session, ours.local, Buffer.from(ciphertext), ours.newKeyPair);
      session = opened.session;
      return opened.plaintext.toString();
    };
    const theyRead = async ({ type, bytes: ciphertext }: Ciphertext): Promise<string> =>
      Buffer.from(await theirs.repository.decryptMessage({ jid: JID, type, ciphertext })).toString();
    const theyWrite = (text: string) => theirs.repository.encryptMessage({ jid: JID, data: bytes(text) });

    const [first, second, third] = [write("one"), write("two"), write("three")];
    expect(first.type).toBe("pkmsg");
    expect(await theyRead(third)).toBe("three");
    expect(await theyRead(first)).toBe("one");
    const [answer, late] = [await theyWrite("answer"), await theyWrite("late")];
    expect(read(answer.ciphertext)).toBe("answer");
    const fourth = write("four");
    expect(fourth.type).toBe("msg");
    expect(await theyRead(fourth)).toBe("four");
    expect(await theyRead(second)).toBe("two");
    const next = await theyWrite("of the next ratchet");
    expect(read(next.ciphertext)).toBe("of the next ratchet");
    expect(read(late.ciphertext)).toBe("late");
    expect(() => read(late.ciphertext)).toThrow("used already");
    for (let turn = 0; turn < 20; turn++) {
      expect(await theyRead(write(`ping ${turn}`))).toBe(`ping ${turn}`);
      expect(read((await theyWrite(`pong ${turn}`)).ciphertext)).toBe(`pong ${turn}`);
    }
  });

  it("is begun by Baileys with one of our one-time keys", async () => {
    const theirs = baileysDevice();
    const ours = ownDevice();
    await theirs.repository.injectE2ESession({ jid: JID, session: ours.bundle });
    const { type, ciphertext } = await theirs.repository.encryptMessage({ jid: JID, data: bytes("hello") });
    expect(type).toBe("pkmsg");
    const introduction = readPreKeyMessage(Buffer.from(ciphertext));
    expect(introduction).toMatchObject({ signedPreKeyId: 1, preKeyId: 9 });
    const accepted = acceptSession(ours.local, introduction, { signedPreKey: ours.signedPreKey, preKey: ours.preKey });
    const { session, plaintext } = open(accepted, ours.local, introduction.message, ours.newKeyPair);
    expect(plaintext.toString()).toBe("hello");
    const answer = seal(session, ours.local, bytes("hi"));
    const read = await theirs.repository.decryptMessage({
      jid: JID,
      type: answer.sealed.type,
      ciphertext: answer.sealed.bytes,
    });
    expect(Buffer.from(read).toString()).toBe("hi");
  });

  it("refuses a message that was changed on its way, and can still read the right one", () => {
    const ours = ownDevice();
    const peer = signingKeyPairFrom(Buffer.alloc(32, 7));
    const preKey = keyPairFrom(Buffer.alloc(32, 8));
    const bundle = { identityKey: peer.publicKey, signedPreKey: { id: 1, publicKey: preKey.publicKey }, preKey: null };
    const started = startSession(ours.local, bundle, ours.newKeyPair);
    const message = readPreKeyMessage(seal(started, ours.local, bytes("secret")).sealed.bytes);
    const theirs = { identity: peer, registrationId: 1 };
    const accepted = acceptSession(theirs, message, { signedPreKey: preKey });
    const changed = Buffer.from(message.message);
    changed.writeUInt8(changed.readUInt8(changed.length - 12) ^ 1, changed.length - 12);
    expect(() => open(accepted, theirs, changed, ours.newKeyPair)).toThrow("not authentic");
    expect(open(accepted, theirs, message.message, ours.newKeyPair).plaintext.toString()).toBe("secret");
  });
});

describe("sender keys with Baileys", () => {
  it("are read by a Baileys member", async () => {
    const theirs = baileysDevice();
    const random = new Random("group");
    let key = newSenderKey((length) => random.bytes("sender key", length));
    await theirs.repository.processSenderKeyDistributionMessage({
      authorJid: JID,
      item: { groupId: GROUP, axolotlSenderKeyDistributionMessage: distributionOf(key) },
    });
    for (const text of ["one", "two", "three"]) {
      const sealed = sealForGroup(key, bytes(text));
      key = sealed.key;
      const read = await theirs.repository.decryptGroupMessage({ group: GROUP, authorJid: JID, msg: sealed.bytes });
      expect(Buffer.from(read).toString()).toBe(text);
    }
  });

  it("of a Baileys member are read by us, in whatever order, and nobody else's signature is accepted", async () => {
    const theirs = baileysDevice();
    const sealed: Buffer[] = [];
    let distribution = Buffer.alloc(0);
    for (const text of ["one", "two", "three"]) {
      const made = await theirs.repository.encryptGroupMessage({ group: GROUP, meId: JID, data: bytes(text) });
      if (text === "one") distribution = Buffer.from(made.senderKeyDistributionMessage);
      sealed.push(Buffer.from(made.ciphertext));
    }
    let key = readDistribution(distribution);
    const read = (message: Buffer | undefined): string => {
      const opened = openFromGroup(key, message ?? Buffer.alloc(0));
      key = opened.key;
      return opened.plaintext.toString();
    };
    expect(read(sealed[2])).toBe("three");
    expect(read(sealed[0])).toBe("one");
    const forged = Buffer.from(sealed[1] ?? []);
    forged.writeUInt8(forged.readUInt8(20) ^ 1, 20);
    expect(() => read(forged)).toThrow("not authentic");
    expect(read(sealed[1])).toBe("two");
  });
});

describe("signatures", () => {
  it("accept what libsignal signed, and nothing else", () => {
    const { pubKey, privKey } = generateKeyPair();
    const message = bytes("signed");
    const signature = Buffer.from(calculateSignature(privKey, message));
    expect(verifySignature(untyped(pubKey), message, signature)).toBe(true);
    expect(verifySignature(untyped(pubKey), bytes("another"), signature)).toBe(false);
    expect(verifySignature(untyped(generateKeyPair().pubKey), message, signature)).toBe(false);
  });

  it("stay valid when the same key signs through libsignal", () => {
    for (let number = 0; number < 16; number++) {
      const pair = signingKeyPairFrom(Buffer.alloc(32, number));
      const message = bytes(`message ${number}`);
      expect(verifySignature(pair.publicKey, message, sign(pair, message))).toBe(true);
      expect(verifySignature(pair.publicKey, message, Buffer.from(calculateSignature(pair.privateKey, message)))).toBe(
        true,
      );
    }
  });
});
