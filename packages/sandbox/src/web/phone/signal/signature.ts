import { createHash, createPrivateKey, createPublicKey, sign as signEd25519 } from "node:crypto";
import { clamp, type KeyPair, keyPairFrom } from "./curve.ts";

/**
 * A Curve25519 pair that signs. It is made from an Ed25519 seed, so that the signature is plain Ed25519 in native code
 * (0.03 ms; XEdDSA over any other private key takes libsignal's JavaScript 16 ms), which is a valid XEdDSA signature as
 * well: the verifier turns the Curve25519 key into an Edwards point whose sign it takes from the signature's last bit.
 */
export interface SigningKeyPair extends KeyPair {
  readonly seed: Buffer;
}

const PRIVATE_KEY_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** The signing pair of a seed of 32 bytes. */
export function signingKeyPairFrom(seed: Buffer): SigningKeyPair {
  const scalar = createHash("sha512").update(seed).digest().subarray(0, 32);
  return { ...keyPairFrom(clamp(scalar)), seed };
}

/** Signs for the pair's Curve25519 public key; 64 bytes. */
export function sign(pair: SigningKeyPair, message: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, pair.seed]), format: "der", type: "pkcs8" });
  const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const signature = signEd25519(null, message, key);
  signature.writeUInt8(signature.readUInt8(63) | (point.readUInt8(31) & 0x80), 63);
  return signature;
}
