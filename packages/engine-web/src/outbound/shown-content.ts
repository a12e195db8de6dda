import type { PreparedMessage } from "@waxwing/core";
import { jidNormalizedUser, type proto } from "@whiskeysockets/baileys";
import { readContent, unreadable } from "../inbound/content/read-content.ts";
import { readContext } from "../inbound/content/read-context.ts";

/** How a message is stored and shown: read as if it had come in, so that both directions say the same. */
export function shownContent(
  message: proto.IMessage,
): Pick<PreparedMessage, "messageType" | "message" | "contextInfo"> {
  const content = readContent(message, jidNormalizedUser) ?? unreadable;
  return { ...content, contextInfo: readContext(message, jidNormalizedUser) ?? null };
}
