import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { getMediaKeys, type MediaType } from "@whiskeysockets/baileys";

/** With what a file was encrypted, and the SHA-256 of both sides. */
export interface Encryption {
  readonly mediaKey: Buffer;
  readonly fileSha256: Buffer;
  readonly fileEncSha256: Buffer;
  /** Bytes of the plain file. */
  readonly fileLength: number;
}

/** An encrypted file ends with the first bytes of its MAC. */
const MAC_BYTES = 10;

/**
 * Encrypts the file at `path` under a key of its own into a new one at `target`, as WhatsApp's media hosts keep it: AES-256-CBC,
 * then the MAC of IV and ciphertext. Baileys' own writes into the system's folder for temporary files, where a crash leaves it.
 */
export async function encryptFile(
  path: string,
  target: string,
  kind: MediaType,
  signal: AbortSignal,
): Promise<Encryption> {
  const mediaKey = randomBytes(32);
  const { cipherKey, iv, macKey } = await getMediaKeys(mediaKey, kind);
  if (!macKey) throw new Error("no key for the MAC of a file");
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const mac = createHmac("sha256", macKey).update(iv);
  const plainHash = createHash("sha256");
  const encryptedHash = createHash("sha256");
  let fileLength = 0;

  async function* encrypted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      fileLength += chunk.length;
      plainHash.update(chunk);
      yield authenticated(cipher.update(chunk));
    }
    yield authenticated(cipher.final());
    const tail = mac.digest().subarray(0, MAC_BYTES);
    encryptedHash.update(tail);
    yield tail;
  }
  function authenticated(bytes: Buffer): Buffer {
    mac.update(bytes);
    encryptedHash.update(bytes);
    return bytes;
  }

  const output = createWriteStream(target, { flags: "wx", mode: 0o600 });
  await pipeline(createReadStream(path), encrypted, output, { signal });
  return { mediaKey, fileSha256: plainHash.digest(), fileEncSha256: encryptedHash.digest(), fileLength };
}
