import type { InboundMedia, VirtualContact } from "../graph/contact.ts";
import type { GraphServer } from "../graph/graph-server.ts";
import type { ReceivedMessage } from "../graph/model.ts";
import { phoneDigits } from "../graph/phone.ts";
import type { DeliveryOutcome } from "../graph/webhooks/delivery.ts";
import type { CallHandle } from "../web/calls/call-handle.ts";
import type { WebContact } from "../web/phone/contact.ts";
import type { World } from "../web/world.ts";
import { type Destination, destinationOf } from "./destination.ts";
import { fromCloud } from "./from-cloud.ts";
import { Inbox, type WaitOptions } from "./inbox.ts";
import type { ReceivedByContact, Via } from "./received.ts";
import { withinPatience } from "./webhook-patience.ts";

/** How a contact is made or changed. */
export interface NewContact {
  /** Name that others see; the number when absent. */
  readonly name?: string | undefined;
  /** Whether it answers each text with the same text. */
  readonly echo?: boolean | undefined;
}

/** Where a message goes, and to which one it replies. */
export interface SayOptions {
  /**
   * Phone number of a WhatsApp user, JID of a group, or id or phone number of a Cloud API number. When absent: whoever
   * wrote last to this contact; else the only user with a linked device; else the first Cloud API number.
   */
  readonly to?: string | undefined;
  /** Id of the message that is quoted. */
  readonly quoted?: string | undefined;
  /** How long the receiver of a webhook may take, in milliseconds; 5,000 when absent. Graph goes on trying after that. */
  readonly timeoutMs?: number | undefined;
}

/** A message on its way. */
export interface SentByContact {
  readonly id: string;
  readonly via: Via;
  /** Resolves once the other side has it: the server of WhatsApp at once, the receiver of a webhook with its 200. */
  readonly taken: Promise<DeliveryOutcome>;
}

/** What a contact is made of. */
export interface ContactParts {
  readonly world: World;
  readonly graph: GraphServer;
  readonly web: WebContact;
  readonly cloud: VirtualContact;
}

/** A person with a phone, driven by a test: reachable by WhatsApp Web clients and by the Cloud API alike. */
export class Contact {
  /** The WhatsApp side alone: polls, edits, statuses and whatever else the Cloud API does not have. */
  readonly web: WebContact;
  /** The Cloud API side alone. */
  readonly cloud: VirtualContact;
  readonly #world: World;
  readonly #graph: GraphServer;
  readonly #inbox: Inbox;

  constructor({ world, graph, web, cloud }: ContactParts) {
    this.#world = world;
    this.#graph = graph;
    this.web = web;
    this.cloud = cloud;
    const owner = (): string => `${this.name} (+${this.phone})`;
    this.#inbox = new Inbox(owner, () => world.clock.now(), world.settings.historyLimit);
    const takeCloud = (message: ReceivedMessage): void => this.#inbox.add(fromCloud(message, this.#cloudSource));
    for (const message of cloud.received) takeCloud(message);
    cloud.onArrival(takeCloud);
    for (const message of web.received) this.#inbox.add(message);
    web.onReceived((message) => this.#inbox.add(message));
  }

  /** Digits of its number. */
  get phone(): string {
    return this.web.account.phone;
  }

  get name(): string {
    return this.web.account.name;
  }

  get isEcho(): boolean {
    return this.cloud.echo;
  }

  /** All that it received, oldest first, decrypted. */
  get messages(): readonly ReceivedByContact[] {
    return this.#inbox.messages;
  }

  /** Changes name and echo. */
  change({ name, echo }: NewContact): void {
    if (name !== undefined) {
      this.#world.profiles.setName(this.web.account, name);
      this.cloud.name = name;
    }
    if (echo !== undefined) {
      this.cloud.echo = echo;
      this.web.echo = echo;
    }
  }

  /**
   * The first message for which the matcher is true, earlier or to come: `await contact.received(text("hello"))`.
   * Rejects after `timeoutMs` (5,000) with what was expected and what did come.
   */
  async received(
    accepts: (message: ReceivedByContact) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<ReceivedByContact> {
    return this.#inbox.received(accepts, options);
  }

  /** Sends a text. Resolves once the other side has taken it, rejects when it does not in time. */
  async say(text: string, options: SayOptions = {}): Promise<{ readonly id: string }> {
    return withinPatience(this.#graph, settled(this.post(text, options)), options.timeoutMs);
  }

  /** Like {@link say}, without waiting for the other side. */
  post(text: string, options: SayOptions = {}): SentByContact {
    const place = this.#destination(options);
    if (place.via === "web") return sentByWeb(this.web.say(text, { ...options, to: place.to }));
    return sentByCloud(this.cloud.post({ type: "text", content: { body: text } }, cloudOptions(place, options)));
  }

  /** Sends a file; WhatsApp Web clients get it encrypted through the media server. Resolves like {@link say}. */
  async sendMedia(media: InboundMedia, options: SayOptions = {}): Promise<{ readonly id: string }> {
    const place = this.#destination(options);
    if (place.via === "cloud") {
      const sent = this.cloud.sendMedia(media, cloudOptions(place, options));
      return withinPatience(this.#graph, sent, options.timeoutMs);
    }
    return this.web.sendMedia({ ...media, filename: media.filename ?? undefined }, { ...options, to: place.to });
  }

  /** Reacts to a message that it received; an empty emoji takes the reaction back. */
  async react(messageId: string, emoji: string): Promise<{ readonly id: string }> {
    const message = this.#found(messageId);
    if (message.via === "web") return this.web.react(messageId, emoji);
    return withinPatience(this.#graph, this.cloud.react(messageId, emoji, { to: this.#phoneNumberId(message) }));
  }

  /** Taps a button or a list row of a message that it received, by the id of the choice. */
  async tap(messageId: string, choiceId: string): Promise<{ readonly id: string }> {
    const message = this.#found(messageId);
    if (message.via === "web") return this.web.tap(messageId, choiceId);
    return withinPatience(this.#graph, this.cloud.tap(messageId, choiceId, { to: this.#phoneNumberId(message) }));
  }

  /** Reads one message, or all that it has not read: their senders learn it. */
  async read(messageId?: string): Promise<void> {
    const via = messageId === undefined ? null : this.#found(messageId).via;
    if (via !== "cloud") this.web.read(messageId);
    if (via !== "web") await withinPatience(this.#graph, this.cloud.read(messageId));
  }

  /** Plays a voice note or video that it received. The Cloud API has no such status. */
  async played(messageId: string): Promise<void> {
    if (this.#found(messageId).via === "cloud") throw new Error("the Cloud API has no status for a played message");
    this.web.played(messageId);
  }

  /** Shows as typing, recording, or neither. Only WhatsApp Web clients see it: Meta does not tell businesses. */
  async type(kind: "composing" | "recording" | "paused" = "composing", options: SayOptions = {}): Promise<void> {
    const place = this.#destination(options);
    if (place.via === "cloud") throw new Error("Meta does not tell businesses that somebody is typing");
    this.web.type(kind, { to: place.to });
  }

  /** Calls a WhatsApp user, or all members of a group. Calls over the Cloud API are not part of the sandbox. */
  async call(
    options: { readonly to?: string | undefined; readonly video?: boolean | undefined } = {},
  ): Promise<CallHandle> {
    const place = this.#destination({ to: options.to });
    if (place.via === "cloud") throw new Error("calls over the Cloud API are not part of the sandbox");
    return this.web.call({ to: place.to, video: options.video });
  }

  /** Fails everyone who waits on this contact. Called by the sandbox when it closes or is reset. */
  abandon(reason: string): void {
    this.#inbox.abandon(reason);
  }

  #destination({ to }: SayOptions): Destination {
    const last = this.messages.at(-1);
    return destinationOf(to, { world: this.#world, graph: this.#graph, last, self: this.phone });
  }

  #found(messageId: string): ReceivedByContact {
    const found = this.messages.findLast(({ id }) => id === messageId);
    if (found === undefined) throw new Error(`${this.name} (+${this.phone}) received no message ${messageId}`);
    return found;
  }

  #phoneNumberId({ from }: ReceivedByContact): string {
    const number = this.#graph.phoneNumbers.find((each) => phoneDigits(each.displayPhoneNumber) === from);
    if (number === undefined) throw new Error(`the Cloud API number +${from} is gone`);
    return number.id;
  }

  get #cloudSource() {
    return {
      numberOf: (id: string) => {
        const number = this.#graph.phoneNumbers.find((each) => each.id === id);
        return phoneDigits(number?.displayPhoneNumber ?? "");
      },
      mediaOf: (id: string) => this.#graph.findMedia(id)?.bytes,
    };
  }
}

function cloudOptions({ phoneNumberId }: { readonly phoneNumberId: string }, { quoted }: SayOptions) {
  return { to: phoneNumberId, ...(quoted === undefined ? {} : { quoted }) };
}

function sentByWeb({ id }: { readonly id: string }): SentByContact {
  return { id, via: "web", taken: Promise.resolve({ ok: true }) };
}

function sentByCloud({
  id,
  outcome,
}: {
  readonly id: string;
  readonly outcome: Promise<DeliveryOutcome>;
}): SentByContact {
  return { id, via: "cloud", taken: outcome };
}

async function settled({ id, taken }: SentByContact): Promise<{ readonly id: string }> {
  const outcome = await taken;
  if (!outcome.ok) throw new Error(`message ${id} was not taken: ${outcome.reason}`);
  return { id };
}
