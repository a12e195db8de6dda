import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from "node:crypto";
import { SignalError } from "./signal-error.ts";

/** Curve25519 keys, 32 bytes each. On the wire a public key has the byte 5 before it ({@link typed}). */
export interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

const PRIVATE_KEY_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_KEY_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
const KEY_TYPE = Buffer.from([5]);

/** The pair of a private key: any 32 bytes, which are clamped as X25519 wants them. */
export function keyPairFrom(bytes: Buffer): KeyPair {
  const privateKey = clamp(bytes);
  const publicKey = createPublicKey(privateKeyObject(privateKey)).export({ format: "der", type: "spki" }).subarray(-32);
  return { publicKey: Buffer.from(publicKey), privateKey };
}

/** X25519. Raises SignalError for a public key that gives no secret. */
export function agreement(publicKey: Buffer, privateKey: Buffer): Buffer {
  try {
    const theirs = createPublicKey({ key: Buffer.concat([PUBLIC_KEY_PREFIX, publicKey]), format: "der", type: "spki" });
    return diffieHellman({ privateKey: agreeingKey(privateKey), publicKey: theirs });
  } catch (error) {
    throw new SignalError("no secret can be agreed on with this public key", { cause: error });
  }
}

/** With the type byte before it, as Signal messages carry public keys. */
export function typed(publicKey: Buffer): Buffer {
  return Buffer.concat([KEY_TYPE, publicKey]);
}

/** The 32 bytes of a public key with or without its type byte. Raises SignalError for anything else. */
export function untyped(publicKey: Uint8Array | null | undefined): Buffer {
  if (publicKey?.length === 32) return Buffer.from(publicKey);
  if (publicKey?.length === 33 && publicKey[0] === 5) return Buffer.from(publicKey.subarray(1));
  throw new SignalError("not a Curve25519 public key");
}

/** HKDF-SHA256 cut into keys of 32 bytes. */
export function deriveKeys(
  secret: Buffer,
  salt: Buffer,
  info: string,
): { first: Buffer; second: Buffer; third: Buffer } {
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, info, 96));
  return { first: bytes.subarray(0, 32), second: bytes.subarray(32, 64), third: bytes.subarray(64) };
}

/** Sets and clears the bits that every Curve25519 private key has (RFC 7748, section 5). */
export function clamp(bytes: Buffer): Buffer {
  const key = Buffer.from(bytes);
  key.writeUInt8(key.readUInt8(0) & 0xf8, 0);
  key.writeUInt8((key.readUInt8(31) & 0x7f) | 0x40, 31);
  return key;
}

/** Ratchet keys are agreed with twice, and half of an agreement's time goes into reading the key. */
const agreeingKeys = new WeakMap<Buffer, KeyObject>();

function agreeingKey(privateKey: Buffer): KeyObject {
  const known = agreeingKeys.get(privateKey);
  if (known !== undefined) return known;
  const key = privateKeyObject(privateKey);
  agreeingKeys.set(privateKey, key);
  return key;
}

function privateKeyObject(privateKey: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, privateKey]), format: "der", type: "pkcs8" });
}
