import type { OutgoingContent } from "@waxwing/core";
import type { BuiltContent } from "./tools.ts";

type Reaction = Extract<OutgoingContent, { kind: "reaction" }>;

/** A reaction to a message; an empty text takes it back. */
export function reactionContent({ key, text }: Reaction, nowMs: number): BuiltContent {
  const { remoteJid, fromMe, id, participant } = key;
  return {
    reactionMessage: {
      key: { remoteJid, fromMe, id, ...(participant === undefined ? {} : { participant }) },
      text,
      senderTimestampMs: nowMs,
    },
  };
}
