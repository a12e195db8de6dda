import { initAuthCreds, proto } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { decodeCredentials, encodeCredentials } from "./keys/encoding.ts";
import { decodeEngineData, encodeEngineData } from "./outbound/engine-data.ts";
import { ownBytes } from "./own-bytes.ts";

test("bytes that are kept keep nothing else in memory", () => {
  const pooled = Buffer.from("thirty-two bytes of some message");
  expect(pooled.buffer.byteLength).toBeGreaterThan(1000);
  expect(ownBytes(pooled)).toEqual(pooled);
  expect(ownBytes(pooled).buffer.byteLength).toBe(pooled.length);
});

test("a message that is delivered, and credentials, keep no pool of Node.js", () => {
  const message = { conversation: "hello", messageContextInfo: { messageSecret: Buffer.alloc(32, 1) } };
  const engineData = encodeEngineData({
    id: "3EB0",
    remoteJid: "1@s.whatsapp.net",
    message: proto.Message.fromObject(message),
    audience: [],
    participant: undefined,
    timestamp: 1,
  });
  const { messageSecret } = decodeEngineData(engineData).message.messageContextInfo ?? {};
  expect(messageSecret?.buffer.byteLength).toBeLessThan(1000);
  const { noiseKey } = decodeCredentials(encodeCredentials(initAuthCreds()));
  expect(Buffer.from(noiseKey.private).length).toBe(32);
  expect(noiseKey.private.buffer.byteLength).toBe(32);
});
