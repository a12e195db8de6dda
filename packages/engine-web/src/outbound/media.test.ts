import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import type { OutgoingContent } from "@waxwing/core";
import type { ReceivedByContact } from "@waxwing/sandbox";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { jid, plainText, type Sent, type Stage, setStage } from "./testing/stage.ts";
import { skeletonMp4, toneWav } from "./testing/test-media.ts";
import { startWebServer } from "./testing/web-server.ts";

const ana = "5511900000002";

async function png(width = 120, height = 80): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#1f7aec" } })
    .png()
    .toBuffer();
}

describe("a medium at the contact", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    await stage.contact(ana);
  });
  afterAll(async () => stage[Symbol.asyncDispose]());
  afterEach(async () => {
    expect(await stage.temporaryFiles()).toEqual([]);
  });

  async function exchange(content: OutgoingContent): Promise<Sent & { seen: ReceivedByContact }> {
    const contact = await stage.contact(ana);
    const sent = await stage.send(jid(ana), content);
    return { ...sent, seen: await contact.received(({ id }) => id === sent.receipt.messageId) };
  }

  it("is an image from an address, with its caption and a thumbnail", async () => {
    const file = await png();
    await using server = await startWebServer((_, response) => {
      response.setHeader("content-type", "image/png").end(file);
    });
    const { prepared, seen } = await exchange({ kind: "image", media: `${server.url}/a.png`, caption: "Look" });
    expect(seen).toMatchObject({
      type: "image",
      text: "Look",
      message: { imageMessage: { mimetype: "image/jpeg", width: 120, height: 80 } },
    });
    expect(await sharp(await seen.media()).metadata()).toMatchObject({ format: "jpeg", width: 120, height: 80 });
    expect(prepared.message.imageMessage).toMatchObject({
      caption: "Look",
      mimetype: "image/jpeg",
      jpegThumbnail: expect.stringMatching(/^\/9j\//),
    });
    expect(prepared.messageType).toBe("imageMessage");
  });

  it("is a voice note with its length and loudness", async () => {
    const { seen } = await exchange({ kind: "voice", media: toneWav(2).toString("base64"), convert: true });
    expect(seen).toMatchObject({
      type: "audio",
      message: { audioMessage: { ptt: true, seconds: 2, mimetype: "audio/ogg; codecs=opus" } },
    });
    const { waveform } = (seen.message as { audioMessage: { waveform: string } }).audioMessage;
    expect(Buffer.from(waveform, "base64")).toHaveLength(64);
    expect((await seen.media()).subarray(0, 4).toString("latin1")).toBe("OggS");
  });

  it("is a sound as it is", async () => {
    const wav = toneWav(1);
    const { seen } = await exchange({ kind: "audio", media: `data:audio/wav;base64,${wav.toString("base64")}` });
    expect(seen.message).toMatchObject({ audioMessage: { ptt: false } });
    expect(await seen.media()).toEqual(wav);
  });

  it("is a video, and a round one", async () => {
    const media = skeletonMp4().toString("base64");
    const { seen } = await exchange({ kind: "video", media, caption: "Moving", gifPlayback: true, gifAttribution: 1 });
    expect(seen).toMatchObject({
      type: "video",
      text: "Moving",
      message: {
        videoMessage: {
          seconds: 3,
          width: 320,
          height: 240,
          gifPlayback: true,
          gifAttribution: "GIPHY",
          mimetype: "video/mp4",
        },
      },
    });
    const round = await exchange({ kind: "ptv", media });
    expect(round.seen.message).toMatchObject({ ptvMessage: { width: 320, height: 240 } });
    expect(await round.seen.media()).toEqual(skeletonMp4());
    expect(round.prepared.messageType).toBe("ptvMessage");
  });

  it("is a document with its name and caption", async () => {
    const bytes = Buffer.from("a,b\n1,2\n");
    const content = { media: bytes.toString("base64"), fileName: "table.csv", caption: "The table" };
    const { seen, prepared } = await exchange({ kind: "document", ...content });
    expect(seen).toMatchObject({
      type: "document",
      message: { documentMessage: { fileName: "table.csv", mimetype: "text/csv", caption: "The table" } },
    });
    expect(await seen.media()).toEqual(bytes);
    expect(prepared.messageType).toBe("documentMessage");
  });

  it("is a file of many pieces, bit by bit", async () => {
    const bytes = randomBytes(300_001);
    const { seen } = await exchange({ kind: "document", media: bytes.toString("base64"), fileName: "noise.bin" });
    expect((await seen.media()).equals(bytes)).toBe(true);
  });

  it("lies nowhere, while it is uploaded, but where the next start removes it", async () => {
    const litter = async () => (await readdir(tmpdir())).filter((name) => name.endsWith("-enc"));
    const before = await litter();
    const { socket } = stage.client;
    const uploading = vi.spyOn(socket, "waUploadToServer").mockImplementation(async (path) => {
      expect(await stage.temporaryFiles()).toContain(basename(path));
      expect(await litter()).toEqual(before);
      throw new Error("the server does not take it");
    });
    try {
      const media = (await png()).toString("base64");
      await expect(stage.prepare(jid(ana), { kind: "image", media })).rejects.toMatchObject({
        code: "WHATSAPP_UNAVAILABLE",
        cause: { message: "the server does not take it" },
      });
      expect(uploading).toHaveBeenCalledOnce();
    } finally {
      uploading.mockRestore();
    }
  });

  it("is a sticker", async () => {
    const { seen } = await exchange({ kind: "sticker", media: (await png()).toString("base64"), convert: true });
    expect(seen).toMatchObject({ type: "sticker", message: { stickerMessage: { mimetype: "image/webp" } } });
    expect(await sharp(await seen.media()).metadata()).toMatchObject({ format: "webp", width: 512, height: 512 });
  });

  it("is the picture above buttons", async () => {
    const file = await png();
    await using server = await startWebServer((_, response) => {
      response.setHeader("content-type", "image/png").end(file);
    });
    const { seen } = await exchange({
      kind: "buttons",
      title: "Sale",
      thumbnailUrl: `${server.url}/a.png`,
      buttons: [{ type: "url", displayText: "Open", url: "https://example.com" }],
    });
    expect(seen.message).toMatchObject({
      interactiveMessage: { header: { hasMediaAttachment: true, imageMessage: { width: 120 } } },
    });
  });

  it("is the picture of a card", async () => {
    const file = await png();
    await using server = await startWebServer((_, response) => {
      response.setHeader("content-type", "image/png").end(file);
    });
    const { seen } = await exchange({
      kind: "carousel",
      body: "Sale",
      cards: [
        {
          body: "Half",
          imageUrl: `${server.url}/a.png`,
          buttons: [{ type: "url", displayText: "Open", url: "https://example.com" }],
        },
      ],
    });
    expect(seen.message).toMatchObject({
      interactiveMessage: {
        carouselMessage: { cards: [{ header: { hasMediaAttachment: true, imageMessage: { width: 120 } } }] },
      },
    });
  });

  it("is a status with picture or voice, for its audience", async () => {
    const contact = await stage.contact(ana);
    const look = { backgroundColor: "#102030", font: 1, audience: [jid(ana)] };
    const image = (await png()).toString("base64");
    const contents: OutgoingContent[] = [
      { kind: "status", type: "image", content: image, caption: "New", ...look },
      { kind: "status", type: "video", content: skeletonMp4().toString("base64"), ...look },
      { kind: "status", type: "audio", content: toneWav().toString("base64"), ...look },
    ];
    for (const content of contents) {
      const { receipt } = await stage.send("status@broadcast", content);
      const seen = await contact.received(({ id }) => id === receipt.messageId);
      expect(seen.chat).toBe("status@broadcast");
      expect((await seen.media()).length).toBeGreaterThan(0);
    }
  });

  it.each<[string, OutgoingContent, string]>([
    [
      "a text as an image",
      { kind: "image", media: Buffer.from("no image at all").toString("base64") },
      "MEDIA_INVALID",
    ],
    [
      "noise as a voice note",
      { kind: "voice", media: Buffer.alloc(999, 7).toString("base64"), convert: true },
      "MEDIA_INVALID",
    ],
    ["rubbish as base64", { kind: "document", media: "%%%", fileName: "a.txt" }, "MEDIA_INVALID"],
    ["a private address", { kind: "image", media: "http://10.0.0.1/a.png" }, "URL_NOT_ALLOWED"],
    ["a caption below a sound", { kind: "audio", media: "AAAA", caption: "hear" }, "NOT_SUPPORTED_BY_ENGINE"],
  ])("is refused: %s", async (_, content, code) => {
    const { length } = (await stage.contact(ana)).messages;
    await expect(stage.prepare(jid(ana), content)).rejects.toMatchObject({ code });
    await stage.send(jid(ana), plainText(`after ${code}`));
    await stage.sandbox.idle();
    expect((await stage.contact(ana)).messages).toHaveLength(length + 1);
  });

  it("that the media servers do not take is refused, and nothing is left", async () => {
    const media = (await png()).toString("base64");
    stage.sandbox.faults.add({ kind: "refuse-iq", code: 503, match: { xmlns: "w:m" } });
    await stage.client.reconnect();
    await expect(stage.prepare(jid(ana), { kind: "image", media })).rejects.toMatchObject({
      code: "WHATSAPP_UNAVAILABLE",
    });
  });
});
