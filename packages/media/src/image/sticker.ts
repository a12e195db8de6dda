import { copyFile, open, stat } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import type { MediaFile } from "../files/media-file.ts";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import type { MediaLimits } from "../limits.ts";
import { type OpenedImage, openImage, readImage } from "./open-image.ts";

/** A sticker as WhatsApp's clients take it. */
export interface StickerResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: "image/webp";
  readonly isAnimated: boolean;
}

const SIDE = 512;
/** https://github.com/WhatsApp/stickers: 100 KB still, 500 KB animated. */
const STILL_BYTES = 100 * 1024;
const ANIMATED_BYTES = 500 * 1024;
/** Tried one after the other until the sticker fits. */
const QUALITIES = [80, 60, 40, 20, 5, 1];

/**
 * Makes a WebP of 512 × 512 within WhatsApp's sizes; what moves keeps moving, what is transparent stays so. A WebP that
 * fits already is kept byte for byte, as it may carry its pack's name. Without `convert` it must be a WebP, and is kept.
 */
export function makeSticker(
  temporary: TemporaryFolder,
  limits: MediaLimits,
  file: MediaFile,
  { convert }: { convert: boolean },
): Promise<StickerResult> {
  return temporary.make(".webp", async (path) => {
    const opened = await openImage(file, limits, { animated: true });
    const isAnimated = opened.frames > 1;
    const limitBytes = isAnimated ? ANIMATED_BYTES : STILL_BYTES;
    const isWebp = file.sniffedMimetype === "image/webp";
    if (!convert && !isWebp) throw mediaInvalid("Only a WebP can be sent as a sticker without conversion.");
    if (isWebp && (!convert || fits(opened, file.bytes, limitBytes))) {
      await requireWholeWebp(file);
      await copyFile(file.path, path);
      return { bytes: file.bytes, mimetype: "image/webp", isAnimated };
    }
    for (const quality of QUALITIES) {
      await readImage(() =>
        opened
          .pipeline()
          .resize({ width: SIDE, height: SIDE, fit: "contain", background: { r: 0, g: 0, b: 0, alpha: 0 } })
          .webp({ quality, alphaQuality: Math.max(quality, 20), effort: 4 })
          .toFile(path),
      );
      const bytes = (await stat(path)).size;
      if (bytes <= limitBytes) return { bytes, mimetype: "image/webp", isAnimated };
    }
    throw mediaTooLarge({ limitBytes }, "The sticker stays too large at the lowest quality: use fewer frames.");
  });
}

function fits({ metadata }: OpenedImage, bytes: number, limitBytes: number): boolean {
  return metadata.width === SIDE && (metadata.pageHeight ?? metadata.height) === SIDE && bytes <= limitBytes;
}

/** The RIFF head tells the length: a file that was cut off is shorter. */
async function requireWholeWebp(file: MediaFile): Promise<void> {
  const handle = await open(file.path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    if (buffer.readUInt32LE(4) + 8 > file.bytes) throw mediaInvalid("The sticker is cut off.");
  } finally {
    await handle.close();
  }
}
