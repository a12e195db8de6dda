import type { proto } from "@whiskeysockets/baileys";

/** The text of a plain message, of an answer or of a caption. */
export function textOfMessage(message: proto.IMessage | null | undefined): string | undefined {
  const content = message?.ephemeralMessage?.message ?? message;
  return (
    content?.conversation ??
    content?.extendedTextMessage?.text ??
    content?.imageMessage?.caption ??
    content?.videoMessage?.caption ??
    undefined
  );
}
