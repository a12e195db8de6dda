import { mediaInvalid } from "../faults.ts";
import type { MediaFile } from "../files/media-file.ts";

/** Containers of video that may hold sound alone: browsers and phones record into them. */
const CONTAINERS = new Set([
  "video/mp4",
  "video/webm",
  "video/matroska",
  "video/quicktime",
  "video/3gpp",
  "video/3gpp2",
  "video/ogg",
  "application/ogg",
]);

/** The sniffed type of a file that may hold sound. Raises `MEDIA_INVALID` for all else, by the first bytes alone. */
export function requireSound(file: MediaFile): string {
  const type = file.sniffedMimetype;
  if (type !== null && type !== "audio/midi" && (type.startsWith("audio/") || CONTAINERS.has(type))) return type;
  throw mediaInvalid(type === null ? "The medium is not audio." : `The medium is ${type}, not audio.`);
}
