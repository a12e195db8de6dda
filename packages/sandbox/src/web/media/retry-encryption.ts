import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

const TAG_LENGTH = 16;

/** What `<encrypt>` of a re-upload request or its answer holds. */
export interface RetryCiphertext {
  /** AES-256-GCM with its tag. */
  readonly payload: Buffer;
  /** 12 bytes. */
  readonly iv: Buffer;
}

/** Encrypts what phone and companion tell each other about a file, with a key made from the file's. Section 15. */
export function encryptRetry(plain: Uint8Array, mediaKey: Uint8Array, messageId: string, iv: Buffer): RetryCiphertext {
  const cipher = createCipheriv("aes-256-gcm", retryKey(mediaKey), iv).setAAD(Buffer.from(messageId));
  return { payload: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]), iv };
}

/** Reads what {@link encryptRetry} made; null when the key, the message or the bytes are others. */
export function decryptRetry({ payload, iv }: RetryCiphertext, mediaKey: Uint8Array, messageId: string): Buffer | null {
  if (payload.length < TAG_LENGTH || iv.length !== 12) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", retryKey(mediaKey), iv).setAAD(Buffer.from(messageId));
    decipher.setAuthTag(payload.subarray(-TAG_LENGTH));
    return Buffer.concat([decipher.update(payload.subarray(0, -TAG_LENGTH)), decipher.final()]);
  } catch {
    // Node says nothing but that the tag does not fit.
    return null;
  }
}

function retryKey(mediaKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", mediaKey, Buffer.alloc(0), "WhatsApp Media Retry Notification", 32));
}
