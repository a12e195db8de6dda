import type { CoreParts } from "../../core-parts.ts";
import { sendMessage } from "../send-message.ts";
import { chatFieldsOf, type MessageHandlers } from "./message-handlers.ts";

/** Handlers that send something to choose from. */
export function interactiveMessageHandlers(
  parts: CoreParts,
): Pick<MessageHandlers, "sendPoll" | "sendList" | "sendButtons" | "sendCarousel"> {
  return {
    sendPoll(input, context) {
      const { name, values, selectableCount } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendPoll",
        content: { kind: "poll", name, values, selectableCount },
      });
    },

    sendList(input, context) {
      const { title, description, buttonText, footerText, sections } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendList",
        content: { kind: "list", title, description, buttonText, footerText, sections },
      });
    },

    sendButtons(input, context) {
      const { title, description, footer, thumbnailUrl, buttons } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendButtons",
        content: { kind: "buttons", title, description, footer, thumbnailUrl, buttons },
      });
    },

    sendCarousel(input, context) {
      const { body, cards } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendCarousel",
        content: { kind: "carousel", body, cards },
      });
    },
  };
}
