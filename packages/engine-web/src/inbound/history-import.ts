import type { Settings } from "@waxwing/contract";
import { type BaileysEventMap, PROCESSABLE_HISTORY_TYPES, proto, type WAMessage } from "@whiskeysockets/baileys";
import { type Addresses, personJidsIn } from "./addresses.ts";
import type { Entry } from "./entry.ts";
import { type Patience, patiently } from "./patience.ts";
import { chatEntries } from "./reading/chats.ts";
import { contactEntries, learnFromContacts } from "./reading/contacts.ts";
import { historyExpirations } from "./reading/expirations.ts";
import { learnFromKey, personsIn } from "./reading/message-place.ts";
import type { MessageReader } from "./reading/message-reader.ts";
import type { ToldEvents } from "./types.ts";

type HistorySet = BaileysEventMap["messaging-history.set"];

const { RECENT, FULL } = proto.HistorySync.HistorySyncType;

/** How much of the history goes into one transaction, so that live traffic gets through in between. */
const MESSAGES_AT_A_TIME = 200;
const CHATS_AT_A_TIME = 200;

interface Notification {
  readonly syncType: number | null | undefined;
  readonly chunkOrder: number | null | undefined;
  readonly digests: readonly Buffer[];
}

export interface HistoryImportParts {
  readonly addresses: Addresses;
  readonly messages: MessageReader;
  readonly patience: Patience;
  /** The socket takes history of the type FULL by the same setting. */
  settings(): Pick<Settings, "syncFullHistory">;
}

/** Stores the history that a phone gives, a part at a time, and tells how far it has come. */
export class HistoryImport {
  readonly #addresses: Addresses;
  readonly #messages: MessageReader;
  readonly #patience: Patience;
  readonly #settings: HistoryImportParts["settings"];
  /** `end`: nothing more of this history comes. */
  readonly #sets: (HistorySet | "end")[] = [];
  /** Notifications whose history has not come, oldest first. */
  #notifications: Notification[] = [];
  #counts = { messageCount: 0, chatCount: 0, contactCount: 0 };
  #progress = 0;

  constructor({ addresses, messages, patience, settings }: HistoryImportParts) {
    this.#addresses = addresses;
    this.#messages = messages;
    this.#patience = patience;
    this.#settings = settings;
  }

  /** A phone has announced history; answers the digests of announcements that Baileys makes nothing of. */
  announce(notification: proto.Message.IHistorySyncNotification, digests: readonly Buffer[]): readonly Buffer[] {
    const { syncType, chunkOrder } = notification;
    const isWanted = syncType !== FULL || this.#settings().syncFullHistory;
    if (!isWanted || !PROCESSABLE_HISTORY_TYPES.some((type) => type === syncType)) return digests;
    this.#notifications.push({ syncType, chunkOrder, digests });
    return [];
  }

  /**
   * Takes what Baileys told of history. To be called once the messages that were told with it are read: the announcement
   * is among them.
   */
  take({ "messaging-history.set": set, "messaging-history.status": status }: ToldEvents): void {
    if (set !== undefined) this.#add(set);
    // When it is complete, its last part says so itself, and is told later than this.
    if (status?.status === "paused") this.#sets.push("end");
  }

  #add(set: HistorySet): void {
    // What is stored is cut off, which must not change what others got with the same event.
    this.#sets.push({
      ...set,
      // Each chat comes with its newest message first.
      messages: [...set.messages].reverse(),
      chats: [...set.chats],
      contacts: [...set.contacts],
    });
  }

  get isEmpty(): boolean {
    return this.#sets.length === 0;
  }

  /** The next part. */
  async next(): Promise<Entry[]> {
    const [set] = this.#sets;
    if (set === undefined) return [];
    if (set === "end") {
      this.#sets.shift();
      return this.#progress === 100 ? [] : [this.#tell(100)];
    }
    const contacts = set.contacts.splice(0, CHATS_AT_A_TIME);
    const chats = contacts.length > 0 ? [] : set.chats.splice(0, CHATS_AT_A_TIME);
    const messages = contacts.length + chats.length > 0 ? [] : set.messages.splice(0, MESSAGES_AT_A_TIME);
    await this.#load(set, { contacts, chats, messages });
    const addresses = this.#addresses;
    const heeded = chats.filter(({ id }) => !this.#messages.isIgnored(id ?? ""));
    const entries = [
      ...contactEntries(contacts, { addresses, isHistory: true }),
      ...chatEntries(heeded, { addresses, isHistory: true }),
      ...historyExpirations(heeded, addresses),
      ...(await this.#read(messages)),
    ];
    this.#counts = {
      messageCount: this.#counts.messageCount + messages.length,
      chatCount: this.#counts.chatCount + chats.length,
      contactCount: this.#counts.contactCount + contacts.length,
    };
    if (set.contacts.length + set.chats.length + set.messages.length > 0) return entries;
    this.#sets.shift();
    return [...entries, ...this.#ended(set)];
  }

  /** A set is read to its end: its announcement is handled with its last part, and so are those before it. */
  #ended(set: HistorySet): Entry[] {
    const index = this.#notifications.findLastIndex(({ syncType, chunkOrder }) => {
      return syncType === set.syncType && (chunkOrder ?? 0) === (set.chunkOrder ?? 0);
    });
    const handled = this.#notifications.splice(0, index + 1).flatMap(({ digests }) => digests);
    const entries: Entry[] = handled.length === 0 ? [] : [{ batch: { handled } }];
    const { progress, syncType } = set;
    // Only of these does the phone say how far they are; names and settings come with a progress of their own.
    if (typeof progress !== "number" || (syncType !== RECENT && syncType !== FULL)) return entries;
    return [...entries, this.#tell(Math.max(0, Math.min(100, Math.trunc(progress))))];
  }

  #tell(progress: number): Entry {
    this.#progress = progress;
    return { batch: { passing: [{ type: "MESSAGING_HISTORY_SET", data: { ...this.#counts, progress } }] } };
  }

  async #load(set: HistorySet, part: Pick<HistorySet, "contacts" | "chats" | "messages">): Promise<void> {
    for (const { lid, pn } of set.lidPnMappings ?? []) this.#addresses.learn(lid, pn);
    learnFromContacts(part.contacts, this.#addresses);
    for (const { key } of part.messages) learnFromKey(key, this.#addresses);
    const jids = [...personJidsIn(part), ...part.messages.flatMap(personsIn)];
    await patiently(() => this.#addresses.load(jids), this.#patience);
  }

  async #read(messages: readonly WAMessage[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const message of messages) {
      const entry = await this.#messages.read(message, true);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }
}
