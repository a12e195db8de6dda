import { rm, stat } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import type { Ffmpeg } from "../ffmpeg.ts";
import type { MediaFile } from "../files/media-file.ts";
import { borrowed, type TemporaryFolder } from "../files/temporary-folder.ts";
import { thumbnailOf } from "../image/thumbnail.ts";
import type { MediaLimits } from "../limits.ts";
import { type IsoMedia, readIsoMedia } from "./iso-media.ts";

/** A video as WhatsApp's clients take it. */
export interface VideoResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: "video/mp4";
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  /** JPEG, at most 72 pixels wide and high; only where ffmpeg is installed. */
  readonly thumbnail?: Buffer;
}

/** What a video is made with. */
export interface VideoParts {
  readonly temporary: TemporaryFolder;
  readonly limits: MediaLimits;
  readonly ffmpeg: Ffmpeg;
}

/** Containers that are MP4 by another name. QuickTime is not: its codings are not those that phones play. */
const MP4 = new Set(["video/mp4", "video/x-m4v", "video/3gpp", "video/3gpp2"]);
/** Moving pictures that ffmpeg makes an MP4 of. */
const CONVERTIBLE = new Set([
  "video/quicktime",
  "video/webm",
  "video/matroska",
  "video/vnd.avi",
  "video/mpeg",
  "video/mp2t",
  "video/x-flv",
  "video/x-ms-asf",
  "video/ogg",
  "image/gif",
]);
/** Codings that WhatsApp's clients play. */
const PLAYED = new Set(["avc1", "avc3", "mp4a", "mp4v", "s263", "samr"]);

/** Keeps an MP4 that WhatsApp plays, and makes one of other videos where ffmpeg is installed. */
export async function makeVideo(parts: VideoParts, file: MediaFile, signal: AbortSignal): Promise<VideoResult> {
  const type = file.sniffedMimetype;
  if (type === null || !(MP4.has(type) || CONVERTIBLE.has(type))) {
    throw mediaInvalid(type === null ? "The medium is not a video." : `The medium is ${type}, not a video.`);
  }
  const hasFfmpeg = await parts.ffmpeg.isPresent();
  if (MP4.has(type)) {
    const head = await readIsoMedia(file.path);
    if (!head.hasVideo) throw mediaInvalid("The medium holds sound and no picture.");
    if (!hasFfmpeg || head.codecs.every((codec) => PLAYED.has(codec))) {
      const thumbnail = hasFfmpeg ? await frameOf(parts, file.path, head, signal) : undefined;
      return borrowed(file.path, facts(head, file.bytes, thumbnail));
    }
  } else if (!hasFfmpeg) {
    throw mediaInvalid(`This server sends ${type} as a video only where ffmpeg is installed: send MP4 (H.264, AAC).`);
  }
  return converted(parts, file, signal);
}

function converted(parts: VideoParts, file: MediaFile, signal: AbortSignal): Promise<VideoResult> {
  const { limits, ffmpeg, temporary } = parts;
  return temporary.make(".mp4", async (path) => {
    const even = "scale=trunc(iw/2)*2:trunc(ih/2)*2";
    const picture = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-vf", even];
    const sound = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"];
    // The size is a bound for the disk; whether the file was cut there is told by its length.
    const output = ["-movflags", "+faststart", "-fs", String(limits.maxBytes), "-f", "mp4", path];
    const args = ["-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", ...picture, ...sound, ...output];
    await ffmpeg.convert(file.path, args, { signal, timeoutMs: limits.conversionTimeoutMs });
    const bytes = (await stat(path)).size;
    if (bytes >= limits.maxBytes * 0.99) throw mediaTooLarge({ limitBytes: limits.maxBytes });
    const head = await readIsoMedia(path);
    return facts(head, bytes, await frameOf(parts, path, head, signal));
  });
}

/** A small picture of a moment near the start; that there is none means that the video cannot be played. */
async function frameOf(
  { temporary, ffmpeg, limits }: VideoParts,
  path: string,
  { seconds = 0 }: IsoMedia,
  signal: AbortSignal,
): Promise<Buffer> {
  await using frame = temporary.create(".jpg");
  const take = async (at: number): Promise<boolean> => {
    await rm(frame.path, { force: true });
    const args = ["-ss", at.toFixed(2), "-map", "0:v:0", "-frames:v", "1", "-c:v", "mjpeg", "-f", "image2", frame.path];
    await ffmpeg.convert(path, args, { signal, timeoutMs: limits.conversionTimeoutMs });
    return (await stat(frame.path).catch(() => undefined)) !== undefined;
  };
  if (!(await take(Math.min(1, seconds / 2))) && !(await take(0))) {
    throw mediaInvalid("The video cannot be read: it is damaged or cut off.");
  }
  // Awaited here: the frame goes with the end of this function.
  return await thumbnailOf(frame.path);
}

function facts({ seconds, width, height }: IsoMedia, bytes: number, thumbnail: Buffer | undefined) {
  return {
    bytes,
    mimetype: "video/mp4" as const,
    ...(seconds === undefined ? {} : { seconds }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
  };
}
