import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { type KeyPair, sharedSecret } from "../wire/key-pair.ts";

const deriveBits = promisify(pbkdf2);

/** Length of a key that is wrapped with a pairing code: salt, IV and the encrypted key. */
const WRAPPED_LENGTH = 32 + 16 + 32;

/** The code as a phone takes it: eight letters and digits in upper case, without the dash that clients show in it. */
export function normalizeCode(code: string): string {
  return code.replaceAll(/[\s-]/g, "").toUpperCase();
}

/** Wraps a public key with a pairing code. `entropy` is salt (32) and IV (16). */
export async function wrapKey(code: string, publicKey: Buffer, entropy: Buffer): Promise<Buffer> {
  const salt = entropy.subarray(0, 32);
  const iv = entropy.subarray(32, 48);
  const cipher = createCipheriv("aes-256-ctr", await codeKey(code, salt), iv);
  return Buffer.concat([salt, iv, cipher.update(publicKey), cipher.final()]);
}

/** Unwraps a public key; a wrong code gives another key. Null when the length is wrong. */
export async function unwrapKey(code: string, wrapped: Buffer): Promise<Buffer | null> {
  if (wrapped.length !== WRAPPED_LENGTH) return null;
  const decipher = createDecipheriv(
    "aes-256-ctr",
    await codeKey(code, wrapped.subarray(0, 32)),
    wrapped.subarray(32, 48),
  );
  return Buffer.concat([decipher.update(wrapped.subarray(48)), decipher.final()]);
}

export interface KeyBundleOpening {
  /** `link_code_pairing_wrapped_key_bundle` of the client. */
  readonly bundle: Buffer;
  /** The phone's ephemeral key pair of this attempt. */
  readonly ephemeral: KeyPair;
  /** The client's ephemeral key, as the code gave it. */
  readonly companionEphemeral: Buffer;
  readonly identity: KeyPair;
  readonly companionIdentity: Buffer;
}

/** The secret for the HMAC of the device identity; null when phone and client did not have the same code. */
export function openKeyBundle(opening: KeyBundleOpening): Buffer | null {
  const { bundle, ephemeral, companionEphemeral, identity, companionIdentity } = opening;
  if (bundle.length !== 32 + 12 + 96 + 16) return null;
  const shared = sharedSecret(ephemeral.privateKey, companionEphemeral);
  const key = derive(shared, bundle.subarray(0, 32), "link_code_pairing_key_bundle_encryption_key");
  const decipher = createDecipheriv("aes-256-gcm", key, bundle.subarray(32, 44));
  decipher.setAuthTag(bundle.subarray(-16));
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(bundle.subarray(44, -16)), decipher.final()]);
  } catch {
    return null;
  }
  if (!plain.subarray(0, 32).equals(companionIdentity) || !plain.subarray(32, 64).equals(identity.publicKey))
    return null;
  const identityShared = sharedSecret(identity.privateKey, companionIdentity);
  return derive(Buffer.concat([shared, identityShared, plain.subarray(64)]), Buffer.alloc(0), "adv_secret");
}

function codeKey(code: string, salt: Buffer): Promise<Buffer> {
  return deriveBits(code, salt, 131_072, 32, "sha256");
}

function derive(secret: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}
