import { proto } from "@whiskeysockets/baileys";
import { verifySignature } from "../../wire/signature.ts";
import { deriveKeys, typed, untyped } from "./curve.ts";
import { type ChainPosition, decryptCbc, encryptCbc, takeMessageKey } from "./message-keys.ts";
import { SignalError } from "./signal-error.ts";
import { VERSION } from "./signal-messages.ts";
import { type SigningKeyPair, sign, signingKeyPairFrom } from "./signature.ts";

/** The key of one sender in one group, as its receivers know it. Never changed: each message gives the next one. */
export interface SenderKey {
  readonly id: number;
  readonly chain: ChainPosition;
  /** 32 bytes. */
  readonly signingKey: Buffer;
}

/** Our own key in a group. */
export interface OwnSenderKey extends SenderKey {
  readonly signing: SigningKeyPair;
}

const SIGNATURE_LENGTH = 64;
const NO_SALT = Buffer.alloc(32);

/** A fresh key for a group. @param draw gives so many random bytes. */
export function newSenderKey(draw: (length: number) => Buffer): OwnSenderKey {
  const id = draw(4).readUInt32BE() & 0x7fffffff;
  const signing = signingKeyPairFrom(draw(32));
  return { id, chain: { key: draw(32), next: 0, skipped: {} }, signingKey: signing.publicKey, signing };
}

/** What a receiver must get, once and encrypted for it alone, to read from the next message on. */
export function distributionOf(key: OwnSenderKey): Buffer {
  const message = proto.SenderKeyDistributionMessage.encode({
    id: key.id,
    iteration: key.chain.next,
    chainKey: key.chain.key,
    signingKey: typed(key.signing.publicKey),
  }).finish();
  return Buffer.concat([Buffer.from([VERSION]), message]);
}

/** Reads a distribution. Raises SignalError when it is none. */
export function readDistribution(bytes: Buffer): SenderKey {
  try {
    const read = proto.SenderKeyDistributionMessage.decode(bytes.subarray(1));
    const chain = { key: Buffer.from(read.chainKey ?? []), next: read.iteration ?? 0, skipped: {} };
    if (chain.key.length !== 32) throw new SignalError("a chain key has 32 bytes");
    return { id: read.id ?? 0, chain, signingKey: untyped(read.signingKey) };
  } catch (error) {
    throw new SignalError("not a sender key distribution", { cause: error });
  }
}

/** Encrypts for the group: the bytes of `<enc type="skmsg">`. */
export function sealForGroup(key: OwnSenderKey, plaintext: Buffer): { key: OwnSenderKey; bytes: Buffer } {
  const iteration = key.chain.next;
  const taken = takeMessageKey(key.chain, iteration);
  const { iv, cipherKey } = groupKeys(taken.key);
  const message = proto.SenderKeyMessage.encode({
    id: key.id,
    iteration,
    ciphertext: encryptCbc(cipherKey, iv, plaintext),
  }).finish();
  const versioned = Buffer.concat([Buffer.from([VERSION]), message]);
  return { key: { ...key, chain: taken.chain }, bytes: Buffer.concat([versioned, sign(key.signing, versioned)]) };
}

/** The id of the key with which a group message was encrypted. Raises SignalError when it is no group message. */
export function senderKeyIdOf(bytes: Buffer): number {
  return readGroupMessage(bytes).id;
}

/** Opens a group message. Raises SignalError when it is not signed by the key's owner, or was opened before. */
export function openFromGroup<Key extends SenderKey>(key: Key, bytes: Buffer): { key: Key; plaintext: Buffer } {
  const { iteration, ciphertext, signed, signature } = readGroupMessage(bytes);
  if (!verifySignature(key.signingKey, signed, signature)) throw new SignalError("the group message is not authentic");
  const taken = takeMessageKey(key.chain, iteration);
  const { iv, cipherKey } = groupKeys(taken.key);
  return { key: { ...key, chain: taken.chain }, plaintext: decryptCbc(cipherKey, iv, ciphertext) };
}

function readGroupMessage(bytes: Buffer): {
  id: number;
  iteration: number;
  ciphertext: Buffer;
  signed: Buffer;
  signature: Buffer;
} {
  const signed = bytes.subarray(0, -SIGNATURE_LENGTH);
  try {
    if (bytes.length <= SIGNATURE_LENGTH || bytes.readUInt8(0) >> 4 !== 3) throw new SignalError("not of version 3");
    const read = proto.SenderKeyMessage.decode(signed.subarray(1));
    return {
      id: read.id ?? 0,
      iteration: read.iteration ?? 0,
      ciphertext: Buffer.from(read.ciphertext ?? []),
      signed,
      signature: bytes.subarray(-SIGNATURE_LENGTH),
    };
  } catch (error) {
    throw new SignalError("not a group message", { cause: error });
  }
}

function groupKeys(messageKey: Buffer): { iv: Buffer; cipherKey: Buffer } {
  const keys = deriveKeys(messageKey, NO_SALT, "WhisperGroup");
  const bytes = Buffer.concat([keys.first, keys.second]);
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48) };
}
