import type { MessageContent } from "@waxwing/contract";
import type { proto } from "@whiskeysockets/baileys";
import { base64Of, countOf, present, textOf } from "./values.ts";

/** Text with what a preview or a status post adds; undefined when it is text alone. */
export function decoratedText(
  text: proto.Message.IExtendedTextMessage,
): NonNullable<MessageContent["extendedTextMessage"]> | undefined {
  const decoration = present({
    matchedText: textOf(text.matchedText),
    title: textOf(text.title),
    description: textOf(text.description),
    jpegThumbnail: base64Of(text.jpegThumbnail),
    backgroundArgb: countOf(text.backgroundArgb, 0xffff_ffff),
    font: countOf(text.font, 100),
  });
  return Object.keys(decoration).length === 0 ? undefined : { text: text.text ?? "", ...decoration };
}
