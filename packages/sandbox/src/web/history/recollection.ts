import { phoneJid } from "../address.ts";
import { COLLECTION_NAMES } from "../app-state/collections.ts";
import { type AppStateView, isTiedToChat } from "../app-state/view.ts";
import { withoutDevice, writeJid } from "../jid.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { type Archive, type PhoneChat, type PhoneMessage, phoneMessage } from "./archive.ts";
import { exchangedMessages } from "./exchanged.ts";

/** All that a phone remembers at one moment: its given past, and what it sent and got since. */
export class Recollection {
  readonly account: Account;
  readonly view: AppStateView;
  readonly #world: World;
  readonly #chats = new Map<string, PhoneChat>();
  readonly #messages = new Map<string, PhoneMessage[]>();

  constructor(world: World, archive: Archive, account: Account) {
    this.account = account;
    this.#world = world;
    this.view = world.appState.view(account);
    for (const chat of archive.chats(account)) this.#chats.set(chat.jid, chat);
    for (const message of archive.messages(account)) this.#add(message);
    for (const info of exchangedMessages(world, account)) this.#add(phoneMessage(info));
    for (const messages of this.#messages.values()) messages.sort((one, other) => one.at - other.at);
    for (const jid of this.#messages.keys()) this.#addChat(jid);
    for (const group of world.groups.groupsOf(account)) this.#addChat(writeJid(group.id, "g.us"));
    this.#addChatsOfAppState();
  }

  /** The chats that have messages, the account's groups, and all chats that app state says something about. */
  get chats(): PhoneChat[] {
    return [...this.#chats.values()];
  }

  /** The messages of a chat, oldest first. A person's chat goes by either JID. */
  messages(chat: string): readonly PhoneMessage[] {
    return this.#messages.get(this.chatJid(chat)) ?? [];
  }

  chat(jid: string): PhoneChat | undefined {
    return this.#chats.get(this.chatJid(jid));
  }

  find(key: { remoteJid?: string | null; id?: string | null; fromMe?: boolean | null }): PhoneMessage | undefined {
    const found = this.messages(key.remoteJid ?? "").filter(({ id }) => id === key.id);
    return found.find(({ isFromMe }) => isFromMe === (key.fromMe === true)) ?? found[0];
  }

  /** The other people of these chats: partners, and members of groups. */
  people(chats: Iterable<PhoneChat>): Account[] {
    const people = new Set<Account>();
    for (const { jid } of chats) {
      const partner = this.#world.directory.byJid(jid);
      if (partner !== undefined) people.add(partner);
      for (const { lid } of this.#world.groups.get(jid)?.participants ?? []) {
        const member = this.#world.directory.byLid(lid);
        if (member !== undefined) people.add(member);
      }
    }
    people.delete(this.account);
    return [...people];
  }

  /** A person's chat goes by the phone JID, whichever of both JIDs is given. */
  chatJid(jid: string): string {
    const account = this.#world.directory.byJid(jid);
    return account === undefined ? withoutDevice(jid) : phoneJid(account);
  }

  #add(message: PhoneMessage): void {
    const messages = this.#messages.get(message.chat);
    if (messages === undefined) this.#messages.set(message.chat, [message]);
    else messages.push(message);
  }

  #addChat(jid: string): void {
    if (jid !== "" && !this.#chats.has(jid)) {
      this.#chats.set(jid, { jid, name: null, unreadCount: 0, ephemeralSeconds: 0 });
    }
  }

  /** A client never applies such a record, nor any later one for the same chat, until the chat was in its history. */
  #addChatsOfAppState(): void {
    const records = this.#world.appState.records(this.account, ...COLLECTION_NAMES);
    for (const record of records) if (isTiedToChat(record)) this.#addChat(record.index[1] ?? "");
  }
}
