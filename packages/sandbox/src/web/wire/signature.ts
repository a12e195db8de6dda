import { createPublicKey, verify } from "node:crypto";
import { calculateSignature } from "libsignal/src/curve.js";

const ED25519_KEY_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const PRIME = 2n ** 255n - 19n;

/** XEdDSA over Curve25519: 64 bytes, the same for the same key and message. Takes about 16 ms, all of it JavaScript. */
export function sign(privateKey: Buffer, message: Buffer): Buffer {
  return Buffer.from(calculateSignature(privateKey, message));
}

/**
 * Whether a signature is the key's. Strict: Baileys' own `Curve.verify` accepts every signature of 64 bytes, because it
 * ignores what libsignal answers. Native, since libsignal's JavaScript takes 12 ms: an XEdDSA signature is an Ed25519
 * signature under the Edwards form of the key, the sign of which is the signature's last bit.
 * @param publicKey 32 bytes, or 33 with the type byte.
 */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = publicKey.length === 33 && publicKey[0] === 5 ? publicKey.subarray(1) : publicKey;
  if (key.length !== 32 || signature.length !== 64) return false;
  const point = edwardsPoint(key);
  const plain = Buffer.from(signature);
  point.writeUInt8(point.readUInt8(31) | (plain.readUInt8(63) & 0x80), 31);
  plain.writeUInt8(plain.readUInt8(63) & 0x7f, 63);
  const edwardsKey = createPublicKey({ key: Buffer.concat([ED25519_KEY_PREFIX, point]), format: "der", type: "spki" });
  return verify(null, message, edwardsKey, plain);
}

/** The Edwards y of a Montgomery u: (u - 1) / (u + 1) (RFC 7748, section 4.1). */
function edwardsPoint(publicKey: Uint8Array): Buffer {
  // The topmost bit of a Curve25519 key has no meaning.
  const u = BigInt(`0x${Buffer.from(publicKey).reverse().toString("hex")}`) % 2n ** 255n;
  const y = ((u - 1n + PRIME) * inverse(u + 1n)) % PRIME;
  return Buffer.from(y.toString(16).padStart(64, "0"), "hex").reverse();
}

/** The multiplicative inverse in the field of the curve, by Euclid; 0 for 0. */
function inverse(value: bigint): bigint {
  let [low, high] = [value % PRIME, PRIME];
  let [lowFactor, highFactor] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - low * quotient, low];
    [lowFactor, highFactor] = [highFactor - lowFactor * quotient, lowFactor];
  }
  if (low === 0n) return 0n;
  return ((lowFactor % PRIME) + PRIME) % PRIME;
}
