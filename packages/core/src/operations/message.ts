import type { Handlers } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { sendMessage } from "./send-message.ts";

/** Handlers of `message.*`. */
export function messageHandlers(parts: CoreParts): Handlers<OperationContext>["message"] {
  return {
    sendText: ({ text, linkPreview, number, quoted, mentioned, mentionsEveryOne, delay }, context) =>
      sendMessage(parts, context, {
        operation: "message.sendText",
        number,
        content: { kind: "text", text, linkPreview },
        quoted,
        mentioned,
        mentionsEveryOne,
        delay,
      }),
  };
}
