import type { proto } from "@whiskeysockets/baileys";
import { phoneJid } from "../address.ts";
import type { Account, DeviceAddress } from "../model.ts";
import type { Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { Arrivals } from "./arrivals.ts";
import { deliveryReceipt, Inbox, type UndecryptableMessage } from "./inbox.ts";
import { contentOf, type LoggedMessage, MessageLog } from "./message-log.ts";
import { Outbox, type SendOptions } from "./outbox.ts";
import { PhoneKeys } from "./phone-keys.ts";
import { PhoneSenderKeys } from "./phone-sender-keys.ts";
import { PhoneSessions } from "./phone-sessions.ts";
import { ReceiptLedger } from "./receipt-ledger.ts";
import { Retries } from "./retries.ts";
import { type SigningKeyPair, sign } from "./signal/signature.ts";
import { StanzaLog } from "./stanza-log.ts";

/**
 * Device 0 of an account: it has a Signal identity of its own, sends and receives like every device, and shares
 * secrets with its companions. All of it is synchronous, in the order in which things happen.
 */
export class Phone {
  readonly account: Account;
  /** Who delivered, read and played what this phone sent. */
  readonly receipts: ReceiptLedger;
  /** Notifications, calls, presence and chat states that reached this phone. */
  readonly stanzas = new StanzaLog();
  readonly #own: DeviceAddress;
  readonly #keys: PhoneKeys;
  readonly #sessions: PhoneSessions;
  readonly #senderKeys: PhoneSenderKeys;
  readonly #log: MessageLog;
  readonly #arrivals: Arrivals;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #retries: Retries;
  #isAttended = false;

  constructor(world: World, account: Account) {
    const own = { account, device: 0 };
    this.account = account;
    this.#own = own;
    this.receipts = new ReceiptLedger(world, account.lid);
    const keys = new PhoneKeys(world, account);
    const sessions = new PhoneSessions(world, keys, account.lid);
    const senderKeys = new PhoneSenderKeys(world, keys, account.lid);
    const log = new MessageLog(world, own);
    const outbox = new Outbox({ world, own, keys, sessions, senderKeys, log });
    this.#keys = keys;
    this.#sessions = sessions;
    this.#senderKeys = senderKeys;
    this.#log = log;
    this.#outbox = outbox;
    this.#retries = new Retries({ world, own, keys, sessions, senderKeys, log, outbox });
    this.#inbox = new Inbox({
      world,
      own,
      sessions,
      senderKeys,
      log,
      answer: (receipt) => this.#outbox.submit(receipt),
      askAgain: (stanza) => this.#retries.askAgain(stanza),
      peer: (from, id, message) => world.history.peerMessage(from, id, message),
    });
    this.#arrivals = new Arrivals(world, own, (stanza) => this.#take(stanza));
  }

  /** The account's Curve25519 identity, 32 bytes each half. */
  get identity(): SigningKeyPair {
    return this.#keys.identity;
  }

  get registrationId(): number {
    return this.#keys.registrationId;
  }

  /** So many bytes of this account's own random stream: secrets of what it sends. */
  draw(length: number): Buffer {
    return this.#keys.draw(length);
  }

  /** XEdDSA with the account's identity; 64 bytes. */
  sign(message: Buffer): Buffer {
    return sign(this.#keys.identity, message);
  }

  /** Whether this phone opens and answers what arrives at once. */
  get isAttended(): boolean {
    return this.#isAttended;
  }

  /** From now on everything is decrypted and answered when it arrives, also what waits already. */
  attend(): void {
    this.#isAttended = true;
    this.#arrivals.processAll();
  }

  /** A stanza for this phone. Called by the hub, in order; never raises. */
  deliver(stanza: Stanza): void {
    if (stanza.tag !== "message" && stanza.attrs["type"] !== "retry") {
      this.#note(stanza);
    } else if (this.#isAttended || stanza.tag !== "message" || stanza.attrs["category"] === "peer") {
      this.#arrivals.process(stanza);
    } else {
      this.#arrivals.keep(stanza);
    }
  }

  /**
   * Sends to a JID (phone number, LID, group or `status@broadcast`): encrypted for all devices that must get it and
   * handed to the server before this returns. Raises an Error when there is no such recipient.
   */
  send(to: string, message: proto.IMessage, options: SendOptions = {}): { readonly id: string } {
    this.#arrivals.processNow();
    return this.#outbox.send(to, message, options);
  }

  /** Sends a message of category `peer` to an own companion, and gives its id. Raises SignalError when it has no keys. */
  sendPeer(device: number, message: proto.IMessage): string {
    const id = this.#outbox.newId();
    this.#retries.rememberPeer(id, message);
    this.#outbox.sendPeer(id, device, message);
    return id;
  }

  /** All messages that this account sent and got, oldest first, with those that were not opened so far. */
  get messages(): LoggedMessage[] {
    this.#arrivals.processNow();
    return this.#log.all;
  }

  /** The content of a message that this account sent or got. */
  message(id: string): proto.Message | undefined {
    const found = this.find(id);
    return found === undefined ? undefined : contentOf(found);
  }

  /** A message that this account sent or got. @param author LID user, where several people may have chosen the id. */
  find(id: string, author?: string): LoggedMessage | undefined {
    this.#arrivals.processNow();
    return this.#log.find(id, author);
  }

  /** Tells of each message that this account sends or gets, once it is opened. Gives back how to stop it. */
  onMessage(listener: (message: LoggedMessage) => void): () => void {
    return this.#log.listen(listener);
  }

  /** The next message that this account sends or gets. Rejects after `timeoutMs` with `what` in its message. */
  nextMessage(what: string, accepts: (message: LoggedMessage) => boolean, timeoutMs: number): Promise<LoggedMessage> {
    return this.#log.next(what, accepts, timeoutMs);
  }

  /** Tells the author that a message was read or played. */
  sendReceipt(message: LoggedMessage, type: "read" | "played"): void {
    const { id, from, participant } = message;
    const stanza = { tag: "message", attrs: { id, from, ...(participant === null ? {} : { participant }) } };
    this.#outbox.submit(deliveryReceipt(stanza, type));
  }

  /** Messages that this phone could not decrypt and did not get again so far. */
  get undecryptable(): UndecryptableMessage[] {
    this.#arrivals.processNow();
    return this.#inbox.undecryptable;
  }

  /** How many messages came more than once. */
  get duplicates(): number {
    return this.#inbox.duplicates;
  }

  /** How many messages wait encrypted because nobody looked. */
  get unopened(): number {
    return this.#arrivals.size;
  }

  /** Publishes more one-time keys. Called by the key server when they run low. */
  topUpPreKeys(): void {
    this.#keys.topUp();
  }

  /**
   * Starts over with a new identity, as a WhatsApp that was installed anew: all sessions are lost, companions are
   * unlinked, and the correspondents' clients are told.
   */
  changeIdentity(): void {
    this.#arrivals.processNow();
    this.forgetSessions();
    this.#keys.replace();
  }

  /** Loses sessions and sender keys without telling anybody, as a phone whose storage broke: retries must heal it. */
  forgetSessions(): void {
    this.#sessions.forget();
    this.#senderKeys.forget();
  }

  /** Fails everyone who waits on this phone. Called when the sandbox closes or is reset. */
  abandon(reason: string): void {
    this.#log.abandon(reason);
    this.receipts.abandon(reason);
    this.stanzas.abandon(reason);
  }

  #take(stanza: Stanza): void {
    if (stanza.tag === "message") this.#inbox.take(stanza);
    else this.#retries.sendAgain(stanza);
  }

  #note(stanza: Stanza): void {
    if (stanza.tag === "receipt") this.receipts.take(stanza);
    else if (stanza.tag !== "ack" || stanza.attrs["error"] !== undefined) this.stanzas.add(stanza);
  }

  /** For logs: the phone's JID. */
  toString(): string {
    return phoneJid(this.#own.account);
  }
}
