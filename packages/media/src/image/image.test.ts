import { readFile, writeFile } from "node:fs/promises";
import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { calm, failureOf, mediaFile, releaseAll, testMedia } from "../testing.ts";

afterEach(releaseAll);

const SIGNATURE_OF_PNG = Buffer.from("89504e470d0a1a0a", "hex");

/** Left half red, right half blue. */
async function twoColours(width: number, height: number): Promise<Sharp> {
  const half = await sharp({ create: { width: width / 2, height, channels: 3, background: "#0000ff" } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: "#ff0000" } }).composite([
    { input: half, left: width / 2, top: 0 },
  ]);
}

/** Noise, which no format makes small. */
function noise(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  let state = 12_345;
  for (let index = 0; index < pixels.length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    pixels[index] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** An animation of `frames` frames of noise or of plain colours. */
async function animation(frames: number, format: "gif" | "webp", isNoisy = false): Promise<Buffer> {
  const sides = Array.from({ length: frames }, (_, frame) =>
    isNoisy
      ? noise(256 + frame, 256)
          .resize(256, 256, { fit: "fill" })
          .png()
          .toBuffer()
      : sharp({ create: { width: 256, height: 256, channels: 3, background: { r: (frame * 12) % 256, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
  );
  const delay = sides.map(() => 90);
  const joined = sharp(await Promise.all(sides), { join: { animated: true } });
  return (format === "gif" ? joined.gif({ delay, loop: 0 }) : joined.webp({ quality: 100, delay })).toBuffer();
}

/** A PNG that claims a size, and holds hardly anything of it. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE_OF_PNG, chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.alloc(1000)))]);
}

describe("an image", () => {
  it("becomes an upright JPEG without the camera's metadata, with a small thumbnail", async () => {
    const { media, temporaryFiles } = testMedia();
    const camera = await (await twoColours(800, 400))
      .withExif({ IFD0: { Copyright: "someone" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const image = await media.image(await mediaFile(camera), calm);
    expect([image.mimetype, image.width, image.height]).toEqual(["image/jpeg", 400, 800]);
    const written = await sharp(image.path).metadata();
    expect([written.format, written.width, written.height, written.orientation, written.exif]).toEqual([
      "jpeg",
      400,
      800,
      undefined,
      undefined,
    ]);
    // Turned by a quarter to the right, the left half is on top.
    const [top, bottom] = await Promise.all(
      [100, 700].map((y) => sharp(image.path).extract({ left: 200, top: y, width: 1, height: 1 }).raw().toBuffer()),
    );
    expect([top!.readUInt8(0) > 200, bottom!.readUInt8(2) > 200]).toEqual([true, true]);
    const thumbnail = await sharp(image.thumbnail).metadata();
    expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(["jpeg", 36, 72]);
    expect(image.thumbnail.length).toBeLessThan(4000);
    expect(temporaryFiles().length).toBe(1);
    await image[Symbol.asyncDispose]();
    expect(temporaryFiles()).toEqual([]);
  });

  it.each(["png", "webp", "gif", "avif", "tiff"] as const)(
    "may be %s; what is transparent becomes white",
    async (format) => {
      const { media } = testMedia();
      const clear = sharp({
        create: { width: 64, height: 48, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
      });
      await using image = await media.image(
        await mediaFile(
          await clear.toFormat(format, { compression: format === "tiff" ? "lzw" : undefined }).toBuffer(),
        ),
        calm,
      );
      const { data, info } = await sharp(image.path).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, data.every((value) => value > 250)]).toEqual([64, 48, true]);
    },
  );

  it.each([
    ["text", async () => Buffer.from("hello, I am a picture")],
    ["a web page", async () => Buffer.from("<!doctype html><html><body><img></body></html>")],
    ["an SVG, which could name other files", async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["a PDF", async () => Buffer.from("%PDF-1.7\n1 0 obj")],
    ["nothing but a signature", async () => SIGNATURE_OF_PNG],
    ["a JPEG that was cut off", async () => (await noise(400, 400).jpeg().toBuffer()).subarray(0, 20_000)],
    ["a PNG that was cut off", async () => (await noise(400, 400).png().toBuffer()).subarray(0, 20_000)],
    ["a PNG with damage", async () => (await noise(400, 400).png().toBuffer()).fill(0x55, 1000, 90_000)],
    ["a JPEG's head with rubbish", async () => Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.alloc(5000, 9)])],
  ] satisfies [string, () => Promise<Buffer>][])("is refused when it is %s", async (_name, make) => {
    const { media, temporaryFiles } = testMedia();
    const file = await mediaFile(await make());
    for (const attempt of [
      () => media.image(file, calm),
      () => media.picture(file, calm),
      () => media.sticker(file, calm, { convert: true }),
    ]) {
      expect((await failureOf(attempt())).code).toBe("MEDIA_INVALID");
    }
    expect(temporaryFiles()).toEqual([]);
  });

  it("is refused when a few bytes claim billions of pixels, or really hold them", async () => {
    const { media, temporaryFiles } = testMedia({ limits: { maxPixels: 1_000_000 } });
    const bombs = [
      pngOf(60_000, 60_000),
      await sharp({ create: { width: 1200, height: 1200, channels: 3, background: "#fff" } })
        .png()
        .toBuffer(),
    ];
    for (const bomb of bombs) {
      const file = await mediaFile(bomb);
      for (const attempt of [
        () => media.image(file, calm),
        () => media.picture(file, calm),
        () => media.sticker(file, calm, { convert: true }),
      ]) {
        const error = await failureOf(attempt());
        expect([error.code, error.details]).toEqual(["MEDIA_TOO_LARGE", { limitPixels: 1_000_000 }]);
      }
    }
    const many = await mediaFile(await animation(20, "gif"));
    const error = await failureOf(media.sticker(many, calm, { convert: true }));
    expect(error.details).toEqual({ limitPixels: 1_000_000 });
    expect(temporaryFiles()).toEqual([]);
  });

  it("is not begun for a caller that has gone", async () => {
    const { media } = testMedia();
    const reason = new Error("left");
    const file = await mediaFile(await noise(10, 10).png().toBuffer());
    await expect(media.image(file, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("a profile picture", () => {
  it("is the middle square, in two sizes", async () => {
    const { media } = testMedia();
    const file = await mediaFile(await (await twoColours(1000, 500)).jpeg().toBuffer());
    const { image, preview } = await media.picture(file, calm);
    const sizes = await Promise.all([image, preview].map((one) => sharp(one).metadata()));
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ["jpeg", 640, 640],
      ["jpeg", 96, 96],
    ]);
  });
});

describe("a sticker", () => {
  it("is a WebP of 512 × 512 that contains the whole picture on a transparent ground", async () => {
    const { media, temporaryFiles } = testMedia();
    const file = await mediaFile(await (await twoColours(300, 150)).png().toBuffer());
    const sticker = await media.sticker(file, calm, { convert: true });
    expect([sticker.mimetype, sticker.isAnimated]).toEqual(["image/webp", false]);
    const { data, info } = await sharp(sticker.path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alpha = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
    expect([info.width, info.height, alpha(256, 10), alpha(256, 256)]).toEqual([512, 512, 0, 255]);
    await sticker[Symbol.asyncDispose]();
    expect(temporaryFiles()).toEqual([]);
  });

  it.each(["gif", "webp"] as const)("keeps the frames and the pace of an animated %s", async (format) => {
    const { media } = testMedia();
    const file = await mediaFile(await animation(5, format));
    await using sticker = await media.sticker(file, calm, { convert: true });
    const { pages, pageHeight, width, delay } = await sharp(sticker.path, { animated: true }).metadata();
    expect([sticker.isAnimated, pages, pageHeight, width, delay]).toEqual([true, 5, 512, 512, [90, 90, 90, 90, 90]]);
  });

  it("loses quality until it fits WhatsApp's sizes", async () => {
    const { media } = testMedia();
    await using still = await media.sticker(await mediaFile(await noise(512, 512).png().toBuffer()), calm, {
      convert: true,
    });
    await using moving = await media.sticker(await mediaFile(await animation(6, "webp", true)), calm, {
      convert: true,
    });
    expect(still.bytes).toBeLessThanOrEqual(100 * 1024);
    expect(moving.bytes).toBeLessThanOrEqual(500 * 1024);
    expect([still.isAnimated, moving.isAnimated]).toEqual([false, true]);
  });

  it("that fits already stays byte for byte, as does any WebP that is not to be converted", async () => {
    const { media } = testMedia();
    const fitting = await (await twoColours(512, 512)).webp().toBuffer();
    const small = await (await twoColours(100, 100)).webp().toBuffer();
    await using first = await media.sticker(await mediaFile(fitting), calm, { convert: true });
    await using second = await media.sticker(await mediaFile(small), calm, { convert: false });
    expect([await readFile(first.path), await readFile(second.path)]).toEqual([fitting, small]);
  });

  it("that is not to be converted must be a whole WebP", async () => {
    const { media, temporaryFiles } = testMedia();
    const png = await mediaFile(await (await twoColours(100, 100)).png().toBuffer());
    expect((await failureOf(media.sticker(png, calm, { convert: false }))).code).toBe("MEDIA_INVALID");
    const webp = await noise(512, 512).webp().toBuffer();
    const cut = await mediaFile(webp);
    await writeFile(cut.path, webp.subarray(0, 9000));
    const half = { ...cut, bytes: 9000 };
    expect((await failureOf(media.sticker(half, calm, { convert: false }))).code).toBe("MEDIA_INVALID");
    expect(temporaryFiles()).toEqual([]);
  });
});
