import type { proto } from "@whiskeysockets/baileys";
import type { Account } from "../model.ts";
import { STATUS_JID } from "../stanza.ts";
import type { World } from "../world.ts";
import { type Chat, Chats } from "./chats.ts";
import { withContext } from "./content/context.ts";
import { type MediaToSend, mediaKindOf, mediaMessage } from "./content/media.ts";
import type { Phone } from "./phone.ts";

/** Where a message goes, and what it says about its surroundings. */
export interface ComposeOptions {
  /** Phone number, JID, or group JID; whoever wrote last when absent, or the only account with linked devices. */
  readonly to?: string | undefined;
  /** Id of the message that it answers. */
  readonly quoted?: string | undefined;
  /** Phone numbers of those who are named in the text as `@5511…`. */
  readonly mentions?: readonly string[] | undefined;
  /** After how many seconds it is to disappear. */
  readonly expiresInSeconds?: number | undefined;
  readonly forwarded?: boolean | undefined;
  /** The message's id; drawn when absent. */
  readonly id?: string | undefined;
}

/** Who sees a status. */
export interface StatusOptions {
  /** Phone numbers; everybody with whom the account has exchanged messages when absent. */
  readonly audience?: readonly string[] | undefined;
}

/** A message that is on its way. */
export interface SentMessage {
  readonly id: string;
  /** Phone JID, group JID or `status@broadcast`. */
  readonly chat: string;
}

/** Puts messages of one person together and sends them. */
export class Composer {
  readonly chats: Chats;
  readonly #world: World;
  readonly #phone: Phone;

  constructor(world: World, phone: Phone) {
    this.#world = world;
    this.#phone = phone;
    this.chats = new Chats(world, phone);
  }

  /** Sends any content. Raises an Error when there is no such recipient, and when the server refuses it. */
  send(message: proto.IMessage, options: ComposeOptions = {}): SentMessage {
    return this.#sendTo(this.chats.resolve(options.to), message, options);
  }

  /** Sends what refers to an earlier message, in that message's chat. `build` gets the key of the earlier message. */
  about(id: string, build: (key: proto.IMessageKey, chat: Chat) => proto.IMessage): SentMessage {
    const message = this.chats.find(id);
    const chat = this.chats.resolve(message.chat);
    return this.#sendTo(chat, build(this.chats.keyOf(message, chat), chat), {});
  }

  /** Encrypts and stores a file, and gives the message that speaks of it. */
  mediaMessage(media: MediaToSend): proto.IMessage {
    const uploaded = this.#world.media.encryptMedia(media.bytes, mediaKindOf(media));
    return mediaMessage(media, uploaded, this.#world.clock.seconds());
  }

  /** Posts a status. Raises an Error for an audience in which somebody is not on WhatsApp. */
  postStatus(message: proto.IMessage, { audience }: StatusOptions = {}): SentMessage {
    const accounts = audience?.map((phone) => this.#accountOf(phone));
    const { id } = this.#phone.send(STATUS_JID, message, accounts === undefined ? {} : { audience: accounts });
    return { id, chat: STATUS_JID };
  }

  #sendTo(chat: Chat, message: proto.IMessage, options: ComposeOptions): SentMessage {
    const { quoted, mentions, expiresInSeconds, forwarded, id } = options;
    const content = withContext(message, {
      quoted: quoted === undefined ? undefined : this.chats.quotation(quoted, chat),
      mentions: mentions?.map((phone) => this.chats.jidOf(this.#accountOf(phone), chat)),
      expiresInSeconds,
      forwarded,
    });
    const { addressing } = chat;
    const sent = this.#phone.send(chat.jid, content, id === undefined ? { addressing } : { addressing, id });
    return { id: sent.id, chat: chat.jid };
  }

  #accountOf(phone: string): Account {
    const { directory } = this.#world;
    const account = phone.includes("@") ? directory.byJid(phone) : directory.byPhone(phone);
    if (account === undefined) throw new Error(`${phone} is not on WhatsApp`);
    return account;
  }
}
