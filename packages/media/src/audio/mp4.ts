import { stat } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import { sniffMimetype } from "../files/media-file.ts";
import { makeVideo, type VideoParts } from "../video/video.ts";

/** A sound or video as MP4. */
export interface Mp4Result extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: "audio/mp4" | "video/mp4";
}

/** Makes an MP4 of a sound (AAC) or a video (H.264). Of sounds only where ffmpeg is installed. */
export async function makeMp4(parts: VideoParts, path: string, signal: AbortSignal): Promise<Mp4Result> {
  const { temporary, limits, ffmpeg } = parts;
  const type = await sniffMimetype(path);
  // Voice notes are Ogg, which does not say whether it holds sound or pictures; those of WhatsApp hold sound.
  const isSound = type !== null && (type.startsWith("audio/") || type === "application/ogg");
  if (!isSound) {
    const { size: bytes } = await stat(path);
    return makeVideo(
      parts,
      {
        path,
        bytes,
        sniffedMimetype: type,
        claimedMimetype: null,
        fileName: null,
        [Symbol.asyncDispose]: async () => {},
      },
      signal,
    );
  }
  if (!(await ffmpeg.isPresent())) {
    throw mediaInvalid("This server makes MP4 of sounds only where ffmpeg is installed.");
  }
  return temporary.make(".mp4", async (target) => {
    const sound = ["-map", "0:a:0", "-vn", "-map_metadata", "-1", "-c:a", "aac", "-b:a", "128k"];
    const output = ["-movflags", "+faststart", "-fs", String(limits.maxBytes), "-f", "mp4", target];
    await ffmpeg.convert(path, [...sound, ...output], { signal, timeoutMs: limits.conversionTimeoutMs });
    const bytes = (await stat(target)).size;
    if (bytes >= limits.maxBytes * 0.99) throw mediaTooLarge({ limitBytes: limits.maxBytes });
    return { bytes, mimetype: "audio/mp4" as const };
  });
}
