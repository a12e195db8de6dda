import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** Authenticated encryption of short texts. */
export interface Box {
  /** Text to store. */
  seal(secret: string): string;
  /** The secret of a stored text; throws when it was sealed with another key. */
  open(stored: string): string;
}

/** Encrypts secrets at rest. */
export interface Sealing {
  /** Text to store. Without a key it is the clear text, marked as such. */
  seal(secret: string): string;
  /** The secret of a stored text; throws when it was sealed with a key that is not configured. */
  open(stored: string): string;
  /** Bytes to store: what {@link Sealing.seal} is to text. */
  sealBytes(secret: Uint8Array): Buffer;
  /** The secret of stored bytes; throws when they were sealed with a key that is not configured. */
  openBytes(stored: Buffer): Buffer;
  /** How stored texts begin. */
  readonly texts: Beginnings;
  /** How stored bytes begin, in hexadecimal digits. */
  readonly bytes: Beginnings;
}

/** Beginnings of stored secrets, which tell the key and nothing of the secret. */
export interface Beginnings {
  /** Of all that is sealed now, and of nothing that was sealed with another key. */
  readonly present: string;
  /** Of all that can be opened. */
  readonly known: readonly string[];
}

const clearPrefix = "clear:";
const nonceLength = 12;
const tagLength = 16;

/** First byte of stored bytes. */
const clearBytes = 0;
const sealedBytes = 1;
const beginningLength = 5;

/**
 * Sealing with AES-256-GCM under a key derived (HKDF-SHA256) from `encryptionKey`; without one, secrets are stored in
 * clear. What was stored in clear, or with one of the `previousKeys`, stays readable.
 *
 * Stored bytes are a version (0: clear, 1: sealed), and when sealed the first 4 bytes of the derived key's SHA-256, a
 * nonce of 12 bytes, the ciphertext and a tag of 16 bytes.
 */
export function createSealing(encryptionKey: string | undefined, previousKeys: readonly string[] = []): Sealing {
  const present = encryptionKey === undefined ? undefined : deriveKey(encryptionKey, purpose);
  const previous = previousKeys.map((secret) => deriveKey(secret, purpose));
  const known = present === undefined ? previous : [present, ...previous];
  const keyOf = (id: string): DerivedKey => {
    const found = known.find((key) => key.id === id);
    if (found !== undefined) return found;
    if (known.length === 0)
      throw new Error("a stored credential is encrypted: set ENCRYPTION_KEY to the key it was stored with");
    throw new Error("a stored credential was encrypted with another key than ENCRYPTION_KEY or a previous one");
  };
  const clear = Buffer.from([clearBytes]);
  const presentBeginning = present === undefined ? clear : beginningOf(present);
  return {
    texts: {
      present: present === undefined ? clearPrefix : textBeginningOf(present),
      known: [clearPrefix, ...known.map(textBeginningOf)],
    },
    bytes: {
      present: presentBeginning.toString("hex"),
      known: [clear, ...known.map(beginningOf)].map((beginning) => beginning.toString("hex")),
    },
    seal: (secret) => (present === undefined ? clearPrefix + secret : sealText(present, secret)),
    open: (stored) => (stored.startsWith(clearPrefix) ? stored.slice(clearPrefix.length) : openText(stored, keyOf)),
    sealBytes(secret) {
      if (present === undefined) return Buffer.concat([presentBeginning, secret]);
      return Buffer.concat([presentBeginning, ...encrypt(present, secret)]);
    },
    openBytes(stored) {
      if (stored[0] === clearBytes) return stored.subarray(1);
      if (stored[0] !== sealedBytes) throw new Error("a stored secret has an unknown form");
      const key = keyOf(stored.toString("hex", 1, beginningLength));
      return decrypt(key, stored.subarray(beginningLength));
    },
  };
}

const purpose = "waxwing credentials";

/** Authenticated encryption with a key derived from `secret` for one `purpose`. */
export function createBox(secret: string, purpose: string): Box {
  const key = deriveKey(secret, purpose);
  return {
    seal: (text) => sealText(key, text),
    open: (stored) =>
      openText(stored, (id) => {
        if (id !== key.id) throw new Error("a stored secret was encrypted with another key");
        return key;
      }),
  };
}

interface DerivedKey {
  readonly bytes: Buffer;
  /** Tells keys apart without telling anything of them: 8 hexadecimal digits. */
  readonly id: string;
}

function deriveKey(secret: string, purpose: string): DerivedKey {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  return { bytes, id: createHash("sha256").update(bytes).digest("hex").slice(0, 8) };
}

function beginningOf(key: DerivedKey): Buffer {
  return Buffer.concat([Buffer.from([sealedBytes]), Buffer.from(key.id, "hex")]);
}

function textBeginningOf(key: DerivedKey): string {
  return `v1:${key.id}:`;
}

function sealText(key: DerivedKey, text: string): string {
  return `${textBeginningOf(key)}${Buffer.concat(encrypt(key, Buffer.from(text))).toString("base64")}`;
}

function openText(stored: string, keyOf: (id: string) => DerivedKey): string {
  const [version, id, payload] = stored.split(":");
  if (version !== "v1" || id === undefined || payload === undefined)
    throw new Error("a stored secret has an unknown form");
  return decrypt(keyOf(id), Buffer.from(payload, "base64")).toString("utf8");
}

/** Nonce, ciphertext, tag. */
function encrypt(key: DerivedKey, secret: Uint8Array): Buffer[] {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
  return [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
}

function decrypt(key: DerivedKey, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)), decipher.final()]);
}
