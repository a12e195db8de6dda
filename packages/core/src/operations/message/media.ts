import type { CoreParts } from "../../core-parts.ts";
import { sendMessage } from "../send-message.ts";
import { chatFieldsOf, type MessageHandlers } from "./message-handlers.ts";

/** Handlers that send files. */
export function mediaMessageHandlers(
  parts: CoreParts,
): Pick<MessageHandlers, "sendMedia" | "sendPtv" | "sendWhatsAppAudio" | "sendSticker"> {
  return {
    sendMedia(input, context) {
      const { mediatype, media, mimetype, caption, fileName, gifPlayback, gifAttribution } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendMedia",
        content: { kind: mediatype, media, mimetype, caption, fileName, gifPlayback, gifAttribution },
      });
    },

    sendPtv: (input, context) =>
      sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendPtv",
        content: { kind: "ptv", media: input.video },
      }),

    sendWhatsAppAudio: (input, context) =>
      sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendWhatsAppAudio",
        content: { kind: "voice", media: input.audio, convert: input.encoding },
      }),

    sendSticker: (input, context) =>
      sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendSticker",
        content: { kind: "sticker", media: input.sticker, convert: input.notConvertSticker !== true },
      }),
  };
}
