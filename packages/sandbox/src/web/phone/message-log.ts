import { proto } from "@whiskeysockets/baileys";
import { Waiters } from "../../graph/waiters.ts";
import type { Collection } from "../../store/store.ts";
import type { DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";

/** A message that a phone sent, got, or got a copy of. Kept in the store's `phone-log {own LID}` under a number. */
export interface LoggedMessage {
  readonly id: string;
  /** Phone JID, group JID or `status@broadcast`: the conversation as this phone shows it. */
  readonly chat: string;
  /** Whether this account wrote it, on whichever device. */
  readonly fromMe: boolean;
  /** LID user of the author, and the author's device. */
  readonly author: string;
  readonly device: number;
  /** Unix seconds, as the server stamped it. */
  readonly at: number;
  /** How the author's name was given, if it was. */
  readonly pushName: string | null;
  /** How the stanza named the conversation: what a receipt for it goes to. */
  readonly from: string;
  readonly participant: string | null;
  /** `Message` protobuf, without padding. */
  readonly bytes: Buffer;
}

/** All messages of one phone, the newest when there are very many. */
export class MessageLog {
  readonly #world: World;
  readonly #own: DeviceAddress;
  readonly #limit: number;
  readonly #records: Collection<LoggedMessage>;
  /** Oldest first, each with its key in the collection. */
  readonly #entries: { readonly key: string; readonly message: LoggedMessage }[] = [];
  readonly #byId = new Map<string, LoggedMessage[]>();
  readonly #additions = new Waiters<LoggedMessage>();
  readonly #listeners = new Set<(message: LoggedMessage) => void>();
  #count = 0;

  constructor(world: World, own: DeviceAddress) {
    this.#world = world;
    this.#own = own;
    this.#limit = world.settings.historyLimit;
    this.#records = world.store.collection(`phone-log ${own.account.lid}`);
    for (const [key, message] of this.#records.entries()) {
      this.#entries.push({ key, message });
      this.#count = Number(key);
      this.#index(message);
    }
  }

  /** Oldest first. */
  get all(): LoggedMessage[] {
    return this.#entries.map(({ message }) => message);
  }

  /** The message with this id; of this author when several people chose the same id. */
  find(id: string, author?: string): LoggedMessage | undefined {
    const candidates = this.#byId.get(id);
    return author === undefined ? candidates?.[0] : candidates?.find((message) => message.author === author);
  }

  add(message: LoggedMessage): void {
    const key = String(++this.#count);
    this.#entries.push({ key, message });
    this.#records.set(key, message);
    this.#index(message);
    if (this.#entries.length > this.#limit) this.#dropOldest();
    this.#additions.notify(message);
    for (const listener of this.#listeners) this.#tell(listener, message);
  }

  /**
   * Tells of each message that is added. What a listener raises is noted in the transcript: neither the others nor the
   * message's sender have to do with it. Gives back how to stop it.
   */
  listen(listener: (message: LoggedMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The next message that `accepts` is true for. Rejects after `timeoutMs` with `what` in its message. */
  next(what: string, accepts: (message: LoggedMessage) => boolean, timeoutMs: number): Promise<LoggedMessage> {
    return this.#additions.wait(what, accepts, timeoutMs);
  }

  /** Fails everyone who waits. */
  abandon(reason: string): void {
    this.#additions.rejectAll(reason);
  }

  #tell(listener: (message: LoggedMessage) => void, message: LoggedMessage): void {
    try {
      listener(message);
    } catch (error) {
      this.#world.transcript.failure({ id: 0, address: this.#own }, null, error);
    }
  }

  #index(message: LoggedMessage): void {
    const known = this.#byId.get(message.id);
    if (known === undefined) this.#byId.set(message.id, [message]);
    else known.push(message);
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift();
    if (oldest === undefined) return;
    const { key, message } = oldest;
    this.#records.delete(key);
    const others = this.#byId.get(message.id)?.filter((each) => each !== message) ?? [];
    if (others.length === 0) this.#byId.delete(message.id);
    else this.#byId.set(message.id, others);
  }
}

/** The content of a logged message. */
export function contentOf(message: LoggedMessage): proto.Message {
  return proto.Message.decode(message.bytes);
}
