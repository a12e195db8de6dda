import { proto } from "@whiskeysockets/baileys";
import { phoneJid } from "../address.ts";
import { isGroupJid, parseJid } from "../jid.ts";
import type { DeviceAddress } from "../model.ts";
import { bytesOf, childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { LoggedMessage, MessageLog } from "./message-log.ts";
import { unpad } from "./padding.ts";
import type { PhoneSenderKeys } from "./phone-sender-keys.ts";
import type { PhoneSessions } from "./phone-sessions.ts";
import { SignalError } from "./signal/signal-error.ts";

/** A message that could not be decrypted, and what was done about it. */
export interface UndecryptableMessage {
  readonly id: string;
  /** Phone number of the author. */
  readonly from: string;
  readonly reason: string;
  /** How often it was asked for again. */
  readonly attempts: number;
}

/** What the inbox works with, and whom it tells. */
export interface InboxParts {
  readonly world: World;
  readonly own: DeviceAddress;
  readonly sessions: PhoneSessions;
  readonly senderKeys: PhoneSenderKeys;
  readonly log: MessageLog;
  /** Sends a receipt in the phone's name. */
  answer(receipt: Stanza): void;
  /** Asks the author to send a message again; gives how often that was done by now. */
  askAgain(stanza: Stanza): number;
  /** Answers a message of category `peer`: from an own companion, for the phone alone. */
  peer(from: DeviceAddress, id: string, message: proto.Message): void;
}

/** Opens what arrives for a phone, writes it into the log and answers it as a phone does. */
export class Inbox {
  /** Messages that came although they were there already: their author was asked for nothing, or sent them to all. */
  duplicates = 0;
  readonly #parts: InboxParts;
  readonly #undecryptable = new Map<string, UndecryptableMessage>();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Messages that could not be decrypted, and were not sent again so far. */
  get undecryptable(): UndecryptableMessage[] {
    return [...this.#undecryptable.values()];
  }

  /** Opens one `<message>`. */
  take(stanza: Stanza): void {
    const { id = "", from = "", participant } = stanza.attrs;
    const author = this.#deviceOf(participant ?? from);
    if (author === undefined) return;
    let message: proto.Message | null;
    try {
      message = this.#decrypt(stanza, author);
    } catch (error) {
      if (!(error instanceof SignalError)) throw error;
      this.#refuse(stanza, author, error);
      return;
    }
    this.#undecryptable.delete(`${id} ${author.account.lid}`);
    if (message === null) return;
    if (stanza.attrs["category"] === "peer") this.#parts.peer(author, id, message);
    else this.#keep(stanza, author, message);
  }

  /** A message of the account's own companion is a copy: it says to which chat it went. */
  #keep(stanza: Stanza, author: DeviceAddress, message: proto.Message): void {
    const { own, log } = this.#parts;
    const { id = "" } = stanza.attrs;
    const fromMe = author.account === own.account;
    // Answered before it is told, so that what somebody does about the message comes after its receipt.
    if (!fromMe) this.#parts.answer(deliveryReceipt(stanza));
    if (log.find(id, author.account.lid) === undefined) log.add(this.#entry(stanza, author, message));
    else this.duplicates += 1;
  }

  #entry(stanza: Stanza, author: DeviceAddress, message: proto.Message): LoggedMessage {
    const { id = "", from = "", participant = null, notify = null, t } = stanza.attrs;
    return {
      id,
      chat: this.#chatOf(stanza, author),
      fromMe: author.account === this.#parts.own.account,
      author: author.account.lid,
      device: author.device,
      at: Number(t ?? this.#parts.world.clock.seconds()),
      pushName: notify,
      from,
      participant,
      bytes: Buffer.from(proto.Message.encode(message).finish()),
    };
  }

  #chatOf(stanza: Stanza, author: DeviceAddress): string {
    const { from = "", recipient } = stanza.attrs;
    if (isGroupJid(from) || from.endsWith("@broadcast")) return from;
    const partner = recipient === undefined ? author.account : this.#parts.world.directory.byJid(recipient);
    return partner === undefined ? (recipient ?? from) : phoneJid(partner);
  }

  /** The message in a stanza; null when there is nothing for people in it. Raises SignalError. */
  #decrypt(stanza: Stanza, author: DeviceAddress): proto.Message | null {
    const merged = new proto.Message();
    let hasContent = false;
    for (const enc of childrenOf(stanza, "enc")) {
      const outer = decode(unpad(this.#open(stanza, enc, author)));
      this.#learnSenderKey(outer, author);
      const inner = outer.deviceSentMessage?.message ?? outer;
      const { senderKeyDistributionMessage: _, ...content } = inner;
      hasContent ||= Object.values(content).some((field) => field !== null && field !== undefined);
      Object.assign(merged, content);
    }
    return hasContent ? merged : null;
  }

  #open(stanza: Stanza, enc: Stanza, author: DeviceAddress): Buffer {
    const bytes = bytesOf(enc) ?? Buffer.alloc(0);
    const { sessions, senderKeys } = this.#parts;
    switch (enc.attrs["type"]) {
      case "skmsg":
        return senderKeys.decrypt(stanza.attrs["from"] ?? "", author, bytes);
      case "pkmsg":
        return sessions.decrypt(author, "pkmsg", bytes);
      case "msg":
        return sessions.decrypt(author, "msg", bytes);
      default:
        throw new SignalError(`<enc type="${enc.attrs["type"]}"> is not known`);
    }
  }

  #learnSenderKey(message: proto.Message, author: DeviceAddress): void {
    const distribution = (message.deviceSentMessage?.message ?? message).senderKeyDistributionMessage;
    const { groupId, axolotlSenderKeyDistributionMessage: key } = distribution ?? {};
    if (groupId && key) this.#parts.senderKeys.learn(groupId, author, Buffer.from(key));
  }

  #refuse(stanza: Stanza, author: DeviceAddress, error: SignalError): void {
    const { id = "" } = stanza.attrs;
    const { lid, phone } = author.account;
    // The same message again, whose keys are used up: a real client answers it as delivered, and so does this phone.
    if (this.#parts.log.find(id, lid) !== undefined) {
      this.duplicates += 1;
      this.#parts.answer(deliveryReceipt(stanza));
      return;
    }
    const attempts = this.#parts.askAgain(stanza);
    this.#undecryptable.set(`${id} ${lid}`, { id, from: phone, reason: error.message, attempts });
    if (this.#undecryptable.size > this.#parts.world.settings.historyLimit) {
      const [oldest] = this.#undecryptable.keys();
      if (oldest !== undefined) this.#undecryptable.delete(oldest);
    }
  }

  /** Also a companion that was unlinked since it wrote. */
  #deviceOf(jid: string): DeviceAddress | undefined {
    const account = this.#parts.world.directory.byJid(jid);
    return account === undefined ? undefined : { account, device: parseJid(jid)?.device ?? 0 };
  }
}

/** `<receipt>` for a message that was decrypted: to whom it came from. */
export function deliveryReceipt(message: Stanza, type?: "read" | "played"): Stanza {
  const { id, from, participant, recipient } = message.attrs;
  return element("receipt", { id, to: from, participant, recipient, type });
}

function decode(bytes: Buffer): proto.Message {
  try {
    return proto.Message.decode(bytes);
  } catch (error) {
    throw new SignalError("the decrypted bytes are no message", { cause: error });
  }
}
