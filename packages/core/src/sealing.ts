import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts secrets at rest. */
export interface Sealing {
  /** Text to store. Without a key it is the clear text, marked as such. */
  seal(secret: string): string;
  /** The secret of a stored text; throws when it was sealed with another key or none is configured. */
  open(stored: string): string;
}

const clearPrefix = "clear:";

/**
 * Sealing with AES-256-GCM under a key derived (HKDF-SHA256) from `encryptionKey`; without one, secrets are stored in
 * clear. What was stored in clear stays readable after a key is configured.
 */
export function createSealing(encryptionKey: string | undefined): Sealing {
  const box = encryptionKey === undefined ? undefined : createBox(encryptionKey, "waxwing credentials");
  return {
    seal: (secret) => (box === undefined ? clearPrefix + secret : box.seal(secret)),
    open(stored) {
      if (stored.startsWith(clearPrefix)) return stored.slice(clearPrefix.length);
      if (box === undefined)
        throw new Error("a stored credential is encrypted: set ENCRYPTION_KEY to the key it was stored with");
      return box.open(stored);
    },
  };
}

/** Authenticated encryption with a key derived from `secret` for one `purpose`. */
export function createBox(secret: string, purpose: string): Sealing {
  const key = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  const keyId = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1:${keyId}:${sealed.toString("base64")}`;
    },
    open(stored) {
      const [version, id, payload] = stored.split(":");
      if (version !== "v1" || payload === undefined) throw new Error("a stored secret has an unknown form");
      if (id !== keyId) throw new Error("a stored secret was encrypted with another key");
      const bytes = Buffer.from(payload, "base64");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(bytes.length - 16));
      return Buffer.concat([decipher.update(bytes.subarray(12, bytes.length - 16)), decipher.final()]).toString("utf8");
    },
  };
}
