import sharp from "sharp";
import { readImage } from "./open-image.ts";

/** The side that WhatsApp's own clients give the preview inside a message, in pixels. */
const THUMBNAIL_SIDE = 72;

/** A small JPEG of an image that was checked before: it travels inside the message, so that every byte counts. */
export function thumbnailOf(path: string): Promise<Buffer> {
  return readImage(() =>
    sharp(path, { failOn: "error" })
      .autoOrient()
      .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality: 50 })
      .toBuffer(),
  );
}
