import type { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import { isGroupJid, isStatusJid, parseJid } from "../jid.ts";
import type { Account } from "../model.ts";
import { STATUS_JID } from "../stanza.ts";
import type { World } from "../world.ts";
import type { Context } from "./content/context.ts";
import { contentOf, type LoggedMessage } from "./message-log.ts";
import type { Phone } from "./phone.ts";

/** Whether people are named by phone number or by LID. */
export type Addressing = "pn" | "lid";

/** A conversation as one phone sees it. */
export interface Chat {
  /** The phone JID of the other person, a group's JID or `status@broadcast`. */
  readonly jid: string;
  /** How this chat names people. */
  readonly addressing: Addressing;
}

/** The conversations of one phone: to whom it writes when nobody is named, and how each chat names people. */
export class Chats {
  readonly #world: World;
  readonly #phone: Phone;
  /** Of chats with one person: what that person used last. */
  readonly #addressing = new Map<string, Addressing>();
  #latest: string | null = null;

  constructor(world: World, phone: Phone) {
    this.#world = world;
    this.#phone = phone;
    for (const message of phone.messages) this.#note(message);
    phone.onMessage((message) => this.#note(message));
  }

  /**
   * The chat with a phone number, JID or group; when nothing is given, with whoever wrote last, or with the only account
   * that has linked devices. Raises an Error when there is nobody like that.
   */
  resolve(to: string | undefined): Chat {
    const target = to ?? this.#default();
    const group = isGroupJid(target) ? this.#world.groups.get(target) : undefined;
    if (group !== undefined) return { jid: target, addressing: group.addressingMode };
    if (isStatusJid(target)) return { jid: STATUS_JID, addressing: "pn" };
    if (isGroupJid(target)) throw new Error(`there is no group ${target}`);
    const { directory } = this.#world;
    const account = parseJid(target) === null ? directory.byPhone(target) : directory.byJid(target);
    if (account === undefined) throw new Error(`${target} is not on WhatsApp`);
    const jid = phoneJid(account);
    const isLid = to !== undefined && parseJid(to)?.server === "lid";
    return { jid, addressing: isLid ? "lid" : (this.#addressing.get(jid) ?? "pn") };
  }

  /** An account's JID as a chat names it. */
  jidOf(account: Account, { addressing }: Pick<Chat, "addressing">): string {
    return addressing === "lid" ? lidJid(account) : phoneJid(account);
  }

  /** The key by which a message in this chat refers to another one. */
  keyOf(message: LoggedMessage, chat: Chat): proto.IMessageKey {
    const { directory } = this.#world;
    const isShared = isGroupJid(chat.jid) || isStatusJid(chat.jid);
    const partner = isShared ? undefined : directory.byJid(chat.jid);
    const author = directory.byLid(message.author);
    return {
      remoteJid: partner === undefined ? chat.jid : this.jidOf(partner, chat),
      fromMe: message.fromMe,
      id: message.id,
      ...(isShared && author !== undefined ? { participant: this.jidOf(author, chat) } : {}),
    };
  }

  /** How a message quotes another one. Raises an Error when this phone has no message with this id. */
  quotation(id: string, chat: Chat): NonNullable<Context["quoted"]> {
    const message = this.find(id);
    const author = this.#world.directory.byLid(message.author);
    return { id, author: author === undefined ? "" : this.jidOf(author, chat), content: contentOf(message) };
  }

  /** A message that this phone sent or got. Raises an Error when there is none with this id. */
  find(id: string): LoggedMessage {
    const message = this.#phone.find(id);
    if (message === undefined) throw new Error(`+${this.#phone.account.phone} has no message ${id}`);
    return message;
  }

  #default(): string {
    if (this.#latest !== null) return this.#latest;
    const { directory } = this.#world;
    const linked = directory.accounts.filter((account) => {
      return account !== this.#phone.account && directory.companions(account).length > 0;
    });
    const [only] = linked;
    if (only !== undefined && linked.length === 1) return phoneJid(only);
    throw new Error(`say to whom: nobody wrote yet, and ${linked.length} accounts have linked devices`);
  }

  #note({ chat, from, fromMe, author }: LoggedMessage): void {
    if (fromMe) return;
    const writer = this.#world.directory.byLid(author);
    this.#latest = isStatusJid(chat) && writer !== undefined ? phoneJid(writer) : chat;
    if (!isGroupJid(chat) && !isStatusJid(chat))
      this.#addressing.set(chat, parseJid(from)?.server === "lid" ? "lid" : "pn");
  }
}
