import { DEFAULT_WAIT_MS } from "../../graph/defaults.ts";
import type { CallHandle } from "../calls/call-handle.ts";
import { isStatusJid } from "../jid.ts";
import type { Account } from "../model.ts";
import type { Typing } from "../presence/presence.ts";
import type { World } from "../world.ts";
import type { ComposeOptions } from "./composer.ts";
import { ContactSender } from "./contact-sender.ts";
import type { LoggedMessage } from "./message-log.ts";
import { ReadMarks } from "./read-marks.ts";
import type { ReceiptKind, ReceivedReceipt } from "./receipt-ledger.ts";
import { type ReceivedByPhone, receivedMessage } from "./received-message.ts";

export type { ComposeOptions, SentMessage, StatusOptions } from "./composer.ts";
export type { ReceivedByPhone } from "./received-message.ts";

/** How long a waiter waits. */
interface WaitOptions {
  /** Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * A person with a phone on WhatsApp, driven by a test. Everything that it does is on its way when the method returns, in
 * the order of the calls; the phone opens and answers what arrives by itself.
 */
export class WebContact extends ContactSender {
  /**
   * Whether it answers each text of a client with the same text, in the same chat. Not those of other contacts: two that
   * echo would never stop.
   */
  echo = false;
  readonly #world: World;
  readonly #readMarks: ReadMarks;
  readonly #views = new WeakMap<LoggedMessage, ReceivedByPhone>();

  constructor(world: World, account: Account) {
    super(world, account);
    this.#world = world;
    this.#readMarks = new ReadMarks(world, account.lid);
    this.device.attend();
    this.device.onMessage((message) => this.#answer(message));
  }

  /** Reads one message, or all that were not read yet but statuses: their authors learn it. */
  read(messageId?: string): void {
    const messages = messageId === undefined ? this.#unread() : [this.composer.chats.find(messageId)];
    for (const message of messages) {
      this.#readMarks.add(message);
      this.device.sendReceipt(message, "read");
    }
  }

  /** Plays a voice note or a video. */
  played(messageId: string): void {
    this.device.sendReceipt(this.composer.chats.find(messageId), "played");
  }

  /** Shows as typing, recording or neither. */
  type(kind: Typing = "composing", { to }: Pick<ComposeOptions, "to"> = {}): void {
    this.#world.presence.typing(this.account, this.composer.chats.resolve(to).jid, kind);
  }

  /** Calls somebody, or all others of a group; the handle tells what becomes of it. */
  call({
    to,
    video = false,
  }: {
    readonly to?: string | undefined;
    readonly video?: boolean | undefined;
  } = {}): CallHandle {
    const { jid } = this.composer.chats.resolve(to);
    const group = this.#world.groups.get(jid);
    const target = group === undefined ? this.#world.directory.byJid(jid) : this.account;
    if (target === undefined) throw new Error(`${jid} cannot be called`);
    return this.#world.calls.offer(this.account, target, group === undefined ? { video } : { video, group });
  }

  /** What it got from others, oldest first. */
  get received(): ReceivedByPhone[] {
    return this.device.messages.filter(({ fromMe }) => !fromMe).map((message) => this.#view(message));
  }

  /** Tells of each message that it gets. Gives back how to stop it. */
  onReceived(listener: (message: ReceivedByPhone) => void): () => void {
    return this.device.onMessage((message) => {
      if (!message.fromMe) listener(this.#view(message));
    });
  }

  /** The first message from others, earlier or to come, that `accepts` is true for. Rejects after `timeoutMs`. */
  async waitForMessage(
    accepts: (message: ReceivedByPhone) => boolean = () => true,
    { timeoutMs = DEFAULT_WAIT_MS }: WaitOptions = {},
  ): Promise<ReceivedByPhone> {
    const earlier = this.received.find(accepts);
    if (earlier !== undefined) return earlier;
    const isWanted = (message: LoggedMessage): boolean => !message.fromMe && accepts(this.#view(message));
    const what = `+${this.account.phone} waits for a message`;
    return this.#view(await this.device.nextMessage(what, isWanted, timeoutMs));
  }

  /** Who delivered, read and played a message that it sent. */
  receiptsFor(messageId: string): readonly ReceivedReceipt[] {
    return this.device.receipts.of(messageId);
  }

  /** Resolves once somebody has sent such a receipt, also if it was earlier. Rejects after `timeoutMs`. */
  waitForReceipt(
    messageId: string,
    kind: ReceiptKind,
    { timeoutMs = DEFAULT_WAIT_MS }: WaitOptions = {},
  ): Promise<ReceivedReceipt> {
    return this.device.receipts.wait(messageId, kind, { timeoutMs });
  }

  #unread(): LoggedMessage[] {
    return this.device.messages.filter((message) => {
      return !message.fromMe && !isStatusJid(message.chat) && !this.#readMarks.has(message);
    });
  }

  #view(message: LoggedMessage): ReceivedByPhone {
    const known = this.#views.get(message);
    if (known !== undefined) return known;
    const view = receivedMessage(this.#world, this.device, message);
    this.#views.set(message, view);
    return view;
  }

  #answer(message: LoggedMessage): void {
    if (!this.echo || message.fromMe || message.device === 0 || isStatusJid(message.chat)) return;
    const { type, text } = this.#view(message);
    if (type === "text" && text !== null) this.say(text, { to: message.chat });
  }
}
