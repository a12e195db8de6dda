import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Outbound } from "@waxwing/outbound";
import type { Logger } from "pino";
import { type AudioResult, makeAudio } from "./audio/audio.ts";
import { type Mp4Result, makeMp4 } from "./audio/mp4.ts";
import { makeVoice, type VoiceResult } from "./audio/voice.ts";
import { ConversionSlots } from "./conversion-slots.ts";
import { type DocumentNames, type DocumentResult, makeDocument } from "./document/document.ts";
import { Ffmpeg } from "./ffmpeg.ts";
import type { MediaFile } from "./files/media-file.ts";
import { TemporaryFolder } from "./files/temporary-folder.ts";
import { type ImageResult, makeImage } from "./image/image.ts";
import { makePicture, type PictureResult } from "./image/picture.ts";
import { makeSticker, type StickerResult } from "./image/sticker.ts";
import { defaultLimits, type MediaLimits } from "./limits.ts";
import { openSource } from "./source/open-source.ts";
import { type UploadDescription, Uploads } from "./source/uploads.ts";
import { makeVideo, type VideoResult } from "./video/video.ts";

/** What media are made with. */
export interface MediaOptions {
  /** A folder of this process alone: temporary files, emptied at the start, and uploads that wait to be used. */
  readonly directory: string;
  readonly outbound: Pick<Outbound, "download">;
  readonly limits?: Partial<MediaLimits>;
  /** Where ffmpeg is; `null` does without it, absent looks on the PATH. */
  readonly ffmpegPath?: string | null | undefined;
  /** Conversions at a time; absent: one for each core. */
  readonly conversionsAtATime?: number;
  readonly log: Logger;
}

/** How a source is opened. */
export interface OpenOptions {
  readonly signal: AbortSignal;
  /** Below the server's own limit. */
  readonly maxBytes?: number;
}

/**
 * Media of callers, made ready for WhatsApp. Everything is a file: a medium never is in memory as a whole. Whoever gets
 * a result disposes it, and its source after it, since a result that needed no change is the source's own file.
 * Failures are `MEDIA_INVALID`, `MEDIA_TOO_LARGE`, `MEDIA_UNREACHABLE` or `URL_NOT_ALLOWED`; an aborted call throws its
 * signal's reason. Nothing stays in the folder in any case.
 */
export interface Media extends AsyncDisposable {
  /** Opens an http(s) address, a data URI, base64, or the name that `upload` gave. */
  open(source: string, options: OpenOptions): Promise<MediaFile>;
  image(file: MediaFile, signal: AbortSignal): Promise<ImageResult>;
  video(file: MediaFile, signal: AbortSignal): Promise<VideoResult>;
  voice(file: MediaFile, signal: AbortSignal): Promise<VoiceResult>;
  audio(file: MediaFile, signal: AbortSignal): Promise<AudioResult>;
  /** For files that are no caller's source: what was fetched from WhatsApp. */
  mp4(path: string, signal: AbortSignal): Promise<Mp4Result>;
  sticker(file: MediaFile, signal: AbortSignal, options: { convert: boolean }): Promise<StickerResult>;
  picture(file: MediaFile, signal: AbortSignal): Promise<PictureResult>;
  document(file: MediaFile, names: DocumentNames): Promise<DocumentResult>;
  /** Keeps a stream for one later `open`, an hour at most; gives the source to open. */
  upload(stream: Readable, description: UploadDescription): Promise<string>;
  /** Forgets an upload that will not be used; does nothing when it is not there. */
  discardUpload(source: string): Promise<void>;
  close(): Promise<void>;
}

/** Builds the media of one server. */
export function createMedia(options: MediaOptions): Media {
  const limits: MediaLimits = { ...defaultLimits, ...options.limits };
  const temporary = new TemporaryFolder(join(options.directory, "temporary"));
  const uploads = new Uploads(join(options.directory, "uploads"), temporary, (err) =>
    options.log.error({ err }, "old uploads could not be removed"),
  );
  const ffmpeg = new Ffmpeg(options.ffmpegPath);
  const slots = new ConversionSlots(options.conversionsAtATime ?? availableParallelism());
  const sources = { temporary, uploads, outbound: options.outbound };
  const never = new AbortController().signal;

  return {
    open: (source, { signal, maxBytes = limits.maxBytes }) =>
      openSource(sources, source, {
        signal,
        maxBytes: Math.min(maxBytes, limits.maxBytes),
        timeoutMs: limits.downloadTimeoutMs,
      }),
    image: (file, signal) => slots.run(signal, () => makeImage(temporary, limits, file)),
    video: (file, signal) => slots.run(signal, () => makeVideo({ temporary, limits, ffmpeg }, file, signal)),
    voice: (file, signal) => slots.run(signal, () => makeVoice(temporary, limits, ffmpeg, file, signal)),
    audio: (file, signal) => slots.run(signal, () => makeAudio(file)),
    mp4: (path, signal) => slots.run(signal, () => makeMp4({ temporary, limits, ffmpeg }, path, signal)),
    sticker: (file, signal, { convert }) => slots.run(signal, () => makeSticker(temporary, limits, file, { convert })),
    picture: (file, signal) => slots.run(signal, () => makePicture(limits, file)),
    document: (file, names) => slots.run(never, () => makeDocument(limits, file, names)),
    upload: (stream, description) =>
      uploads.keep(stream, { ...description, maxBytes: Math.min(description.maxBytes, limits.maxBytes) }),
    discardUpload: (source) => uploads.discard(source),
    close: async () => uploads.close(),
    [Symbol.asyncDispose]: async () => uploads.close(),
  };
}
