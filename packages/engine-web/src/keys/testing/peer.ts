import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import {
  type AuthenticationState,
  addTransactionCapability,
  Curve,
  generateSignalPubKey,
  type SignalKeyStore,
  type SignalRepositoryWithLIDStore,
} from "@whiskeysockets/baileys";
import { makeLibSignalRepository } from "@whiskeysockets/baileys/lib/Signal/libsignal.js";
import type { SessionKeys } from "../../session.ts";
import { quiet } from "./keys-fixture.ts";

/** One end of a conversation without a server: its keys and its Signal repository. */
export interface Party {
  readonly jid: string;
  readonly auth: AuthenticationState;
  readonly repository: SignalRepositoryWithLIDStore;
}

type PnToLid = (jids: string[]) => Promise<{ lid: string; pn: string }[]>;

let count = 0;

/** A correspondent with Baileys' own repository in memory. */
export function createPeer(): Party {
  const auth = memoryAuth();
  const options = { maxCommitRetries: 1, delayBetweenTriesMs: 0 };
  const keys = addTransactionCapability(auth.keys as SignalKeyStore, quiet, options);
  const repository = makeLibSignalRepository({ creds: auth.creds, keys }, quiet, async () => []);
  return { jid: `${900_000_000_000_000 + count++}@lid`, auth, repository };
}

/** The end whose keys are tested. */
export function partyOf(keys: SessionKeys, jid = "800000000000000@lid", pnToLid: PnToLid = async () => []): Party {
  const options = { maxCommitRetries: 1, delayBetweenTriesMs: 0 };
  const auth = { creds: keys.auth.creds, keys: addTransactionCapability(keys.auth.keys, quiet, options) };
  const repository = keys.makeSignalRepository(auth, quiet, pnToLid);
  return { jid, auth: keys.auth, repository };
}

/** Gives the keys what a device has once it is paired, and stores it. */
export async function link(keys: SessionKeys, jid = "15550000001:1@s.whatsapp.net"): Promise<void> {
  keys.auth.creds.me = { id: jid, lid: "800000000000000:1@lid", name: "Bob" };
  keys.auth.creds.account = { details: Buffer.from([1]), accountSignatureKey: Buffer.alloc(32, 2) };
  await keys.saveCredentials();
}

/** Gives `from` what it needs to write to `to`: the keys of a bundle, with a one-time key unless told otherwise. */
export async function introduce(from: Party, to: Party, preKeyId: number | null = 1): Promise<void> {
  const { creds } = to.auth;
  let preKey: { keyId: number; publicKey: Uint8Array } | undefined;
  if (preKeyId !== null) {
    const pair = Curve.generateKeyPair();
    await to.auth.keys.set({ "pre-key": { [preKeyId]: pair } });
    preKey = { keyId: preKeyId, publicKey: generateSignalPubKey(pair.public) };
  }
  await from.repository.injectE2ESession({
    jid: to.jid,
    session: {
      registrationId: creds.registrationId,
      identityKey: generateSignalPubKey(creds.signedIdentityKey.public),
      signedPreKey: {
        keyId: creds.signedPreKey.keyId,
        publicKey: generateSignalPubKey(creds.signedPreKey.keyPair.public),
        signature: creds.signedPreKey.signature,
      },
      ...(preKey === undefined ? {} : { preKey }),
    },
  });
}

/** A ciphertext on its way, as WhatsApp delivers it. */
export interface Sent {
  readonly id: string;
  readonly from: string;
  readonly group?: string;
  readonly type: "pkmsg" | "msg" | "skmsg";
  readonly ciphertext: Uint8Array;
}

let ids = 0;

export async function encrypt(from: Party, to: Party, text: string): Promise<Sent> {
  const { type, ciphertext } = await from.repository.encryptMessage({ jid: to.jid, data: Buffer.from(text) });
  return { id: `MSG${++ids}`, from: from.jid, type, ciphertext };
}

/** Lets the keys see the stanza, as a copy of its own, and decrypts what it holds. */
export function deliver(keys: SessionKeys, to: Party, sent: Sent): Promise<string> {
  return receive(to, sent, keys);
}

/** Decrypts; with keys, they see the stanza before. */
export function receive(to: Party, sent: Sent, keys?: SessionKeys): Promise<string> {
  return arrive(to, sent, keys)();
}

/** Lets the keys see the stanza; what it gives decrypts, as Baileys does when it comes to it. */
export function arrive({ repository }: Party, sent: Sent, keys?: SessionKeys): () => Promise<string> {
  const ciphertext = Buffer.from(sent.ciphertext);
  const where = sent.group === undefined ? { from: sent.from } : { from: sent.group, participant: sent.from };
  keys?.noteStanza({
    tag: "message",
    attrs: { ...where, id: sent.id, t: "1" },
    content: [{ tag: "enc", attrs: { v: "2", type: sent.type }, content: ciphertext }],
  });
  return async () => {
    const plaintext =
      sent.type === "skmsg"
        ? await repository.decryptGroupMessage({ group: sent.group ?? "", authorJid: sent.from, msg: ciphertext })
        : await repository.decryptMessage({ jid: sent.from, type: sent.type, ciphertext });
    return Buffer.from(plaintext).toString();
  };
}
