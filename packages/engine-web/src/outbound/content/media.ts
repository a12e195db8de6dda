import { WaxwingError } from "@waxwing/contract";
import type { OutgoingContent } from "@waxwing/core";
import type { proto } from "@whiskeysockets/baileys";
import { upload } from "../upload.ts";
import type { BuiltContent, ContentTools } from "./tools.ts";

type Medium = Extract<OutgoingContent, { kind: "image" | "video" | "document" | "audio" }>;

/** An image, re-encoded as JPEG. */
export async function imageContent(
  { media: source, caption }: Pick<Medium, "media" | "caption">,
  { session, media, signal }: ContentTools,
): Promise<proto.Message.IImageMessage> {
  await using file = await media.open(source, { signal });
  await using image = await media.image(file, signal);
  const { mimetype, width, height, thumbnail } = image;
  const uploaded = await upload(session, image.path, "image", signal);
  return { ...uploaded, mimetype, width, height, jpegThumbnail: thumbnail, ...(caption ? { caption } : {}) };
}

type VideoSource = Pick<Medium, "media" | "caption" | "gifPlayback" | "gifAttribution">;

/** A video. */
export async function videoContent(
  { media: source, caption, gifPlayback = false, gifAttribution }: VideoSource,
  { session, media, signal }: ContentTools,
): Promise<proto.Message.IVideoMessage> {
  await using file = await media.open(source, { signal });
  await using video = await media.video(file, signal);
  const { mimetype, seconds, width, height, thumbnail } = video;
  const uploaded = await upload(session, video.path, "video", signal);
  return {
    ...uploaded,
    mimetype,
    gifPlayback,
    ...(gifPlayback && gifAttribution !== undefined ? { gifAttribution } : {}),
    ...(seconds === undefined ? {} : { seconds: Math.round(seconds) }),
    ...(width === undefined || height === undefined ? {} : { width, height }),
    ...(thumbnail === undefined ? {} : { jpegThumbnail: thumbnail }),
    ...(caption ? { caption } : {}),
  };
}

/** A sound; a voice note is converted to what phones play, unless it is to be sent as it is. */
export async function audioContent(
  { media: source, mode }: { readonly media: string; readonly mode: "attached" | "voice" | "unconverted-voice" },
  { session, media, signal }: ContentTools,
): Promise<proto.Message.IAudioMessage> {
  await using file = await media.open(source, { signal });
  if (mode === "voice") {
    await using voice = await media.voice(file, signal);
    const { mimetype, seconds, waveform } = voice;
    const uploaded = await upload(session, voice.path, "audio", signal);
    return { ...uploaded, mimetype, seconds: Math.max(1, Math.round(seconds)), waveform, ptt: true };
  }
  await using audio = await media.audio(file, signal);
  const { mimetype, seconds } = audio;
  const uploaded = await upload(session, audio.path, "audio", signal);
  return {
    ...uploaded,
    mimetype,
    ...(seconds === undefined ? {} : { seconds: Math.round(seconds) }),
    ptt: mode !== "attached",
  };
}

async function documentContent(
  { media: source, mimetype: wished, caption, fileName: name }: Medium,
  { session, media, signal }: ContentTools,
): Promise<proto.Message.IDocumentMessage> {
  await using file = await media.open(source, { signal });
  await using document = await media.document(file, { fileName: name, mimetype: wished });
  const { mimetype, fileName, pageCount, thumbnail } = document;
  const uploaded = await upload(session, document.path, "document", signal);
  return {
    ...uploaded,
    mimetype,
    fileName,
    title: fileName,
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(thumbnail === undefined ? {} : { jpegThumbnail: thumbnail }),
    ...(caption ? { caption } : {}),
  };
}

/** A medium of `sendMedia`, uploaded. */
export async function mediaContent(medium: Medium, tools: ContentTools): Promise<BuiltContent> {
  switch (medium.kind) {
    case "image":
      return { imageMessage: await imageContent(medium, tools) };
    case "video":
      return { videoMessage: await videoContent(medium, tools) };
    case "audio":
      return { audioMessage: await audioContent({ media: medium.media, mode: "attached" }, tools) };
    case "document":
      return { documentMessage: await documentContent(medium, tools) };
  }
}

/** Refuses what clients do not show: better an error than a caption that nobody sees. */
export function assertCaptionShown({ kind, caption }: Medium): void {
  if (kind !== "audio" || !caption) return;
  throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", "WhatsApp shows no caption below an audio message.");
}

/** A sticker, as WebP. */
export async function stickerContent(
  { media: source, convert }: { readonly media: string; readonly convert: boolean },
  { session, media, signal }: ContentTools,
  nowMs: number,
): Promise<BuiltContent> {
  await using file = await media.open(source, { signal });
  await using sticker = await media.sticker(file, signal, { convert });
  const { mimetype, isAnimated } = sticker;
  const uploaded = await upload(session, sticker.path, "sticker", signal);
  return { stickerMessage: { ...uploaded, mimetype, isAnimated, width: 512, height: 512, stickerSentTs: nowMs } };
}
