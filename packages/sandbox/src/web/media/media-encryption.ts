import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { KEY_WORDS, type MediaKind } from "./media-kind.ts";

/** The keys of one file, derived from its media key (wire page, section 15; the reference key is not needed). */
export interface MediaKeys {
  /** 16 bytes. */
  readonly iv: Buffer;
  /** 32 bytes. */
  readonly cipherKey: Buffer;
  /** 32 bytes. */
  readonly macKey: Buffer;
}

/** A file as it is uploaded. */
export interface EncryptedFile {
  /** AES-256-CBC, followed by the first 10 bytes of HMAC-SHA256 over IV and ciphertext. */
  readonly ciphertext: Buffer;
  readonly mediaKey: Buffer;
  readonly fileSha256: Buffer;
  readonly fileEncSha256: Buffer;
  /** Bytes of the plain file. */
  readonly fileLength: number;
}

/** What a message says about its file, and what the file must then be. */
export interface MediaProof {
  readonly mediaKey?: Uint8Array | null;
  readonly fileSha256?: Uint8Array | null;
  readonly fileEncSha256?: Uint8Array | null;
}

/** A file that is not the one that its message speaks of. */
export class MediaDamagedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MediaDamagedError";
  }
}

const MEDIA_KEY_LENGTH = 32;
const MAC_LENGTH = 10;

/** Derives a file's keys. Raises RangeError when the media key has not 32 bytes. */
export function getMediaKeys(mediaKey: Uint8Array, kind: MediaKind): MediaKeys {
  if (mediaKey.length !== MEDIA_KEY_LENGTH) throw new RangeError(`a media key has 32 bytes, not ${mediaKey.length}`);
  const info = `WhatsApp ${KEY_WORDS[kind]} Keys`;
  const keys = Buffer.from(hkdfSync("sha256", mediaKey, Buffer.alloc(0), info, 112));
  return {
    iv: keys.subarray(0, 16),
    cipherKey: keys.subarray(16, 48),
    macKey: keys.subarray(48, 80),
  };
}

/** Encrypts a file as a client does before it uploads it. */
export function encryptFile(plain: Uint8Array, mediaKey: Buffer, kind: MediaKind): EncryptedFile {
  const { iv, cipherKey, macKey } = getMediaKeys(mediaKey, kind);
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const ciphertext = Buffer.concat([encrypted, macOf(macKey, iv, encrypted)]);
  return {
    ciphertext,
    mediaKey,
    fileSha256: sha256(plain),
    fileEncSha256: sha256(ciphertext),
    fileLength: plain.length,
  };
}

/**
 * Decrypts a file and checks what clients should check: both hashes and the MAC.
 * Raises {@link MediaDamagedError} when one of them is wrong or missing.
 */
export function decryptFile(ciphertext: Buffer, proof: MediaProof, kind: MediaKind): Buffer {
  if (!proof.mediaKey || !proof.fileSha256 || !proof.fileEncSha256) {
    throw new MediaDamagedError("the message lacks mediaKey, fileSha256 or fileEncSha256");
  }
  if (proof.mediaKey.length !== MEDIA_KEY_LENGTH) {
    throw new MediaDamagedError(`the message's media key has ${proof.mediaKey.length} bytes, not ${MEDIA_KEY_LENGTH}`);
  }
  if (!isEqual(sha256(ciphertext), proof.fileEncSha256)) {
    throw new MediaDamagedError("the encrypted file does not have the hash that the message says (fileEncSha256)");
  }
  const { iv, cipherKey, macKey } = getMediaKeys(proof.mediaKey, kind);
  const encrypted = ciphertext.subarray(0, -MAC_LENGTH);
  if (!isEqual(macOf(macKey, iv, encrypted), ciphertext.subarray(-MAC_LENGTH))) {
    throw new MediaDamagedError("the file's MAC is wrong: other media key, or other kind of medium");
  }
  const decipher = createDecipheriv("aes-256-cbc", cipherKey, iv);
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch (error) {
    throw new MediaDamagedError("the file's padding is wrong", { cause: error });
  }
  if (!isEqual(sha256(plain), proof.fileSha256)) {
    throw new MediaDamagedError("the file does not have the hash that the message says (fileSha256)");
  }
  return plain;
}

/** SHA-256 of the bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function macOf(macKey: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  return createHmac("sha256", macKey).update(iv).update(encrypted).digest().subarray(0, MAC_LENGTH);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
