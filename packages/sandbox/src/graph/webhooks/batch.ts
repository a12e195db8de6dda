import type { Directory } from "../directory.ts";
import type { Ids } from "../ids.ts";
import { packWebhook, type WebhookPayload } from "./payloads.ts";

/** One message of a batch. */
export interface BatchMessage {
  /** Phone number of the person who writes; becomes a contact. */
  readonly from: string;
  /** Profile name; the contact's own when absent. */
  readonly name?: string;
  /** Phone number id; the first number when absent. */
  readonly to?: string;
  /** A text message; or give `type` and `content`. */
  readonly text?: string;
  readonly type?: string;
  readonly content?: unknown;
  /** Made when absent. Give it again to play a repeated delivery. */
  readonly id?: string;
  /** Unix time in seconds; now when absent. */
  readonly timestamp?: number;
}

/** Packs many messages, for one or several numbers and businesses, into one webhook body as Meta batches them. */
export function batchWebhook(
  messages: readonly BatchMessage[],
  directory: Directory,
  ids: Ids,
  nowMs: number,
): WebhookPayload {
  return packWebhook(
    messages.map((message) => {
      const number = message.to === undefined ? directory.numbers[0] : directory.number(message.to);
      if (number === undefined) throw new Error(`no phone number ${message.to ?? "at all"}`);
      const contact = directory.recipient(message.from);
      const type = message.type ?? "text";
      return {
        number,
        contact: { waId: contact.waId, name: message.name ?? contact.name },
        message: {
          from: contact.waId,
          id: message.id ?? ids.receivedMessage(contact.waId),
          timestamp: String(message.timestamp ?? Math.floor(nowMs / 1000)),
          type,
          [type]: message.content ?? { body: message.text ?? "" },
        },
      };
    }),
  );
}
