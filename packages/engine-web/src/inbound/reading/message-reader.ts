import type { InboundBatch } from "@waxwing/core";
import {
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  isJidStatusBroadcast,
  proto,
  type WAMessage,
} from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { unwrap } from "../content/unwrap.ts";
import type { Digests } from "../digests.ts";
import { type Entry, stages } from "../entry.ts";
import { faultOf } from "../fault.ts";
import { type Patience, patiently } from "../patience.ts";
import { isForSocket } from "../socket-work.ts";
import type { InboundOptions } from "../types.ts";
import { changeOf } from "./changes.ts";
import { decodedPost } from "./channel-posts.ts";
import { Expirations, expirationIn, settingIn } from "./expirations.ts";
import { GroupAdmins, needsAdmin } from "./group-admins.ts";
import { type MessagePlace, placeOf } from "./message-place.ts";
import { messageRow, unreadableRow } from "./message-row.ts";
import { type Poll, pollIn, storedPoll, voteOf } from "./votes.ts";

const { StubType } = proto.WebMessageInfo;

/** That many polls are remembered, for votes that come before the poll is stored. */
const MAX_POLLS = 20;

export interface MessageReaderParts {
  readonly options: InboundOptions;
  readonly addresses: Addresses;
  readonly digests: Digests;
  readonly patience: Patience;
  /** A notification of history: its payload is handled once that history is stored. */
  onHistoryNotification(notification: proto.Message.IHistorySyncNotification, digests: readonly Buffer[]): void;
  /** A message of which nobody can say now what it may do: its payload is not handled. */
  onUndecided(message: WAMessage, digests: readonly Buffer[]): void;
  /** A message on which the socket works: its payload is handled once that is done. */
  onSocketMessage(digests: readonly Buffer[]): void;
}

/** Makes entries of messages. Their addresses must be loaded. */
export class MessageReader {
  readonly #parts: MessageReaderParts;
  readonly #polls = new Map<string, Poll>();
  readonly #expirations = new Expirations();
  readonly #admins: GroupAdmins;

  constructor(parts: MessageReaderParts) {
    this.#parts = parts;
    this.#admins = new GroupAdmins(parts);
  }

  /** Never rejects for what is in a message: one that cannot be read is an entry all the same. */
  async read(told: WAMessage, isHistory = false): Promise<Entry | undefined> {
    const { addresses, digests, options } = this.#parts;
    const taken = digests.take(told);
    const message = isJidNewsletter(told.key.remoteJid ?? undefined) ? decodedPost(told) : told;
    const notification = message.message?.protocolMessage?.historySyncNotification;
    if (notification && taken.length > 0) {
      this.#parts.onHistoryNotification(notification, taken);
      return undefined;
    }
    if (isForSocket(message) && taken.length > 0) {
      this.#parts.onSocketMessage(taken);
      return undefined;
    }
    const handled: Partial<InboundBatch> = taken.length === 0 ? {} : { handled: taken };
    const place = placeOf(message, addresses);
    let entry: Entry | "later" | undefined;
    if (place !== undefined && !this.isIgnored(message.key.remoteJid ?? "")) {
      try {
        // What was decrypted in this connection is no history, though Baileys merges it with the same message there.
        entry = await this.#entry(message, place, isHistory && taken.length === 0);
      } catch (error) {
        options.log.warn({ fault: faultOf(error) }, "a message could not be read");
        entry = { order: orderOf(place), batch: { messages: [unreadableRow(message, place)] } };
      }
    }
    if (entry === "later") {
      if (taken.length > 0) this.#parts.onUndecided(message, taken);
      return undefined;
    }
    if (entry === undefined) return taken.length === 0 ? undefined : { batch: handled };
    return { ...entry, batch: { ...entry.batch, ...handled } };
  }

  /** Whether the instance wants to know nothing of this chat. */
  isIgnored(chat: string): boolean {
    const { settings } = this.#parts.options.instance();
    if (isJidStatusBroadcast(chat)) return !settings.readStatus;
    return settings.groupsIgnore && isJidGroup(chat) === true;
  }

  async #entry(message: WAMessage, place: MessagePlace, isHistory: boolean): Promise<Entry | "later" | undefined> {
    const { addresses } = this.#parts;
    // Undecryptable: it comes again. Other stubs are told by events of their own.
    if (message.messageStubType === StubType.CIPHERTEXT) return undefined;
    const { message: inner, field } = unwrap(message.message ?? {});
    if (inner.protocolMessage) {
      const setting = settingIn(inner.protocolMessage, message, place);
      if (setting !== undefined) return { batch: this.#expirations.news(setting) };
      const isAllowed = !needsAdmin(message, addresses) || (await this.#admins.has(place));
      if (isAllowed === undefined) return "later";
      if (isAllowed) return changeOf(inner.protocolMessage, message, place, addresses);
      this.#parts.options.log.info("somebody who is no admin of a group tried to delete a message of others");
      return undefined;
    }
    // A group's call is told as a call.
    if (field === "call") return undefined;
    if (inner.pollUpdateMessage) {
      const vote = await this.#vote(message, inner.pollUpdateMessage, place);
      if (vote !== undefined) return vote;
    }
    const row = messageRow(message, place, { addresses, isHistory });
    if (row === undefined) return undefined;
    this.#rememberPoll(message, place);
    // Nobody is told that a post was read, and no device that another one has shown it.
    const isPost = isJidNewsletter(place.remoteJid) === true;
    const isRead = !isHistory && !place.fromMe && !isPost && this.#isReadAtOnce(place.remoteJid);
    const isQuiet =
      isRead ||
      isPost ||
      isJidBroadcast(place.remoteJid) === true ||
      Boolean(inner.reactionMessage || inner.pollUpdateMessage);
    return {
      order: orderOf(place),
      batch: {
        messages: [isQuiet ? { ...row, countsAsUnread: false } : row],
        ...(isHistory ? {} : this.#expirations.news(expirationIn(row))),
      },
      ...(isRead ? { markRead: message.key } : {}),
    };
  }

  #isReadAtOnce(chat: string): boolean {
    const { settings } = this.#parts.options.instance();
    return isJidStatusBroadcast(chat) ? settings.readStatus : settings.readMessages;
  }

  async #vote(
    message: WAMessage,
    update: proto.Message.IPollUpdateMessage,
    place: MessagePlace,
  ): Promise<Entry | undefined> {
    const id = update.pollCreationMessageKey?.id;
    if (!id) return undefined;
    const { addresses, options, patience } = this.#parts;
    let poll = this.#polls.get(id);
    if (poll === undefined) {
      const find = () => options.messages.byKeyId(options.instance().id, id, place.remoteJid);
      const stored = await patiently(find, patience);
      poll = stored === undefined ? undefined : storedPoll(stored);
    }
    const vote = poll === undefined ? undefined : voteOf(message, poll, addresses);
    if (vote === undefined) return undefined;
    return { order: { chat: place.remoteJid, stage: stages.votes }, batch: { votes: [vote] } };
  }

  #rememberPoll(message: WAMessage, place: MessagePlace): void {
    const poll = pollIn(message, place);
    if (poll === undefined) return;
    this.#polls.set(place.keyId, poll);
    if (this.#polls.size <= MAX_POLLS) return;
    const [oldest] = this.#polls.keys();
    if (oldest !== undefined) this.#polls.delete(oldest);
  }
}

function orderOf({ remoteJid }: MessagePlace): NonNullable<Entry["order"]> {
  return { chat: remoteJid, stage: stages.messages };
}
