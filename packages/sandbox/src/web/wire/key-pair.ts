import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from "node:crypto";

/** A Curve25519 key pair: 32 raw bytes each, without the type byte `05` that Signal puts before public keys. */
export interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

// DER around the raw bytes (RFC 8410): Node's crypto takes raw X25519 keys in no other form.
const PRIVATE_KEY_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_KEY_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/** The key pair that 32 random bytes make. Raises RangeError for another number of bytes. */
export function keyPair(bytes: Buffer): KeyPair {
  if (bytes.length !== 32) throw new RangeError(`a private key has 32 bytes, not ${bytes.length}`);
  const privateKey = Buffer.from(bytes);
  // Clamped (RFC 7748 section 5), so that agreement and signature read the same number out of it.
  privateKey.writeUInt8(privateKey.readUInt8(0) & 248, 0);
  privateKey.writeUInt8((privateKey.readUInt8(31) & 127) | 64, 31);
  const publicDer = createPublicKey(privateKeyObject(privateKey)).export({ format: "der", type: "spki" });
  return { publicKey: Buffer.from(publicDer.subarray(-32)), privateKey };
}

/** X25519. Raises an Error when the other's key is no point of the curve's prime-order group. */
export function sharedSecret(privateKey: Buffer, publicKey: Uint8Array): Buffer {
  return diffieHellman({ privateKey: privateKeyObject(privateKey), publicKey: publicKeyObject(publicKey) });
}

function privateKeyObject(privateKey: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, privateKey]), format: "der", type: "pkcs8" });
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  if (publicKey.length !== 32) throw new RangeError(`a public key has 32 bytes, not ${publicKey.length}`);
  return createPublicKey({ key: Buffer.concat([PUBLIC_KEY_PREFIX, publicKey]), format: "der", type: "spki" });
}
