import { proto } from "@whiskeysockets/baileys";
import type { BuiltContent } from "./tools.ts";

/** What is shown of a page that a text links to. */
export interface LinkPreview {
  /** The address as it stands in the text. */
  readonly matchedText: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly jpegThumbnail?: Buffer | undefined;
}

/**
 * A text. Clients of today send `extendedTextMessage` also for plain text: replies, mentions and the time after which it
 * vanishes have no other place.
 */
export function textContent(text: string, preview?: LinkPreview): BuiltContent {
  if (preview === undefined) return { extendedTextMessage: { text } };
  const { matchedText, title, description, jpegThumbnail } = preview;
  return {
    extendedTextMessage: {
      text,
      matchedText,
      title,
      ...(description === undefined ? {} : { description }),
      ...(jpegThumbnail === undefined ? {} : { jpegThumbnail }),
      previewType: proto.Message.ExtendedTextMessage.PreviewType.NONE,
    },
  };
}
