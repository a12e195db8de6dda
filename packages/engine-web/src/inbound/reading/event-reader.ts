import { isJidGroup, type WAMessage } from "@whiskeysockets/baileys";
import { type Addresses, personJidsIn } from "../addresses.ts";
import type { Digests } from "../digests.ts";
import type { Entry } from "../entry.ts";
import { unmerged } from "../merged-messages.ts";
import { type Patience, patiently } from "../patience.ts";
import type { InboundOptions, ToldEvents } from "../types.ts";
import { chatDeletionEntries, chatEntries, chatUpdateEntries, ownDeletionEntries } from "./chats.ts";
import { contactEntries, learnFromContacts } from "./contacts.ts";
import { changedGroupEntries, learnFromGroups, newGroupEntries, participantsEntry } from "./groups.ts";
import { labelAssociationEntry, labelEntry } from "./labels.ts";
import { learnFromKey, personsIn } from "./message-place.ts";
import type { MessageReader } from "./message-reader.ts";
import { callEntry, presenceEntry } from "./presence-and-calls.ts";
import { mergedReceipts, receiptEntries, statusEntries } from "./statuses.ts";

export interface EventReaderParts {
  readonly options: InboundOptions;
  readonly addresses: Addresses;
  readonly digests: Digests;
  readonly messages: MessageReader;
  readonly patience: Patience;
}

/** Push names of that many contacts are remembered, so that not each message tells them again. */
const MAX_NAMES = 1000;

/** Makes entries of what Baileys tells at once; history is not its business. */
export class EventReader {
  readonly #parts: EventReaderParts;
  readonly #names = new Map<string, string>();

  constructor(parts: EventReaderParts) {
    this.#parts = parts;
  }

  /** In the order in which they happened, as far as Baileys says it. */
  async read(events: ToldEvents): Promise<Entry[]> {
    const { addresses, digests, options, patience } = this.#parts;
    const { "messages.upsert": upsert, ...others } = events;
    const { keys, log } = options;
    const messages = await patiently(() => unmerged(upsert?.messages ?? [], { keys, digests, log }), patience);
    this.#learn(events, messages);
    const jids = [...personJidsIn([others, messages]), ...messages.flatMap(personsIn)];
    await patiently(() => addresses.load(jids), patience);
    const contacts = [...(events["contacts.upsert"] ?? []), ...(events["contacts.update"] ?? [])];
    return [
      ...contactEntries(contacts, { addresses }).filter((entry) => this.#isNews(entry)),
      ...this.#heeded(chatEntries(events["chats.upsert"] ?? [], { addresses })),
      ...this.#groups(events),
      ...(await this.#messages(messages)),
      ...this.#heeded(this.#changes(events)),
      ...this.#rest(events),
    ];
  }

  async #messages(messages: readonly WAMessage[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const message of messages) {
      const entry = await this.#parts.messages.read(message);
      if (entry === undefined) continue;
      entries.push(entry, ...mergedReceipts(message, this.#parts.addresses));
    }
    return entries;
  }

  /** Baileys tells the push name of a contact with each of his messages. */
  #isNews({ batch }: Entry): boolean {
    const [contact] = batch.contacts ?? [];
    if (contact?.pushName === undefined || contact.pushName === null) return true;
    const isKnown = this.#names.get(contact.remoteJid) === contact.pushName;
    this.#names.delete(contact.remoteJid);
    this.#names.set(contact.remoteJid, contact.pushName);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_NAMES && oldest !== undefined) this.#names.delete(oldest);
    return !isKnown || Object.keys(contact).length > 2;
  }

  #groups(events: ToldEvents): Entry[] {
    const { addresses } = this.#parts;
    return this.#heeded([
      ...newGroupEntries(events["groups.upsert"] ?? [], addresses),
      ...changedGroupEntries(events["groups.update"] ?? [], addresses),
    ]);
  }

  #changes(events: ToldEvents): Entry[] {
    const { addresses } = this.#parts;
    const deleted = events["messages.delete"];
    return [
      ...statusEntries(events["messages.update"] ?? [], addresses),
      ...receiptEntries(events["message-receipt.update"] ?? [], addresses),
      ...(deleted === undefined ? [] : ownDeletionEntries(deleted, addresses)),
      ...chatUpdateEntries(events["chats.update"] ?? [], addresses),
      ...chatDeletionEntries(events["chats.delete"] ?? [], addresses),
    ];
  }

  #rest(events: ToldEvents): Entry[] {
    const { addresses } = this.#parts;
    const { "presence.update": presence, "labels.edit": label, "labels.association": association } = events;
    const participants = events["group-participants.update"];
    return [
      ...(label === undefined ? [] : [labelEntry(label)]),
      ...this.#heeded([
        ...(association === undefined ? [] : [labelAssociationEntry(association, addresses)]),
        ...(participants === undefined ? [] : [participantsEntry(participants, addresses)]),
        ...(presence === undefined ? [] : [presenceEntry(presence, addresses)]),
        ...(events.call ?? []).map((call) => callEntry(call, addresses)),
      ]),
    ];
  }

  /** Without what the instance wants to know nothing of. */
  #heeded(entries: readonly (Entry | undefined)[]): Entry[] {
    const { messages } = this.#parts;
    return entries.filter((entry): entry is Entry => {
      if (entry === undefined) return false;
      const chat = entry.order?.chat ?? entry.batch.statuses?.[0]?.remoteJid;
      return chat === undefined || !messages.isIgnored(chat);
    });
  }

  #learn(events: ToldEvents, messages: readonly WAMessage[]): void {
    const { addresses } = this.#parts;
    const mapping = events["lid-mapping.update"];
    if (mapping !== undefined) addresses.learn(mapping.lid, mapping.pn);
    learnFromContacts([...(events["contacts.upsert"] ?? []), ...(events["contacts.update"] ?? [])], addresses);
    learnFromGroups([...(events["groups.upsert"] ?? []), ...(events["groups.update"] ?? [])], addresses);
    const participants = events["group-participants.update"];
    if (participants !== undefined) {
      learnFromContacts(participants.participants, addresses);
      addresses.learn(participants.author, participants.authorPn);
    }
    for (const call of events.call ?? []) addresses.learn(call.from, call.callerPn);
    for (const { key } of messages) learnFromKey(key, addresses);
  }
}

/** The groups in which something changed. */
export function changedGroups(events: ToldEvents): Set<string> {
  const ids = [
    ...(events["groups.upsert"] ?? []).map(({ id }) => id),
    ...(events["groups.update"] ?? []).map(({ id }) => id),
    events["group-participants.update"]?.id,
  ];
  return new Set(ids.filter((id): id is string => id !== undefined && isJidGroup(id) === true));
}
