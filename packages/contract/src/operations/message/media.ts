import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field } from "../../definition/schema.ts";
import { MediaInput, mediaBodyLimitBytes } from "../../models/media.ts";
import { SentMessage } from "../../models/message.ts";
import { mediaErrors, sendErrors } from "../engine-errors.ts";
import { evolutionSentMessage, sendFields } from "./send-fields.ts";

const errors = [...sendErrors, ...mediaErrors] as const;

/** Operations that send a file. */
export const mediaMessages = {
  sendMedia: mutation({
    rest: { method: "POST", path: "/message/sendMedia/:instanceName", status: 201 },
    access: "instance",
    summary: "Send an image, video, document or audio",
    description:
      "Sends a file with a caption. `audio` sends an audio file; sendWhatsAppAudio sends a voice note. `mimetype` and `fileName` are found out where they are left out.",
    input: z.object({
      ...sendFields,
      mediatype: enumeration("MediaType", "What the medium is", ["image", "video", "document", "audio"]),
      media: MediaInput,
      mimetype: field(
        z
          .string()
          .max(255)
          .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/, "must be a MIME type"),
        "MIME type",
        "image/jpeg",
      ).optional(),
      caption: field(z.string().max(65_536), "Text below the medium", "Our new collection").optional(),
      fileName: field(z.string().min(1).max(255), "File name", "collection.jpg").optional(),
      gifPlayback: field(z.boolean(), "Whether a video plays like a GIF: silent, in a loop", false).optional(),
      gifAttribution: field(
        z.int().min(0).max(2),
        "Where such a video is from, as the app shows it: 0 nowhere, 1 GIPHY, 2 Tenor",
        1,
      ).optional(),
    }),
    output: SentMessage,
    errors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      mediatype: "image",
      media: "https://example.com/media/picture.jpg",
      caption: "Our new collection",
    },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "media",
    evolutionAnswer: evolutionSentMessage,
  }),

  sendPtv: mutation({
    rest: { method: "POST", path: "/message/sendPtv/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a round video note",
    description: "Sends a video that the recipient sees as a round video note.",
    input: z.object({
      ...sendFields,
      video: field(
        MediaInput,
        "The video: an http(s) URL, base64, or a data URI",
        "https://example.com/media/note.mp4",
      ),
    }),
    output: SentMessage,
    errors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      video: "https://example.com/media/note.mp4",
    },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "video",
    evolutionAnswer: evolutionSentMessage,
  }),

  sendWhatsAppAudio: mutation({
    rest: { method: "POST", path: "/message/sendWhatsAppAudio/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a voice note",
    description:
      "Converts audio of any common format into a voice note (OGG/Opus) with duration and waveform, and sends it. With `encoding` false the file is sent as it is.",
    input: z.object({
      ...sendFields,
      audio: field(
        MediaInput,
        "The audio: an http(s) URL, base64, or a data URI",
        "https://example.com/media/hello.mp3",
      ),
      encoding: field(z.boolean(), "Whether to convert to OGG/Opus", true).default(true),
    }),
    output: SentMessage,
    errors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      audio: "https://example.com/media/hello.mp3",
    },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "audio",
    evolutionAnswer: evolutionSentMessage,
  }),

  sendSticker: mutation({
    rest: { method: "POST", path: "/message/sendSticker/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a sticker",
    description:
      "Converts an image, GIF or animation into a WebP sticker of 512 × 512 pixels and sends it. With `notConvertSticker` a WebP file is sent as it is.",
    input: z.object({
      ...sendFields,
      sticker: field(
        MediaInput,
        "The picture: an http(s) URL, base64, or a data URI",
        "https://example.com/media/sticker.webp",
      ),
      notConvertSticker: field(z.boolean(), "Send the file as it is", false).optional(),
    }),
    output: SentMessage,
    errors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      sticker: "https://example.com/media/sticker.webp",
    },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "sticker",
    evolutionAnswer: evolutionSentMessage,
  }),
};
