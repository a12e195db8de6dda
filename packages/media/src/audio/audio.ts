import { parseFile } from "music-metadata";
import { mediaInvalid } from "../faults.ts";
import type { MediaFile } from "../files/media-file.ts";
import { borrowed } from "../files/temporary-folder.ts";
import { requireSound } from "./sound-types.ts";

/** Audio as it came. */
export interface AudioResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: string;
  readonly seconds?: number;
}

/** The names by which WhatsApp's clients know what has several. */
const MIMETYPES: Readonly<Record<string, string>> = {
  "audio/x-m4a": "audio/mp4",
  "video/mp4": "audio/mp4",
  "video/webm": "audio/webm",
  "application/ogg": "audio/ogg",
  "video/ogg": "audio/ogg",
};

/** Keeps an audio file as it is; its head must be readable. */
export async function makeAudio(file: MediaFile): Promise<AudioResult> {
  const type = requireSound(file);
  const { format } = await parseFile(file.path, { skipCovers: true, duration: true }).catch((error: unknown) => {
    throw mediaInvalid("The audio cannot be read: it is damaged or empty.", error);
  });
  const seconds = format.duration;
  const known = seconds !== undefined && Number.isFinite(seconds) && seconds > 0;
  if (!known && format.codec === undefined && format.sampleRate === undefined) {
    throw mediaInvalid("The audio cannot be read: it is damaged or empty.");
  }
  return borrowed(file.path, {
    bytes: file.bytes,
    mimetype: MIMETYPES[type] ?? type,
    ...(known ? { seconds } : {}),
  });
}
