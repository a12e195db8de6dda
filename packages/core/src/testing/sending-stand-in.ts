import type { MessageSending, OutgoingKind, OutgoingMessage } from "../engine.ts";

const kinds: readonly OutgoingKind[] = [
  "text",
  "image",
  "video",
  "document",
  "audio",
  "ptv",
  "voice",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "poll",
  "list",
  "buttons",
  "carousel",
  "status",
];

/** Sends everything, under ids of its own unless the caller has one, and keeps in `sent` what it was given. */
export function sendingStandIn(sent: OutgoingMessage[]): MessageSending {
  let count = 0;
  return {
    sendable: new Set(kinds),
    isRepeatable: true,
    maxTextLength: 100,
    async prepareSend(_instance, message) {
      count += 1;
      const isText = message.content.kind === "text";
      return {
        messageId: message.messageId ?? `OWN${count}`,
        messageType: isText ? "conversation" : "unknown",
        message: isText ? { conversation: "text" } : { raw: { kind: message.content.kind } },
        contextInfo: null,
        engineData: undefined,
        ...(message.content.kind === "list" ? { warnings: ["Some phones do not show lists."] } : {}),
      };
    },
    async deliver(_instance, { messageId, remoteJid, noted, outgoing }) {
      await noted;
      if (messageId === undefined || outgoing === undefined) throw new Error("only new messages with an id come here");
      sent.push(outgoing);
      return { messageId, remoteJid };
    },
  };
}
