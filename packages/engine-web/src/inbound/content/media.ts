import type { MediaContent } from "@waxwing/contract";
import type { proto } from "@whiskeysockets/baileys";
import { base64Of, countOf, decimalOf, flagOf, present, textOf } from "./values.ts";

type Medium = NonNullable<ReturnType<typeof MediaContent.parse>>;
type File = Pick<
  proto.Message.IImageMessage,
  "mimetype" | "url" | "directPath" | "fileLength" | "fileSha256" | "fileEncSha256" | "mediaKey"
>;

function fileOf(file: File): Medium {
  return {
    mimetype: textOf(file.mimetype),
    fileLength: decimalOf(file.fileLength),
    url: textOf(file.url),
    directPath: textOf(file.directPath),
    mediaKey: base64Of(file.mediaKey),
    fileSha256: base64Of(file.fileSha256),
    fileEncSha256: base64Of(file.fileEncSha256),
  };
}

export function imageOf(image: proto.Message.IImageMessage): Medium {
  return present({
    ...fileOf(image),
    caption: textOf(image.caption),
    width: countOf(image.width),
    height: countOf(image.height),
    jpegThumbnail: base64Of(image.jpegThumbnail),
    viewOnce: flagOf(image.viewOnce),
  });
}

/** Also of round video notes (`ptvMessage`). */
export function videoOf(video: proto.Message.IVideoMessage): Medium {
  return present({
    ...fileOf(video),
    caption: textOf(video.caption),
    seconds: countOf(video.seconds, Number.MAX_SAFE_INTEGER),
    width: countOf(video.width),
    height: countOf(video.height),
    gifPlayback: flagOf(video.gifPlayback),
    jpegThumbnail: base64Of(video.jpegThumbnail),
    viewOnce: flagOf(video.viewOnce),
  });
}

export function audioOf(audio: proto.Message.IAudioMessage): Medium {
  return present({
    ...fileOf(audio),
    seconds: countOf(audio.seconds, Number.MAX_SAFE_INTEGER),
    ptt: flagOf(audio.ptt),
    waveform: base64Of(audio.waveform),
    viewOnce: flagOf(audio.viewOnce),
  });
}

export function documentOf(document: proto.Message.IDocumentMessage): Medium {
  return present({
    ...fileOf(document),
    caption: textOf(document.caption),
    fileName: textOf(document.fileName),
    title: textOf(document.title),
    pageCount: countOf(document.pageCount),
    jpegThumbnail: base64Of(document.jpegThumbnail),
  });
}

export function stickerOf(sticker: proto.Message.IStickerMessage): Medium {
  return present({
    ...fileOf(sticker),
    width: countOf(sticker.width),
    height: countOf(sticker.height),
    isAnimated: flagOf(sticker.isAnimated),
  });
}
