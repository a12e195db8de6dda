import type { CoreParts } from "../../core-parts.ts";
import { sendMessage } from "../send-message.ts";
import { chatFieldsOf, type MessageHandlers } from "./message-handlers.ts";

/** Handlers that send what is made of words and numbers. */
export function textMessageHandlers(
  parts: CoreParts,
): Pick<MessageHandlers, "sendText" | "sendLocation" | "sendContact"> {
  return {
    sendText: (input, context) =>
      sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendText",
        content: { kind: "text", text: input.text, linkPreview: input.linkPreview },
      }),

    sendLocation(input, context) {
      const { latitude, longitude, name, address } = input;
      return sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendLocation",
        content: { kind: "location", latitude, longitude, name, address },
      });
    },

    sendContact: (input, context) =>
      sendMessage(parts, context, {
        ...chatFieldsOf(input),
        operation: "message.sendContact",
        content: { kind: "contacts", contacts: input.contact },
      }),
  };
}
