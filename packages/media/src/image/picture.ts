import type { MediaFile } from "../files/media-file.ts";
import type { MediaLimits } from "../limits.ts";
import { openImage, readImage } from "./open-image.ts";

/** A profile or group picture in the two sizes that WhatsApp keeps. */
export interface PictureResult {
  /** JPEG, 640 × 640. */
  readonly image: Buffer;
  /** JPEG, 96 × 96. */
  readonly preview: Buffer;
}

/** Cuts the middle square out of an image, in both sizes. */
export async function makePicture(limits: MediaLimits, file: MediaFile): Promise<PictureResult> {
  const { pipeline } = await openImage(file, limits);
  const square = (side: number): Promise<Buffer> =>
    readImage(() =>
      pipeline()
        .autoOrient()
        .resize({ width: side, height: side, fit: "cover" })
        .flatten({ background: "#ffffff" })
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
  // One after the other: each reads the whole image.
  const image = await square(640);
  return { image, preview: await square(96) };
}
