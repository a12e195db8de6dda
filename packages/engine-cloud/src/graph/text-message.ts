import type { OutgoingContent, OutgoingMessage } from "@waxwing/core";

/** Longest `text.body` in characters. Source: Meta, Cloud API reference, "Text object". */
export const MAX_TEXT_LENGTH = 4096;

/**
 * The body of `POST /{phone-number-id}/messages` for a text to a person, as JSON text. The attempt's id travels as
 * `biz_opaque_callback_data`, which every status of the message brings back. Mentions exist in groups only.
 */
export function textMessageBody(
  to: string,
  message: Pick<OutgoingMessage, "attemptId" | "quoted">,
  content: Extract<OutgoingContent, { kind: "text" }>,
): string {
  return JSON.stringify({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to,
    type: "text",
    text: { body: content.text, preview_url: content.linkPreview },
    context: message.quoted === undefined ? undefined : { message_id: message.quoted.id },
    biz_opaque_callback_data: message.attemptId,
  });
}
