import sharp, { type Metadata, type Sharp } from "sharp";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import type { MediaFile } from "../files/media-file.ts";
import type { MediaLimits } from "../limits.ts";

/** An image whose head was read and found acceptable; its pixels are not read yet. */
export interface OpenedImage {
  /** A new pipeline over the image; all frames when it is animated and that was asked for. */
  pipeline(): Sharp;
  readonly metadata: Metadata;
  readonly frames: number;
}

/**
 * What is read by signature. SVG is not among them: it is a document that names other files, and has none. Nor are
 * formats that the installed libvips does not decode.
 */
const READABLE = new Set([
  "image/jpeg",
  "image/png",
  "image/apng",
  "image/webp",
  "image/gif",
  "image/avif",
  "image/tiff",
]);

/** Raises `MEDIA_INVALID` when the file is no image that can be read, `MEDIA_TOO_LARGE` when it has too many pixels. */
export async function openImage(
  file: Pick<MediaFile, "path" | "sniffedMimetype">,
  limits: MediaLimits,
  { animated = false } = {},
): Promise<OpenedImage> {
  const type = file.sniffedMimetype;
  if (type === null || !READABLE.has(type)) {
    throw mediaInvalid(
      type === null
        ? "The medium is not an image."
        : `The medium is ${type}, not an image that can be read: send JPEG, PNG, WebP, GIF, AVIF or TIFF.`,
    );
  }
  const pipeline = (): Sharp =>
    sharp(file.path, {
      animated,
      failOn: "error",
      sequentialRead: true,
      limitInputPixels: limits.maxPixels,
    }).timeout({ seconds: Math.ceil(limits.conversionTimeoutMs / 1000) });
  // Without limit here, so that the refusal can say what was wrong: the head is read, no pixel.
  const metadata = await readImage(() => sharp(file.path, { limitInputPixels: false }).metadata());
  const frames = animated ? (metadata.pages ?? 1) : 1;
  if (metadata.width * metadata.height * frames > limits.maxPixels) {
    throw mediaTooLarge({ limitPixels: limits.maxPixels }, "The image has more pixels than this server accepts.");
  }
  return { pipeline, metadata, frames };
}

/** Runs one step of sharp; its failure means that the image is not readable. */
export async function readImage<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw mediaInvalid("The image cannot be read: it is damaged or cut off.", error);
  }
}
