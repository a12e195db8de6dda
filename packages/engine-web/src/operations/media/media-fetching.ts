import { readFile } from "node:fs/promises";
import { WaxwingError } from "@waxwing/contract";
import type { MediaFetching, StoredMessageReference } from "@waxwing/core";
import { defaultLimits, type Media, TemporaryFolder } from "@waxwing/media";
import type { proto } from "@whiskeysockets/baileys";
import { messageInfoOf } from "../chats/message-key.ts";
import { type FetchingParts, fetchFile } from "./fetch-file.ts";
import { type MediaDescription, type MediaPart, mediaPartOf } from "./media-part.ts";
import { convertedToMp4 } from "./mp4.ts";

export interface MediaFetchingOptions extends Omit<FetchingParts, "maxBytes"> {
  readonly media: Pick<Media, "mp4">;
  /** A folder of this process alone for temporary files; emptied at the start. */
  readonly directory: string;
  /** The media package's own limit when absent. */
  readonly maxBytes?: number;
}

/** Media of messages on WhatsApp Web. */
export function createMediaFetching({ media, directory, ...options }: MediaFetchingOptions): MediaFetching {
  const temporary = new TemporaryFolder(directory);
  const parts: FetchingParts = { maxBytes: defaultLimits.maxBytes, ...options };
  return {
    async fetchMedia(instance, message, { convertToMp4 }, signal) {
      const medium = mediumOf(message);
      const { part } = medium;
      await using file = temporary.create();
      const { bytes } = await fetchFile(parts, { instance, message, ...medium }, file.path, signal);
      const { content, field: mediaType } = part;
      const mimetype = content.mimetype ?? "application/octet-stream";
      await using shown = convertToMp4
        ? await convertedToMp4(media, { path: file.path, bytes, mimetype }, signal)
        : { path: file.path, bytes, mimetype, [Symbol.asyncDispose]: async () => {} };
      return {
        mediaType,
        fileName: content.fileName || `${message.keyId}.${extensionOf(shown.mimetype)}`,
        ...(content.caption ? { caption: content.caption } : {}),
        size: {
          fileLength: String(shown.bytes),
          height: pixelsOf(content, "height"),
          width: pixelsOf(content, "width"),
        },
        mimetype: shown.mimetype,
        base64: await readFile(shown.path, "base64"),
        buffer: null,
      };
    },
    async openMedium(instance, message, { maxBytes }, signal) {
      const wanted = { instance, message, ...mediumOf(message) };
      const limited = { ...parts, maxBytes: Math.min(maxBytes, parts.maxBytes) };
      return temporary.make("", async (path) => {
        const { bytes } = await fetchFile(limited, wanted, path, signal);
        return { bytes };
      });
    },
  };
}

/** What a stored message says of its medium. Throws MESSAGE_NOT_COMPATIBLE when it has none. */
function mediumOf(message: StoredMessageReference): { readonly info: proto.WebMessageInfo; readonly part: MediaPart } {
  const info = messageInfoOf(message);
  if (!info?.message) {
    throw new WaxwingError(
      "MESSAGE_NOT_COMPATIBLE",
      "The message was not kept in WhatsApp's form, which names its file.",
    );
  }
  return { info, part: mediaPartOf(info.message) };
}

/** Senders may claim any number. */
function pixelsOf(content: MediaDescription, side: "width" | "height"): number | null {
  const pixels = content[side];
  return pixels && pixels <= 1_000_000 ? pixels : null;
}

/** `audio/ogg; codecs=opus` → `ogg`. */
function extensionOf(mimetype: string): string {
  const [, subtype = ""] = /^[^/]+\/([a-z0-9.+-]+)/i.exec(mimetype) ?? [];
  return /^[a-z0-9]{1,8}$/i.test(subtype) ? subtype : "bin";
}
