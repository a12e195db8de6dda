import { createHash } from "node:crypto";
import { BoundedList } from "./bounded-list.ts";
import type { ContactLink, InboundContent, SayOptions, SentByContact, VirtualContact } from "./contact.ts";
import { DEFAULT_WAIT_MS } from "./defaults.ts";
import type { Directory } from "./directory.ts";
import { statusError } from "./errors.ts";
import type { Ids } from "./ids.ts";
import { type MediaStore, type NewMedia, sha256 } from "./media-store.ts";
import { type PhoneNumber, type ReceivedMessage, textOf } from "./model.ts";
import type { SendMessage } from "./schemas/message.ts";
import { Waiters } from "./waiters.ts";
import type { DeliveryOutcome, WebhookDelivery } from "./webhooks/delivery.ts";
import { type InboundMessage, type MessageStatus, packWebhook } from "./webhooks/payloads.ts";

/** A failure that the sender learns by webhook although the message was accepted. */
export interface LaterFailure {
  readonly code: number;
  readonly details?: string | undefined;
}

const SERVICE_WINDOW_S = 24 * 3600;

/** Carries messages between businesses and contacts, and tells the business by webhook what became of its own. */
export class Exchange implements ContactLink {
  /** Whether accepted messages are reported as sent and delivered. */
  statuses: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly #ids: Ids;
  readonly #delivery: WebhookDelivery;
  readonly #media: MediaStore;
  readonly #accepted: BoundedList<{ message: ReceivedMessage; contact: VirtualContact | null }>;
  readonly #arrivals = new Waiters<ReceivedMessage>();
  #directory: Directory | null = null;

  constructor(parts: {
    ids: Ids;
    delivery: WebhookDelivery;
    media: MediaStore;
    statuses: boolean;
    limit: number;
    now: () => number;
  }) {
    this.now = parts.now;
    this.#ids = parts.ids;
    this.#delivery = parts.delivery;
    this.#media = parts.media;
    this.statuses = parts.statuses;
    this.#accepted = new BoundedList(parts.limit);
  }

  /** Contacts need the exchange and the exchange needs the contacts: the second half of building both. */
  connect(directory: Directory): void {
    this.#directory = directory;
  }

  /** The messages that businesses sent, oldest first. */
  get accepted(): ReceivedMessage[] {
    return this.#accepted.toArray().map(({ message }) => message);
  }

  /** Takes a checked message of a business: gives it an id, hands it to the contact and reports on it. */
  accept(
    number: PhoneNumber,
    body: SendMessage,
    contact: VirtualContact,
    failure: LaterFailure | undefined,
  ): ReceivedMessage {
    const message: ReceivedMessage = {
      id: this.#ids.sentMessage(contact.waId),
      phoneNumberId: number.id,
      waId: contact.waId,
      to: body.to,
      acceptedAt: this.now(),
      type: body.type,
      text: textOf(body),
      quotedId: body.context?.message_id ?? null,
      callbackData: body.biz_opaque_callback_data ?? null,
      body,
    };
    const evicted = this.#accepted.push({ message, contact: failure === undefined ? contact : null });
    evicted?.contact?.dropOldest();
    // A failure is always reported: whoever arms one wants to see it. It goes out after the answer, as Meta's do.
    if (failure !== undefined) setImmediate(() => void this.#reportFailure(number, message, failure));
    else setImmediate(() => this.#arrive(number, message, contact));
    return message;
  }

  /** The first message of any business, earlier or to come, that `accepts` is true for. */
  async waitForMessage(
    accepts: (message: ReceivedMessage) => boolean = () => true,
    { timeoutMs = DEFAULT_WAIT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<ReceivedMessage> {
    return this.accepted.find(accepts) ?? this.#arrivals.wait("waiting for any message", accepts, timeoutMs);
  }

  send(contact: VirtualContact, { type, content }: InboundContent, options: SayOptions): SentByContact {
    const number = this.#number(options.to);
    const id = this.#ids.receivedMessage(contact.waId);
    const message: InboundMessage = {
      ...(options.quoted === undefined
        ? {}
        : { context: { from: this.#authorOf(options.quoted, number, contact), id: options.quoted } }),
      from: contact.waId,
      id,
      timestamp: unixSeconds(this.now()),
      type,
      [type]: content,
    };
    return {
      id,
      outcome: this.#delivery.enqueue(key(number, contact.waId), packWebhook([{ number, contact, message }])),
    };
  }

  storeMedia(media: NewMedia, to: string | undefined): { readonly id: string; readonly sha256: string } {
    const { id } = this.#media.add(this.#ids.object(), this.#number(to).id, media);
    return { id, sha256: sha256(media.bytes, "base64") };
  }

  async markRead(_contact: VirtualContact, messages: readonly ReceivedMessage[]): Promise<DeliveryOutcome[]> {
    return Promise.all(
      messages.map((message) => this.#report(this.#number(message.phoneNumberId), message, { status: "read" })),
    );
  }

  abandon(reason: string): void {
    this.#arrivals.rejectAll(reason);
    this.#accepted.clear();
  }

  #arrive(number: PhoneNumber, message: ReceivedMessage, contact: VirtualContact): void {
    if (this.statuses) {
      const cost = costOf(message);
      void this.#report(number, message, { status: "sent", ...cost });
      void this.#report(number, message, { status: "delivered", ...cost });
    }
    contact.take(message);
    this.#arrivals.notify(message);
    if (contact.echo && message.type === "text" && message.text !== null) {
      // Not awaited: a delivery never rejects, and a failed one stands in the transcript.
      void contact.read(message.id).catch(() => undefined);
      contact.post({ type: "text", content: { body: message.text } }, { to: number.id });
    }
  }

  #reportFailure(number: PhoneNumber, message: ReceivedMessage, failure: LaterFailure): Promise<DeliveryOutcome> {
    this.#arrivals.notify(message);
    return this.#report(number, message, { status: "failed", errors: [statusError(failure.code, failure.details)] });
  }

  #report(
    number: PhoneNumber,
    message: ReceivedMessage,
    state: Pick<MessageStatus, "status" | "errors" | "conversation" | "pricing">,
  ): Promise<DeliveryOutcome> {
    const status: MessageStatus = {
      id: message.id,
      timestamp: unixSeconds(this.now()),
      recipient_id: message.waId,
      ...state,
      ...(message.callbackData === null ? {} : { biz_opaque_callback_data: message.callbackData }),
    };
    return this.#delivery.enqueue(key(number, message.waId), packWebhook([{ number, status }]));
  }

  #number(id: string | undefined): PhoneNumber {
    const number = id === undefined ? this.#directory?.numbers[0] : this.#directory?.number(id);
    if (number === undefined) throw new Error(`no phone number ${id ?? "at all"}`);
    return number;
  }

  #authorOf(messageId: string, number: PhoneNumber, contact: VirtualContact): string {
    const isOwn = contact.received.some((message) => message.id === messageId);
    return isOwn ? number.displayPhoneNumber.replace(/\D/g, "") : contact.waId;
  }
}

function key(number: PhoneNumber, waId: string): string {
  return `${number.id}/${waId}`;
}

function unixSeconds(nowMs: number): string {
  return String(Math.floor(nowMs / 1000));
}

/** Per-message pricing, as in the webhooks of v23.0. */
function costOf(message: ReceivedMessage): Pick<MessageStatus, "conversation" | "pricing"> {
  const category = message.type === "template" ? "utility" : "service";
  return {
    conversation: {
      id: createHash("md5").update(`${message.phoneNumberId}/${message.waId}`).digest("hex"),
      expiration_timestamp: String(Math.floor(message.acceptedAt / 1000) + SERVICE_WINDOW_S),
      origin: { type: category },
    },
    pricing: { billable: message.type === "template", pricing_model: "PMP", category },
  };
}
