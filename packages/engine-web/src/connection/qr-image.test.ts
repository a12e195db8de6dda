import { randomBytes } from "node:crypto";
import jsQR from "jsqr";
import sharp from "sharp";
import { expect, test } from "vitest";
import { qrImage } from "./qr-image.ts";

test.each(["#198754", "#000000", "#8a1c1c"])("a camera reads the QR code in %s", async (color) => {
  const key = (): string => randomBytes(32).toString("base64");
  const text = `https://wa.me/settings/linked_devices#2@${randomBytes(90).toString("base64")},${key()},${key()},${key()},1`;
  const [head, base64 = ""] = qrImage(text, color).split(",");
  expect(head).toBe("data:image/png;base64");
  const { data, info } = await sharp(Buffer.from(base64, "base64"))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const read = jsQR.default(new Uint8ClampedArray(data), info.width, info.height);
  expect(read?.data).toBe(text);
});
