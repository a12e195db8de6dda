import type { ContactOptions, VirtualContact } from "./contact.ts";
import type { Faults } from "./faults.ts";
import type { StoredMedia } from "./media-store.ts";
import type { PhoneNumber, ReceivedMessage } from "./model.ts";
import type { Transcript } from "./transcript.ts";
import type { BatchMessage } from "./webhooks/batch.ts";
import type { PostAnswer } from "./webhooks/delivery.ts";
import type { WebhookPayload } from "./webhooks/payloads.ts";

/** A running local Graph server. */
export interface GraphServer {
  /** Base address: what a client uses in place of `https://graph.facebook.com`. */
  readonly url: string;
  readonly port: number;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Where webhooks go; assign to change it, null for nowhere. */
  webhookUrl: string | null;
  /** Whether accepted messages produce `sent` and `delivered`. */
  statuses: boolean;
  readonly faults: Faults;
  readonly transcript: Transcript;
  readonly phoneNumbers: readonly PhoneNumber[];
  readonly contacts: readonly VirtualContact[];
  /** What businesses sent, oldest first. */
  readonly messages: readonly ReceivedMessage[];
  /** An uploaded or received medium that is still there. */
  findMedia(id: string): StoredMedia | undefined;
  addPhoneNumber(number?: Partial<PhoneNumber>): PhoneNumber;
  /** The person with this number; made when there is none. */
  contact(phone: string, options?: ContactOptions): VirtualContact;
  /** The person with this number or WhatsApp id, if there is one. */
  findContact(phone: string): VirtualContact | undefined;
  /** The first message of any business, earlier or to come, for which the predicate is true. */
  waitForMessage(
    accepts?: (message: ReceivedMessage) => boolean,
    options?: { readonly timeoutMs?: number },
  ): Promise<ReceivedMessage>;
  /** Packs many messages into one webhook body, to be posted with {@link postWebhook}. */
  batch(messages: readonly BatchMessage[]): WebhookPayload;
  /** Posts any body once, signed unless `signature` says otherwise (null: no header). No retry, no queue. */
  postWebhook(
    payload: unknown,
    options?: { readonly signature?: string | null; readonly url?: string },
  ): Promise<PostAnswer>;
  /** Meta's handshake with the receiver; `ok` when it gave the challenge back. */
  verifyWebhook(): Promise<PostAnswer & { readonly ok: boolean }>;
  /** Resolves when no webhook waits or is under way. */
  idle(): Promise<void>;
  /** Forgets contacts, media, faults, transcript and waiting webhooks; numbers and settings stay. */
  reset(): void;
  /** Stops listening and gives up what waits. May be called again. */
  close(): Promise<void>;
}
