import { createDecipheriv, type Decipheriv } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { getMediaKeys, type MediaType } from "@whiskeysockets/baileys";

/** An encrypted file ends with the first bytes of its MAC. */
const MAC_BYTES = 10;

/** Decrypts a file of WhatsApp's media hosts: AES-256-CBC with keys derived from the message's, and a MAC behind it. */
export async function mediaDecryption(mediaKey: Uint8Array, kind: MediaType): Promise<Transform> {
  const { cipherKey, iv } = await getMediaKeys(mediaKey, kind);
  return new MediaDecryption(createDecipheriv("aes-256-cbc", cipherKey, iv));
}

/** The MAC is left out: the hash of the file, which came with the end-to-end encrypted message, says more. */
class MediaDecryption extends Transform {
  readonly #cipher: Decipheriv;
  #tail: Buffer = Buffer.alloc(0);

  constructor(cipher: Decipheriv) {
    super();
    this.#cipher = cipher;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = Buffer.concat([this.#tail, chunk]);
    const end = Math.max(0, all.length - MAC_BYTES);
    this.#tail = all.subarray(end);
    try {
      done(null, this.#cipher.update(all.subarray(0, end)));
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      done(null, this.#cipher.final());
    } catch (error) {
      done(error as Error);
    }
  }
}
