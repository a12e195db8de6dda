import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventBodyWithMedium, type MessageEnvelope } from "./event-body.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-body-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** As far as a body is concerned. */
const envelope = (caption: string): MessageEnvelope =>
  ({
    id: "1",
    type: "MESSAGES_UPSERT",
    data: { key: { id: "A" }, message: { imageMessage: { caption }, viewOnce: true }, messageType: "imageMessage" },
  }) as unknown as MessageEnvelope;

test("whatever its size, a medium is in the body as base64, a small piece at a time, and the length is right", async () => {
  const path = join(folder, "medium");
  const size = fc.oneof(fc.nat(20), fc.nat(300_000), fc.constantFrom(65_535, 65_536, 65_537, 131_072));
  await fc.assert(
    fc.asyncProperty(size, fc.string({ unit: "grapheme" }), async (bytes, caption) => {
      const file = Buffer.alloc(bytes, "medium \u00ff\u0000\u00fe", "latin1");
      await writeFile(path, file);
      const medium = { path, bytes, [Symbol.asyncDispose]: async () => {} };
      const body = eventBodyWithMedium(envelope(caption), "http://localhost/", medium);
      const chunks: Buffer[] = [];
      for await (const chunk of body.chunks()) chunks.push(Buffer.from(chunk));
      const text = Buffer.concat(chunks);
      expect(text).toHaveLength(body.bytes);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(100_000);
      const plain = envelope(caption);
      expect(JSON.parse(text.toString())).toEqual({
        ...plain,
        data: { ...plain.data, message: { ...plain.data.message, base64: file.toString("base64") } },
        destination: "http://localhost/",
      });
    }),
    { numRuns: 60 },
  );
});
