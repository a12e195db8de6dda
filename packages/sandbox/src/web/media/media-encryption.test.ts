import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import {
  getMediaKeys as baileysKeys,
  downloadContentFromMessage,
  encryptedStream,
  type MediaType,
} from "@whiskeysockets/baileys";
import { describe, expect, test } from "vitest";
import { decryptFile, encryptFile, getMediaKeys, MediaDamagedError } from "./media-encryption.ts";
import { KEY_WORDS, type MediaKind } from "./media-kind.ts";

const kinds = Object.keys(KEY_WORDS) as MediaKind[];

describe("media encryption", () => {
  test.each(kinds)("a %s has the keys that Baileys derives", async (kind) => {
    const mediaKey = randomBytes(32);
    const { iv, cipherKey, macKey } = getMediaKeys(mediaKey, kind);
    const theirs = await baileysKeys(mediaKey, kind as MediaType);
    expect({ iv, cipherKey, macKey }).toEqual({
      iv: Buffer.from(theirs.iv),
      cipherKey: Buffer.from(theirs.cipherKey),
      macKey: Buffer.from(theirs.macKey ?? []),
    });
  });

  test("decrypts what Baileys encrypts, whose hashes and MAC it finds right", async () => {
    const plain = randomBytes(100_000);
    const file = await encryptedStream(plain, "video");
    const ciphertext = await readFile(file.encFilePath);
    await rm(file.encFilePath);
    expect(decryptFile(ciphertext, file, "video")).toEqual(plain);
  });

  test("encrypts as Baileys does", async () => {
    const plain = randomBytes(1000);
    const mediaKey = randomBytes(32);
    const { ciphertext } = encryptFile(plain, mediaKey, "document");
    const url = `data:application/octet-stream;base64,${ciphertext.toString("base64")}`;
    const stream = await downloadContentFromMessage({ mediaKey, url }, "document");
    // Baileys decrypts the MAC along with the file when it has no length; AES-CBC ignores the last 10 bytes.
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    expect(Buffer.concat(parts)).toEqual(plain);
  });

  const plain = Buffer.from("a file");
  const file = encryptFile(plain, Buffer.alloc(32, 7), "image");
  const damaged =
    (change: Partial<typeof file>, kind: MediaKind = "image") =>
    () =>
      decryptFile(change.ciphertext ?? file.ciphertext, { ...file, ...change }, kind);

  test("refuses a file that is not the one that its message speaks of", () => {
    const flipped = Buffer.from(file.ciphertext);
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    expect(damaged({ ciphertext: flipped })).toThrow(/fileEncSha256/);
    const other = encryptFile(plain, Buffer.alloc(32, 8), "image");
    expect(damaged({ mediaKey: other.mediaKey })).toThrow(/MAC/);
    expect(damaged({}, "document")).toThrow(/MAC/);
    expect(damaged({ fileSha256: Buffer.alloc(32) })).toThrow(/fileSha256/);
    expect(() => decryptFile(file.ciphertext, { mediaKey: file.mediaKey }, "image")).toThrow(MediaDamagedError);
    expect(damaged({ mediaKey: Buffer.alloc(31) })).toThrow(MediaDamagedError);
    expect(() => getMediaKeys(Buffer.alloc(31), "image")).toThrow(RangeError);
    expect(damaged({})()).toEqual(plain);
  });
});
