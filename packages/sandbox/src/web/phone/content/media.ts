import type { proto } from "@whiskeysockets/baileys";
import type { UploadedMedia } from "../../media/media.ts";
import type { MediaKind } from "../../media/media-kind.ts";

/** A file that a person sends. */
export interface MediaToSend {
  readonly type: "image" | "video" | "gif" | "ptv" | "audio" | "document" | "sticker";
  readonly bytes: Buffer;
  /** The usual one of the type when absent. */
  readonly mimeType?: string | undefined;
  readonly caption?: string | undefined;
  /** Of a document. */
  readonly filename?: string | null | undefined;
  /** Of sound: recorded as a voice note. */
  readonly voice?: boolean | undefined;
  /** Length of sound or film. */
  readonly seconds?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** A small JPEG, shown until the file is there. */
  readonly thumbnail?: Buffer | undefined;
  /** Of a sticker. */
  readonly animated?: boolean | undefined;
  /** Can be opened once: image, video and voice note. */
  readonly viewOnce?: boolean | undefined;
}

/** Under which keys a file is encrypted. */
export function mediaKindOf({ type, voice }: MediaToSend): MediaKind {
  return type === "audio" && voice === true ? "ptt" : type;
}

const MIME_TYPES: Readonly<Record<MediaToSend["type"], string>> = {
  image: "image/jpeg",
  video: "video/mp4",
  gif: "video/mp4",
  ptv: "video/mp4",
  audio: "audio/mpeg",
  document: "application/octet-stream",
  sticker: "image/webp",
};

/** The message that speaks of an uploaded file. @param seconds When it was encrypted, in Unix seconds. */
export function mediaMessage(media: MediaToSend, uploaded: UploadedMedia, seconds: number): proto.IMessage {
  const content = contentMessage(media, uploaded, seconds);
  return media.viewOnce === true ? { viewOnceMessageV2: { message: content } } : content;
}

function contentMessage(media: MediaToSend, uploaded: UploadedMedia, seconds: number): proto.IMessage {
  const file = {
    ...uploaded,
    mimetype: media.mimeType ?? (media.voice === true ? "audio/ogg; codecs=opus" : MIME_TYPES[media.type]),
    mediaKeyTimestamp: seconds,
    ...(media.viewOnce === true ? { viewOnce: true } : {}),
  };
  const caption = media.caption === undefined ? {} : { caption: media.caption };
  const thumbnail = media.thumbnail === undefined ? {} : { jpegThumbnail: media.thumbnail };
  const size = {
    ...(media.width === undefined ? {} : { width: media.width }),
    ...(media.height === undefined ? {} : { height: media.height }),
  };
  const length = media.seconds === undefined ? {} : { seconds: media.seconds };
  switch (media.type) {
    case "image":
      return { imageMessage: { ...file, ...caption, ...thumbnail, ...size } };
    case "video":
      return { videoMessage: { ...file, ...caption, ...thumbnail, ...size, ...length } };
    case "gif":
      return { videoMessage: { ...file, ...caption, ...thumbnail, ...size, ...length, gifPlayback: true } };
    case "ptv":
      return { ptvMessage: { ...file, ...thumbnail, ...size, ...length } };
    case "audio":
      return { audioMessage: { ...file, ...length, ptt: media.voice ?? false } };
    case "document":
      return documentMessage(media, { ...file, ...thumbnail });
    case "sticker":
      return { stickerMessage: { ...file, ...size, isAnimated: media.animated ?? false } };
  }
}

/** A document with a caption is wrapped once more, so that older apps still show the file. */
function documentMessage(media: MediaToSend, file: proto.Message.IDocumentMessage): proto.IMessage {
  const fileName = media.filename ?? "document";
  const document = { ...file, fileName, title: fileName };
  if (media.caption === undefined) return { documentMessage: document };
  return { documentWithCaptionMessage: { message: { documentMessage: { ...document, caption: media.caption } } } };
}
