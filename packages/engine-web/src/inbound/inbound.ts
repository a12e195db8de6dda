import { pause } from "@waxwing/core";
import type { proto, WAMessage, WAMessageKey } from "@whiskeysockets/baileys";
import { Addresses } from "./addresses.ts";
import { Digests } from "./digests.ts";
import { faultOf } from "./fault.ts";
import { HistoryImport } from "./history-import.ts";
import { Intake } from "./intake.ts";
import { Pictures } from "./pictures.ts";
import { changedGroups, EventReader } from "./reading/event-reader.ts";
import { ASK_AGAIN_MS, needsAdmin } from "./reading/group-admins.ts";
import { placeOf, secondsOf } from "./reading/message-place.ts";
import { MessageReader } from "./reading/message-reader.ts";
import { isForSocket, SocketWork } from "./socket-work.ts";
import { storedPayloads } from "./stored-payloads.ts";
import type { Inbound, InboundOptions, ToldEvents } from "./types.ts";

/** The inbound side of one connection. */
export function createInbound(options: InboundOptions): Inbound {
  return new InboundSide(options);
}

class InboundSide implements Inbound {
  readonly #options: InboundOptions;
  readonly #addresses: Addresses;
  readonly #digests: Digests;
  readonly #history: HistoryImport;
  readonly #intake: Intake;
  readonly #pictures: Pictures;
  readonly #stopping = new AbortController();
  readonly #socketWork: SocketWork;

  constructor(options: InboundOptions) {
    this.#options = options;
    this.#addresses = new Addresses(options.keys);
    this.#digests = new Digests(options.keys);
    const stopping = this.#stopping;
    const patience = { signal: stopping.signal, log: options.log };
    const parts = { options, addresses: this.#addresses, digests: this.#digests, patience };
    this.#socketWork = new SocketWork({
      options,
      stopping: stopping.signal,
      onDone: (handled) => this.#intake.add([{ batch: { handled } }]),
    });
    const messages = new MessageReader({
      ...parts,
      onUndecided: (message, digests) => void this.#readAgain(message, digests),
      onSocketMessage: (digests) => this.#socketWork.begun(digests),
      onHistoryNotification: (notification, digests) => this.#announce(notification, digests),
    });
    this.#history = new HistoryImport({ ...parts, messages, settings: () => options.instance().settings });
    this.#intake = new Intake({
      ...parts,
      events: new EventReader({ ...parts, messages }),
      history: this.#history,
      stopping,
      onStored: (keys) => this.#markRead(keys),
    });
    this.#pictures = new Pictures({
      socket: () => options.socket(),
      log: options.log,
      onPicture: (jid, imgUrl) => this.#intake.take({ "contacts.update": [{ id: jid, imgUrl }] }),
    });
  }

  process(events: ToldEvents): void {
    if (this.#stopping.signal.aborted) return;
    this.#pictures.process(events);
    for (const group of changedGroups(events)) this.#options.onGroupChange?.(group);
    for (const call of events.call ?? []) this.#options.onCall?.(call);
    if (events["connection.update"]?.receivedPendingNotifications) this.#socketWork.handOver();
    if (isRelevant(events)) this.#intake.take(events);
    this.#socketWork.told();
  }

  async replay(): Promise<void> {
    await this.drained();
    const stored = await storedPayloads(this.#options.keys, this.#options.log);
    if (stored.length > 0) this.#options.log.info({ count: stored.length }, "messages of an earlier connection");
    const messages: WAMessage[] = [];
    const deferred: WAMessage[] = [];
    for (const { message, digests } of stored) {
      // Who is an admin is asked for.
      if (!isForSocket(message) && !needsAdmin(message, this.#addresses)) {
        this.#digests.attach(message, digests);
        messages.push(message);
      } else if (isTooOld(message)) {
        this.#options.log.warn("what only a connection can work on is too old for that");
        this.#intake.add([{ batch: { handled: digests } }]);
      } else {
        this.#digests.attach(message, digests);
        deferred.push(message);
      }
    }
    this.#socketWork.defer(deferred);
    if (messages.length > 0) this.#intake.take({ "messages.upsert": { messages, type: "append" } });
    await this.drained();
  }

  drained(): Promise<void> {
    return this.#intake.drained();
  }

  stop(): void {
    this.#socketWork.defer([]);
    this.#pictures.stop();
    this.#intake.stop();
  }

  /** Once more after a while; a message that this connection does not decide, the next one reads from its payload. */
  async #readAgain(message: WAMessage, digests: readonly Buffer[]): Promise<void> {
    const { signal } = this.#stopping;
    await pause(this.#options.askAgainMs ?? ASK_AGAIN_MS, signal);
    if (signal.aborted) return;
    this.#digests.attach(message, digests);
    this.#intake.take({ "messages.upsert": { messages: [message], type: "append" } });
  }

  #announce(notification: proto.Message.IHistorySyncNotification, digests: readonly Buffer[]): void {
    const handled = this.#history.announce(notification, digests);
    if (handled.length > 0) this.#intake.add([{ batch: { handled } }]);
  }

  #markRead(keys: readonly WAMessageKey[]): void {
    const socket = this.#options.socket();
    if (socket === undefined) return;
    socket.readMessages([...keys]).then(
      () => this.#intake.add(keys.flatMap((key) => this.#readEntry(key))),
      (error: unknown) => {
        const fault = faultOf(error);
        this.#options.log.warn({ fault, count: keys.length }, "messages could not be marked as read");
      },
    );
  }

  #readEntry(key: WAMessageKey) {
    const place = placeOf({ key }, this.#addresses);
    if (place === undefined) return [];
    const { keyId, remoteJid, fromMe } = place;
    const timestamp = Math.floor(Date.now() / 1000);
    return [{ batch: { statuses: [{ keyId, remoteJid, fromMe, status: "READ" as const, timestamp }] } }];
  }
}

/** WhatsApp keeps files of history for about that long. */
const MAX_AGE_SECONDS = 14 * 24 * 3600;

function isTooOld({ messageTimestamp }: WAMessage): boolean {
  return secondsOf(messageTimestamp) < Date.now() / 1000 - MAX_AGE_SECONDS;
}

/** Events that become something; the others are the connection's. */
const RELEVANT = [
  "messaging-history.set",
  "messaging-history.status",
  "messages.upsert",
  "messages.update",
  "message-receipt.update",
  "messages.delete",
  "contacts.upsert",
  "contacts.update",
  "chats.upsert",
  "chats.update",
  "chats.delete",
  "labels.edit",
  "labels.association",
  "presence.update",
  "call",
  "groups.upsert",
  "groups.update",
  "group-participants.update",
  "lid-mapping.update",
] as const satisfies readonly (keyof ToldEvents)[];

function isRelevant(events: ToldEvents): boolean {
  return RELEVANT.some((name) => events[name] !== undefined);
}
