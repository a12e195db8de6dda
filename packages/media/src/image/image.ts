import type { MediaFile } from "../files/media-file.ts";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import type { MediaLimits } from "../limits.ts";
import { openImage, readImage } from "./open-image.ts";
import { thumbnailOf } from "./thumbnail.ts";

/** An image as WhatsApp's clients take it. */
export interface ImageResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: "image/jpeg";
  /** In pixels, as shown: the orientation of the camera is applied. */
  readonly width: number;
  readonly height: number;
  /** JPEG, at most 72 pixels wide and high. */
  readonly thumbnail: Buffer;
}

const JPEG_QUALITY = 90;

/** Encodes an image anew as JPEG, upright, on white where it is transparent, and without the camera's metadata. */
export function makeImage(temporary: TemporaryFolder, limits: MediaLimits, file: MediaFile): Promise<ImageResult> {
  return temporary.make(".jpg", async (path) => {
    const { pipeline } = await openImage(file, limits);
    const { width, height, size } = await readImage(() =>
      pipeline().autoOrient().flatten({ background: "#ffffff" }).jpeg({ quality: JPEG_QUALITY }).toFile(path),
    );
    return { bytes: size, mimetype: "image/jpeg", width, height, thumbnail: await thumbnailOf(path) };
  });
}
