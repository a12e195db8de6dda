import {
  type AnyMessageContent,
  downloadContentFromMessage,
  downloadMediaMessage,
  prepareWAMessageMedia,
  type WAMessage,
} from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientOptions } from "../../client-options.ts";
import { connectClient, type TestClient } from "../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../testing/start.ts";
import { GREEN_JPEG, GREEN_WEBP } from "./testing/sample-pictures.ts";

let sandbox: TestSandbox;
let alice: TestClient;
let bob: TestClient;
let web: ReturnType<typeof clientOptions>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
  alice = await connectClient(sandbox, { phone: "15550000001", name: "Alice" });
  bob = await connectClient(sandbox, { phone: "15550000002", name: "Bob" });
});

afterAll(async () => {
  await alice?.close();
  await bob?.close();
  await web?.close();
  await sandbox?.close();
});

async function download(message: WAMessage): Promise<Buffer> {
  return (await downloadMediaMessage(message, "buffer", { options: web.options })) as Buffer;
}

/** Sends to Bob, and gives the message as Bob got it. */
async function sent(content: AnyMessageContent): Promise<WAMessage> {
  const { key } = await alice.send(bob.jid, content);
  return bob.message(({ key: { id } }) => id === key.id);
}

describe("a client sends, another one downloads", () => {
  const bytes = Buffer.alloc(70_001, "medium ");
  const voice = { mimetype: "audio/ogg", seconds: 3, ptt: true, waveform: new Uint8Array(64) };
  test.each<[string, AnyMessageContent, Buffer]>([
    ["an image", { image: GREEN_JPEG }, GREEN_JPEG],
    ["a sticker", { sticker: GREEN_WEBP }, GREEN_WEBP],
    ["a video", { video: bytes, jpegThumbnail: "" }, bytes],
    ["a video note", { video: bytes, ptv: true, jpegThumbnail: "" }, bytes],
    ["an audio file", { audio: bytes, mimetype: "audio/mp4", seconds: 3 }, bytes],
    ["a voice note", { audio: bytes, ...voice }, bytes],
    ["a document", { document: bytes, mimetype: "text/plain", fileName: "a.txt" }, bytes],
  ])("%s", async (_name, content, expected) => {
    const message = await sent(content);
    expect((await download(message)).equals(expected)).toBe(true);
  });

  test("a thumbnail of a link", async () => {
    const { imageMessage } = await prepareWAMessageMedia(
      { image: GREEN_JPEG },
      { upload: alice.socket.waUploadToServer, mediaTypeOverride: "thumbnail-link" },
    );
    if (!imageMessage) throw new Error("nothing was uploaded");
    const stream = await downloadContentFromMessage(imageMessage, "thumbnail-link", { options: web.options });
    expect(Buffer.concat(await stream.toArray())).toEqual(GREEN_JPEG);
    expect(await sandbox.world.media.decryptMedia(imageMessage, "thumbnail-link")).toEqual(GREEN_JPEG);
  });

  test("and a part of it alone", async () => {
    const document = (await sent({ document: bytes, mimetype: "text/plain" })).message?.documentMessage;
    const range = { startByte: 1000, endByte: 2000, options: web.options };
    const parts: Buffer[] = [];
    for await (const part of await downloadContentFromMessage(document ?? {}, "document", range)) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(bytes.subarray(1000, 2000));
  });

  test("also over the public host, as from a message without a URL", async () => {
    const message = await sent({ document: bytes, mimetype: "text/plain" });
    delete message.message?.documentMessage?.url;
    expect((await download(message)).equals(bytes)).toBe(true);
  });

  test("the server knows who uploaded it, and keeps nothing but the ciphertext", async () => {
    const document = (await sent({ document: bytes, mimetype: "text/plain" })).message?.documentMessage;
    const stored = sandbox.world.media.find(document?.directPath ?? "");
    expect(stored).toMatchObject({ uploadedBy: alice.account.phone, folder: "document" });
    expect((await sandbox.world.media.fetch(document?.directPath ?? "")).includes("medium")).toBe(false);
    expect(await sandbox.world.media.decryptMedia(document ?? {}, "document")).toEqual(bytes);
  });
});

describe("a file that has expired", () => {
  const bytes = Buffer.alloc(5000, "old ");

  test("is uploaded again by the receiver's phone, and can then be downloaded", async () => {
    const message = await sent({ document: bytes, mimetype: "text/plain" });
    const { directPath } = message.message?.documentMessage ?? {};
    sandbox.world.media.expire(directPath ?? "");
    await expect(download(message)).rejects.toMatchObject({ output: { statusCode: 410 } });
    const healed = await bob.socket.updateMediaMessage(message);
    expect(healed.message?.documentMessage?.directPath).not.toBe(directPath);
    expect((await download(healed)).equals(bytes)).toBe(true);
  });

  test("is uploaded again by the sender's own phone as well", async () => {
    const { key } = await sent({ document: bytes, mimetype: "text/plain" });
    const own = alice.messages.get(key.id ?? "");
    if (own === undefined) throw new Error("Alice has forgotten what she sent");
    sandbox.world.media.expire(own.message?.documentMessage?.directPath ?? "");
    expect((await download(await alice.socket.updateMediaMessage(own))).equals(bytes)).toBe(true);
  });

  test("stays lost when the phone does not have it either (404)", async () => {
    const message = await sent({ document: bytes, mimetype: "text/plain" });
    sandbox.world.media.forget(message.message?.documentMessage?.directPath ?? "");
    await expect(bob.socket.updateMediaMessage(message)).rejects.toMatchObject({ output: { statusCode: 404 } });
  });

  test("is not given to somebody who asks for a message that his phone never got (404), or with a wrong key (412)", async () => {
    const message = await sent({ document: bytes, mimetype: "text/plain" });
    const stranger = { ...message, key: { ...message.key, id: "3EB0FFFFFFFFFFFFFFFF" } };
    await expect(bob.socket.updateMediaMessage(stranger)).rejects.toMatchObject({ output: { statusCode: 404 } });
    const document = { ...message.message?.documentMessage, mediaKey: Buffer.alloc(32) };
    const forged = { ...message, message: { documentMessage: document } };
    await expect(bob.socket.updateMediaMessage(forged)).rejects.toMatchObject({ output: { statusCode: 412 } });
  });
});

test("an upload that the server refuses fails at the sender", async () => {
  const { media } = sandbox.world;
  const { maxFileBytes } = media;
  media.maxFileBytes = 1000;
  try {
    const content = { document: Buffer.alloc(5000), mimetype: "text/plain" };
    await expect(alice.send(bob.jid, content)).rejects.toThrow("Media upload failed on all hosts");
  } finally {
    media.maxFileBytes = maxFileBytes;
  }
});
