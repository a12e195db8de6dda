import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { Ffmpeg } from "../ffmpeg.ts";
import { calm, failureOf, mediaFile, releaseAll, testMedia } from "../testing.ts";
import { readIsoMedia } from "./iso-media.ts";

afterEach(releaseAll);

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "fixtures", name));
const hasFfmpeg = await new Ffmpeg(undefined).isPresent();
const sound = readFileSync(join(import.meta.dirname, "../audio/fixtures/sine.m4a"));

describe("an MP4", () => {
  it.each([
    ["bars.mp4", 64, 48, 2],
    ["turned.mp4", 48, 64, 2],
    ["fragments.mp4", 64, 48, undefined],
  ])("%s is sent as it is, with size and length from its head", async (name, width, height, seconds) => {
    const { media, temporaryFiles } = testMedia();
    const file = await mediaFile(fixture(name));
    await using video = await media.video(file, calm);
    expect([video.path, video.bytes, video.mimetype, video.width, video.height, video.thumbnail]).toEqual([
      file.path,
      file.bytes,
      "video/mp4",
      width,
      height,
      undefined,
    ]);
    if (seconds === undefined) expect(video.seconds).toBeUndefined();
    else expect(video.seconds).toBeCloseTo(seconds, 0);
    expect(temporaryFiles()).toEqual([]);
  });

  it("that holds no picture is not a video", async () => {
    const { media } = testMedia();
    expect((await failureOf(media.video(await mediaFile(sound), calm))).code).toBe("MEDIA_INVALID");
  });

  it("of another container is refused without ffmpeg, and the refusal says why", async () => {
    const { media } = testMedia();
    for (const name of ["bars.mov", "bars.mkv", "bars.webm"]) {
      const error = await failureOf(media.video(await mediaFile(fixture(name)), calm));
      expect([error.code, error.message]).toEqual(["MEDIA_INVALID", expect.stringContaining("ffmpeg")]);
    }
  });

  it.each([
    ["text", Buffer.from("a film")],
    ["a web page", Buffer.from("<html><video></video></html>")],
    ["a playlist", Buffer.from("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n")],
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    ["cut off", fixture("bars.mp4").subarray(0, 6000)],
    ["a head alone", fixture("bars.mp4").subarray(0, 32)],
  ])("is refused when it is %s", async (_name, data) => {
    for (const ffmpegPath of hasFfmpeg ? [null, undefined] : [null]) {
      const { media, temporaryFiles } = testMedia({ ffmpegPath });
      expect((await failureOf(media.video(await mediaFile(data), calm))).code).toBe("MEDIA_INVALID");
      expect(temporaryFiles()).toEqual([]);
    }
  });

  it("is read without a crash, whatever is done to its head", async () => {
    const data = fixture("bars.mp4");
    await fc.assert(
      fc.asyncProperty(fc.nat(data.length - 1), fc.uint8Array({ minLength: 1, maxLength: 12 }), async (at, rubbish) => {
        const broken = Buffer.from(data);
        broken.set(rubbish.subarray(0, broken.length - at), at);
        const file = await mediaFile(broken);
        const result = await readIsoMedia(file.path).catch((error: { code?: string }) => error.code);
        if (typeof result === "string") expect(result).toBe("MEDIA_INVALID");
        else expect(result!.codecs.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe.skipIf(!hasFfmpeg)("with ffmpeg", () => {
  it("an MP4 gets a thumbnail, upright", async () => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath: "ffmpeg" });
    for (const [name, width, height] of [
      ["bars.mp4", 64, 48],
      ["turned.mp4", 48, 64],
    ] as const) {
      await using video = await media.video(await mediaFile(fixture(name)), calm);
      const { format, ...size } = await sharp(video.thumbnail).metadata();
      expect([format, size.width, size.height]).toEqual(["jpeg", width, height]);
    }
    expect(temporaryFiles()).toEqual([]);
  });

  it.each(["bars.mov", "bars.mkv", "bars.webm"])("%s becomes an MP4", async (name) => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath: "ffmpeg" });
    const video = await media.video(await mediaFile(fixture(name)), calm);
    const head = await readIsoMedia(video.path);
    expect([head.width, head.height, head.codecs]).toEqual([64, 48, ["avc1", "mp4a"]]);
    expect(Math.abs(video.seconds! - 2)).toBeLessThan(0.3);
    expect(video.thumbnail!.length).toBeGreaterThan(0);
    await video[Symbol.asyncDispose]();
    expect(temporaryFiles()).toEqual([]);
  });

  it("an animated GIF becomes an MP4", async () => {
    const frames = [0, 90, 180].map((r) =>
      sharp({ create: { width: 33, height: 21, channels: 3, background: { r, g: 0, b: 0 } } })
        .png()
        .toBuffer(),
    );
    const gif = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif({ delay: [200, 200, 200] })
      .toBuffer();
    const { media } = testMedia({ ffmpegPath: "ffmpeg" });
    await using video = await media.video(await mediaFile(gif), calm);
    expect([video.mimetype, video.width, video.height]).toEqual(["video/mp4", 32, 20]);
  });

  it("an MP4 whose pictures are rubbish is refused", async () => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath: "ffmpeg" });
    const data = fixture("bars.mp4");
    const start = data.indexOf("mdat") + 4;
    data.fill(0xee, start, data.indexOf("moov") > start ? data.indexOf("moov") - 4 : data.length);
    expect((await failureOf(media.video(await mediaFile(data), calm))).code).toBe("MEDIA_INVALID");
    expect(temporaryFiles()).toEqual([]);
  });

  it("a result over the limit is refused", async () => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath: "ffmpeg", limits: { maxBytes: 3000 } });
    const error = await failureOf(media.video(await mediaFile(fixture("bars.webm")), calm));
    expect([error.code, error.details]).toEqual(["MEDIA_TOO_LARGE", { limitBytes: 3000 }]);
    expect(temporaryFiles()).toEqual([]);
  });
});
