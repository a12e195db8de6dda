import { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import type { PhoneMessage } from "./archive.ts";
import { conversation, type Selection } from "./conversations.ts";
import type { Recollection } from "./recollection.ts";

const TYPE = proto.HistorySync.HistorySyncType;
const DAY_SECONDS = 24 * 60 * 60;

/** Sizes that decide how history travels. May be changed at any time. */
export interface HistoryLimits {
  /** A chunk with more bytes, compressed, goes through the media server; others are in the message itself. */
  inlineBytes: number;
  /** The newest messages of each chat, in the first chunk. */
  bootstrapMessagesPerChat: number;
  messagesPerChunk: number;
  /** Older messages are only sent to devices that asked for the whole history, or on demand. */
  recentDays: number;
  /** Messages in one answer on demand, however many are asked for. */
  onDemandMessages: number;
}

type OnDemandRequest = proto.Message.PeerDataOperationRequestMessage.IHistorySyncOnDemandRequest;

/** Writes what a phone remembers as the chunks in which a device gets it. */
export class Chunks {
  readonly #world: World;
  readonly #limits: HistoryLimits;

  constructor(world: World, limits: HistoryLimits) {
    this.#world = world;
    this.#limits = limits;
  }

  /** The first chunk: all chats, with their newest messages. */
  bootstrap(memory: Recollection): proto.IHistorySync {
    const selections = memory.chats.map((chat): Selection => {
      const messages = memory.messages(chat.jid);
      const start = this.#bootstrapStart(messages);
      return { chat, messages: messages.slice(start), hasMore: start > 0 };
    });
    return {
      syncType: TYPE.INITIAL_BOOTSTRAP,
      conversations: this.#conversations(memory, selections),
      phoneNumberToLidMappings: mappings(memory.people(memory.chats)),
    };
  }

  /** What others call themselves. */
  pushNames(memory: Recollection): proto.IHistorySync {
    const people = [memory.account, ...memory.people(memory.chats)];
    const pushnames = people.map((person) => ({ id: phoneJid(person), pushname: person.name }));
    return { syncType: TYPE.PUSH_NAME, pushnames };
  }

  /** What clients need not wait for: which phone number belongs to which LID. */
  nonBlockingData(memory: Recollection): proto.IHistorySync {
    const people = [memory.account, ...memory.people(memory.chats)];
    return { syncType: TYPE.NON_BLOCKING_DATA, phoneNumberToLidMappings: mappings(people) };
  }

  /** The rest of the last months: at least one chunk, the last with progress 100. */
  recent(memory: Recollection): proto.IHistorySync[] {
    const since = this.#recentSince();
    return this.#split(memory, TYPE.RECENT, ({ at }) => at >= since);
  }

  /** What is older than {@link recent}. */
  full(memory: Recollection): proto.IHistorySync[] {
    const since = this.#recentSince();
    return this.#split(memory, TYPE.FULL, ({ at }) => at < since);
  }

  /** Messages of one chat that are older than a certain one. */
  onDemand(memory: Recollection, request: OnDemandRequest): proto.IHistorySync {
    const { chatJid, oldestMsgId, oldestMsgTimestampMs, onDemandMsgCount } = request;
    const chat = memory.chat(chatJid ?? "");
    const messages = memory.messages(chatJid ?? "");
    const before = Number(oldestMsgTimestampMs ?? 0) / 1000;
    const known = messages.findIndex(({ id }) => id === oldestMsgId);
    const end = known === -1 ? messages.filter(({ at }) => at < before).length : known;
    const start = Math.max(0, end - Math.min(onDemandMsgCount ?? 0, this.#limits.onDemandMessages));
    const selections = chat === undefined ? [] : [{ chat, messages: messages.slice(start, end), hasMore: start > 0 }];
    return { syncType: TYPE.ON_DEMAND, conversations: this.#conversations(memory, selections), progress: 100 };
  }

  #recentSince(): number {
    return this.#world.clock.seconds() - this.#limits.recentDays * DAY_SECONDS;
  }

  #bootstrapStart(messages: readonly PhoneMessage[]): number {
    return Math.max(0, messages.length - this.#limits.bootstrapMessagesPerChat);
  }

  /** What was not in the first chunk, newest first within each chat, in chunks of limited size. */
  #split(
    memory: Recollection,
    syncType: proto.HistorySync.HistorySyncType,
    isWanted: (message: PhoneMessage) => boolean,
  ): proto.IHistorySync[] {
    const chunks: Selection[][] = [[]];
    let room = this.#limits.messagesPerChunk;
    for (const piece of memory.chats.flatMap((chat) => this.#pieces(memory, chat.jid, isWanted))) {
      if (piece.messages.length > room) {
        chunks.push([]);
        room = this.#limits.messagesPerChunk;
      }
      chunks.at(-1)?.push(piece);
      room -= piece.messages.length;
    }
    return chunks.map((selections, position) => ({
      syncType,
      conversations: this.#conversations(memory, selections),
      chunkOrder: position + 1,
      progress: Math.floor(((position + 1) * 100) / chunks.length),
    }));
  }

  #pieces(memory: Recollection, jid: string, isWanted: (message: PhoneMessage) => boolean): Selection[] {
    const chat = memory.chat(jid);
    const all = memory.messages(jid);
    const messages = all.slice(0, this.#bootstrapStart(all)).filter(isWanted);
    const pieces: Selection[] = [];
    for (let end = messages.length; chat !== undefined && end > 0; end -= this.#limits.messagesPerChunk) {
      const part = messages.slice(Math.max(0, end - this.#limits.messagesPerChunk), end);
      pieces.push({ chat, messages: part, hasMore: part[0] !== all[0] });
    }
    return pieces;
  }

  #conversations(memory: Recollection, selections: readonly Selection[]): proto.IConversation[] {
    return selections.map((selection) => conversation(this.#world, memory, selection));
  }
}

function mappings(people: readonly Account[]): proto.IPhoneNumberToLIDMapping[] {
  return people.map((person) => ({ pnJid: phoneJid(person), lidJid: lidJid(person) }));
}
