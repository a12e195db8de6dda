import { proto, toNumber } from "@whiskeysockets/baileys";
import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/** A chat that a phone has, besides its messages. What is archived, muted or pinned is app state. */
export interface PhoneChat {
  /** Phone JID of a person, JID of a group. */
  readonly jid: string;
  /** As the phone has it; null for a chat without a name. */
  name: string | null;
  unreadCount: number;
  /** Lifetime of its messages in seconds; 0 for none. */
  ephemeralSeconds: number;
}

/** A message that a phone has. */
export interface PhoneMessage {
  readonly chat: string;
  readonly id: string;
  readonly isFromMe: boolean;
  /** Unix seconds. */
  readonly at: number;
  /** The encoded `WebMessageInfo`. */
  readonly info: Buffer;
}

/** Chats and messages that phones were given from outside, as their past. Kept in the store by account. */
export class Archive {
  readonly #chats: Collection<PhoneChat>;
  readonly #messages: Collection<PhoneMessage>;
  readonly #chatsByLid = new Map<string, Map<string, PhoneChat>>();
  readonly #messagesByLid = new Map<string, Map<string, PhoneMessage>>();

  constructor(world: World) {
    this.#chats = world.store.collection("history-chats");
    this.#messages = world.store.collection("history-messages");
    for (const [key, chat] of this.#chats.entries()) part(this.#chatsByLid, lidOf(key)).set(key, chat);
    for (const [key, message] of this.#messages.entries()) part(this.#messagesByLid, lidOf(key)).set(key, message);
  }

  /** In the order in which they were added. */
  chats(account: Account): PhoneChat[] {
    return [...part(this.#chatsByLid, account.lid).values()];
  }

  /** In the order in which they were added. */
  messages(account: Account): PhoneMessage[] {
    return [...part(this.#messagesByLid, account.lid).values()];
  }

  /** Adds a chat, or changes what is given of one that is there. */
  putChat(account: Account, jid: string, change: Partial<Omit<PhoneChat, "jid">>): void {
    const key = `${account.lid}/${jid}`;
    const chats = part(this.#chatsByLid, account.lid);
    const chat = { ...(chats.get(key) ?? { jid, name: null, unreadCount: 0, ephemeralSeconds: 0 }), ...change };
    chats.set(key, chat);
    this.#chats.set(key, chat);
  }

  /** Adds a message, or another in the place of the one with the same key. */
  putMessage(account: Account, message: PhoneMessage): void {
    const key = `${account.lid}/${message.chat}/${message.isFromMe ? "out" : "in"}/${message.id}`;
    part(this.#messagesByLid, account.lid).set(key, message);
    this.#messages.set(key, message);
  }
}

/** Puts a message into the form in which it is kept. */
export function phoneMessage(info: proto.IWebMessageInfo): PhoneMessage {
  return {
    chat: info.key?.remoteJid ?? "",
    id: info.key?.id ?? "",
    isFromMe: info.key?.fromMe === true,
    at: toNumber(info.messageTimestamp),
    info: Buffer.from(proto.WebMessageInfo.encode(info).finish()),
  };
}

function part<Value>(parts: Map<string, Map<string, Value>>, lid: string): Map<string, Value> {
  let found = parts.get(lid);
  if (found === undefined) {
    found = new Map();
    parts.set(lid, found);
  }
  return found;
}

function lidOf(key: string): string {
  return key.slice(0, key.indexOf("/"));
}
