import { z } from "zod";
import { field, model } from "../definition/schema.ts";

/** Largest request body of operations that take media, in bytes: 100 MiB as base64 and the fields around it. */
export const mediaBodyLimitBytes = 140 * 1024 * 1024;

const uploadId = /^upload:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a medium is named by the id of a stored upload. */
export function isUpload(medium: string): boolean {
  return uploadId.test(medium);
}

/** Most characters of a medium in the input. */
export const maxMediaInputLength = 140_000_000;

/** Whether a text can be a medium: what starts like an upload names one. */
export function canBeMedium(text: string): boolean {
  return !text.startsWith("upload:") || isUpload(text);
}

/**
 * A medium as callers give it: an http(s) URL, base64, or a data URI. `upload:<uuid>` names a file that the REST face has
 * stored from a multipart part; no caller needs to write it, and an id that names no upload is MEDIA_INVALID. Whether
 * the rest is a URL or base64 is not judged here: looking at 140 MB is the work of the media store.
 */
export const MediaInput = field(
  z.string().min(1).max(maxMediaInputLength).refine(canBeMedium, "must name an upload by its UUID"),
  "The medium: an http(s) URL, base64, or a data URI; on REST a multipart part `file` may stand for it",
  "https://example.com/media/picture.jpg",
);

const dimension = z.int().min(0).max(1_000_000);

/** The medium of a message with what WhatsApp says of it. */
export const MediaContent = model("MediaContent", "An image, video, audio, document or sticker", {
  mimetype: field(z.string(), "MIME type", "application/pdf").optional(),
  caption: field(z.string(), "Text below the medium", "Invoice of May").optional(),
  fileName: field(z.string(), "File name", "invoice.pdf").optional(),
  title: field(z.string(), "Title of a document", "Invoice").optional(),
  fileLength: field(z.string(), "Size in bytes, as a decimal number", "48213").optional(),
  url: field(z.string(), "Where WhatsApp keeps the encrypted file", "https://mmg.whatsapp.net/d/f/abc.enc").optional(),
  seconds: field(z.int(), "Duration in seconds", 12).optional(),
  ptt: field(z.boolean(), "Whether an audio is a voice note", true).optional(),
  width: field(dimension, "Width in pixels", 1280).optional(),
  height: field(dimension, "Height in pixels", 720).optional(),
  pageCount: field(dimension, "Pages of a document", 3).optional(),
  gifPlayback: field(z.boolean(), "Whether a video plays like a GIF: silent, in a loop", false).optional(),
  waveform: field(z.string(), "Loudness of a voice note: 64 bytes from 0 to 100, base64", "AAgQGCAoMDg=").optional(),
  jpegThumbnail: field(z.string(), "Preview as JPEG, base64", "/9j/4AAQSkZJRg==").optional(),
  fileSha256: field(
    z.string(),
    "SHA-256 of the file, base64",
    "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
  ).optional(),
  fileEncSha256: field(
    z.string(),
    "SHA-256 of the encrypted file, base64",
    "YDA64iuZiGGbMTTCcvgpWNfGzlbQ9SOYEBQGnMVZ9Hw=",
  ).optional(),
  mediaKey: field(
    z.string(),
    "Key that decrypts the file, base64",
    "pF3oXKMlZBQdXU8dJjbqG7A0hzL0u6CP9lH4xhyQ0uM=",
  ).optional(),
  directPath: field(
    z.string(),
    "Path of the encrypted file on WhatsApp's media hosts",
    "/v/t62.7118-24/abc.enc",
  ).optional(),
  isAnimated: field(z.boolean(), "Whether a sticker moves", false).optional(),
  viewOnce: field(z.boolean(), "Whether it may be opened once only", false).optional(),
});
