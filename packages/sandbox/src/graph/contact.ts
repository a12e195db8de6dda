import { DEFAULT_WAIT_MS } from "./defaults.ts";
import type { NewMedia } from "./media-store.ts";
import type { ReceivedMessage } from "./model.ts";
import { Waiters } from "./waiters.ts";
import type { DeliveryOutcome } from "./webhooks/delivery.ts";

/** Content of a message from a person: its type, and the object that stands under that name in the webhook. */
export interface InboundContent {
  readonly type: string;
  readonly content: unknown;
}

/** A medium that a person sends. */
export interface InboundMedia extends NewMedia {
  readonly type: "image" | "video" | "audio" | "document" | "sticker";
  readonly caption?: string;
  /** For audio: recorded as a voice note. */
  readonly voice?: boolean;
}

/** To which number a person writes, and to which message the new one replies. */
export interface SayOptions {
  /** Phone number id; the server's first number when absent. */
  readonly to?: string;
  /** Id of the message that is quoted. */
  readonly quoted?: string;
}

/** A message on its way to the business. */
export interface SentByContact {
  readonly id: string;
  /** Tells when the receiver has answered 200, or that the webhook was given up. Never rejects. */
  readonly outcome: Promise<DeliveryOutcome>;
}

/** What a contact needs of the server around it. */
export interface ContactLink {
  /** Unix milliseconds. */
  now(): number;
  send(contact: VirtualContact, content: InboundContent, options: SayOptions): SentByContact;
  storeMedia(media: NewMedia, to: string | undefined): { readonly id: string; readonly sha256: string };
  markRead(contact: VirtualContact, messages: readonly ReceivedMessage[]): Promise<DeliveryOutcome[]>;
}

/** How a contact is made. */
export interface ContactOptions {
  /** Profile name; the phone number when absent. */
  readonly name?: string;
  /** WhatsApp id, when it differs from the number's digits (as with older Brazilian accounts). */
  readonly waId?: string;
  /** Whether it answers each text with the same text. */
  readonly echo?: boolean;
}

/** A person with WhatsApp, driven by a test. */
export class VirtualContact {
  readonly waId: string;
  name: string;
  echo: boolean;
  /** When this person last wrote to a business, in milliseconds; opens Meta's 24-hour service window. */
  lastWroteAt = Number.NEGATIVE_INFINITY;
  /** Until when the business shows as typing, in milliseconds. */
  typingUntil = 0;
  readonly #link: ContactLink;
  readonly #limit: number;
  readonly #received: ReceivedMessage[] = [];
  readonly #unread = new Map<string, ReceivedMessage>();
  readonly #readByBusiness = new Set<string>();
  readonly #arrivals = new Waiters<ReceivedMessage>();
  readonly #signals = new Waiters<string>();
  #listener: (message: ReceivedMessage) => void = () => undefined;

  constructor(waId: string, options: ContactOptions, link: ContactLink, limit: number) {
    this.waId = waId;
    this.name = options.name ?? waId;
    this.echo = options.echo ?? false;
    this.#link = link;
    this.#limit = limit;
  }

  /** What it received, oldest first (the newest only, when there was very much). */
  get received(): readonly ReceivedMessage[] {
    return this.#received;
  }

  /** Whether the business shows as typing now. */
  get typing(): boolean {
    return this.typingUntil > this.#link.now();
  }

  /** Sends a text. Resolves once the receiver of the webhook has answered 200; rejects when that is given up. */
  async say(text: string, options: SayOptions = {}): Promise<{ readonly id: string }> {
    return this.send({ type: "text", content: { body: text } }, options);
  }

  /** Reacts to a message of the business; an empty emoji takes the reaction back. */
  async react(messageId: string, emoji: string, options: SayOptions = {}): Promise<{ readonly id: string }> {
    return this.send({ type: "reaction", content: { message_id: messageId, emoji } }, options);
  }

  /** Taps a reply button or a list row of a message that the business sent. */
  async tap(messageId: string, choiceId: string, options: SayOptions = {}): Promise<{ readonly id: string }> {
    const body = this.#received.find((message) => message.id === messageId)?.body;
    const interactive = body?.type === "interactive" ? body.interactive : undefined;
    const reply = { ...options, quoted: messageId };
    if (interactive?.type === "button") {
      const button = interactive.action.buttons.find((candidate) => candidate.reply.id === choiceId);
      if (button !== undefined) {
        return this.send({ type: "interactive", content: { type: "button_reply", button_reply: button.reply } }, reply);
      }
    }
    if (interactive?.type === "list") {
      const row = interactive.action.sections.flatMap((section) => section.rows).find(({ id }) => id === choiceId);
      if (row !== undefined) {
        return this.send({ type: "interactive", content: { type: "list_reply", list_reply: row } }, reply);
      }
    }
    throw new Error(`${this.waId} received no message ${messageId} with a choice ${choiceId}`);
  }

  /** Sends a medium, which the business can then fetch from Graph by its id. */
  async sendMedia(
    media: InboundMedia,
    options: SayOptions = {},
  ): Promise<{ readonly id: string; readonly mediaId: string }> {
    const stored = this.#link.storeMedia(media, options.to);
    const content = {
      ...(media.caption === undefined ? {} : { caption: media.caption }),
      ...(media.type === "document" && media.filename ? { filename: media.filename } : {}),
      mime_type: media.mimeType,
      sha256: stored.sha256,
      id: stored.id,
      ...(media.type === "audio" ? { voice: media.voice ?? false } : {}),
      ...(media.type === "sticker" ? { animated: false } : {}),
    };
    const { id } = await this.send({ type: media.type, content }, options);
    return { id, mediaId: stored.id };
  }

  /** Sends any content that a webhook can carry. Resolves like {@link say}. */
  async send(content: InboundContent, options: SayOptions = {}): Promise<{ readonly id: string }> {
    const { id, outcome } = this.post(content, options);
    const result = await outcome;
    if (!result.ok) throw new Error(`message ${id} of ${this.waId} was not taken: ${result.reason}`);
    return { id };
  }

  /** Like {@link send}, without waiting for the receiver. */
  post(content: InboundContent, options: SayOptions = {}): SentByContact {
    this.lastWroteAt = this.#link.now();
    return this.#link.send(this, content, options);
  }

  /** Reads one message, or all unread ones: the business gets a `read` status for each that was unread. Resolves like {@link say}. */
  async read(messageId?: string): Promise<void> {
    if (messageId !== undefined && !this.#received.some(({ id }) => id === messageId)) {
      throw new Error(`${this.waId} received no message ${messageId}`);
    }
    const messages = [...this.#unread.values()].filter(({ id }) => messageId === undefined || id === messageId);
    for (const { id } of messages) this.#unread.delete(id);
    const outcomes = await this.#link.markRead(this, messages);
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) throw new Error(`a read status was not taken: ${failed.reason}`);
  }

  /** The first received message, earlier or to come, that `accepts` is true for. Rejects after `timeoutMs`. */
  async waitForMessage(
    accepts: (message: ReceivedMessage) => boolean = () => true,
    { timeoutMs = DEFAULT_WAIT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<ReceivedMessage> {
    const earlier = this.#received.find(accepts);
    if (earlier !== undefined) return earlier;
    return this.#arrivals.wait(`${this.waId} waits for a message`, accepts, timeoutMs);
  }

  /** Resolves when the business has marked this message of the contact as read. Rejects after `timeoutMs`. */
  async waitForRead(
    messageId: string,
    { timeoutMs = DEFAULT_WAIT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<void> {
    if (this.#readByBusiness.has(messageId)) return;
    const what = `${this.waId} waits until ${messageId} is read`;
    await this.#signals.wait(what, (signal) => signal === messageId, timeoutMs);
  }

  /** Calls `listener`, the only one, with every message that arrives from now on. */
  onArrival(listener: (message: ReceivedMessage) => void): void {
    this.#listener = listener;
  }

  /** A message of the business has arrived. Called by the server. */
  take(message: ReceivedMessage): void {
    this.#received.push(message);
    this.#unread.set(message.id, message);
    this.typingUntil = 0;
    this.#arrivals.notify(message);
    this.#listener(message);
  }

  /** The business has marked a message as read, and may show as typing. Called by the server. */
  takeReceipt(messageId: string, typingUntil: number | null): void {
    if (typingUntil !== null) this.typingUntil = typingUntil;
    this.#readByBusiness.add(messageId);
    if (this.#readByBusiness.size > this.#limit) {
      for (const oldest of this.#readByBusiness) {
        this.#readByBusiness.delete(oldest);
        break;
      }
    }
    this.#signals.notify(messageId);
  }

  /** Forgets the oldest received message. Called by the server when it keeps too many in all. */
  dropOldest(): void {
    const oldest = this.#received.shift();
    if (oldest !== undefined) this.#unread.delete(oldest.id);
  }

  /** Fails everything that waits on this contact. Called by the server when it closes or is reset. */
  abandon(reason: string): void {
    this.#arrivals.rejectAll(reason);
    this.#signals.rejectAll(reason);
  }
}
