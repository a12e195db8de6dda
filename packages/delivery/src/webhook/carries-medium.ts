import type { LoggedEvent } from "@waxwing/core";

/** Contents that are files, whatever they were wrapped in: the engines unwrap them. */
const mediaContents: ReadonlySet<unknown> = new Set([
  "imageMessage",
  "videoMessage",
  "ptvMessage",
  "audioMessage",
  "documentMessage",
  "stickerMessage",
]);

/** Whether an event tells of a new message that is a medium, so that it gets `message.base64` where that is wanted. */
export function carriesMedium({ type, data }: Pick<LoggedEvent, "type" | "data">): boolean {
  if (type !== "MESSAGES_UPSERT" && type !== "SEND_MESSAGE") return false;
  return typeof data === "object" && data !== null && !Array.isArray(data) && mediaContents.has(data.messageType);
}
