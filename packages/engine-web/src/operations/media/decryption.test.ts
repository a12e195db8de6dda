import { createCipheriv, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { getMediaKeys } from "@whiskeysockets/baileys";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mediaDecryption } from "./decryption.ts";

const mediaKey = randomBytes(32);

async function encrypted(plain: Uint8Array): Promise<Buffer> {
  const { cipherKey, iv } = await getMediaKeys(mediaKey, "image");
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  // The MAC is not looked at.
  return Buffer.concat([cipher.update(plain), cipher.final(), randomBytes(10)]);
}

test("a file is decrypted, in whatever pieces it comes", async () => {
  const cut = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.infiniteStream(cut), async (plain, cuts) => {
      const whole = await encrypted(plain);
      const pieces: Buffer[] = [];
      for (let start = 0; start < whole.length; ) {
        const length = cuts.next().value ?? 1;
        pieces.push(whole.subarray(start, start + length));
        start += length;
      }
      const decrypted = await buffer(Readable.from(pieces).pipe(await mediaDecryption(mediaKey, "image")));
      expect(decrypted.equals(plain)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("a file that was cut off is an error", async () => {
  const whole = await encrypted(randomBytes(100));
  for (const length of [0, 5, 10, 20, whole.length - 1]) {
    const stream = Readable.from([whole.subarray(0, length)]).pipe(await mediaDecryption(mediaKey, "image"));
    await expect(buffer(stream)).rejects.toThrow();
  }
});
