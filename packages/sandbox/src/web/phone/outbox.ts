import { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import { isGroupJid, isStatusJid } from "../jid.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { element, STATUS_JID, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { kindOf, type MessageKind } from "./message-kind.ts";
import type { LoggedMessage, MessageLog } from "./message-log.ts";
import { pad } from "./padding.ts";
import type { PhoneKeys } from "./phone-keys.ts";
import type { PhoneSenderKeys } from "./phone-sender-keys.ts";
import type { PhoneSessions } from "./phone-sessions.ts";

/** How a message is sent. */
export interface SendOptions {
  /** The message's id; drawn when absent. */
  readonly id?: string;
  /** How a one-to-one chat names its two people; by phone number when absent. */
  readonly addressing?: "pn" | "lid";
  /** Who sees a status: accounts; those with whom this phone has exchanged messages when absent. */
  readonly audience?: readonly Account[];
}

/** What the outbox works with. */
export interface OutboxParts {
  readonly world: World;
  readonly own: DeviceAddress;
  readonly keys: PhoneKeys;
  readonly sessions: PhoneSessions;
  readonly senderKeys: PhoneSenderKeys;
  readonly log: MessageLog;
}

/** Encrypts what a phone sends, for every device that must get it, and hands it to the server in one piece. */
export class Outbox {
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /**
   * Sends a message to a phone number's JID or LID, a group or `status@broadcast`.
   * Raises an Error when there is no such recipient, when this account is not a member of the group, and when the
   * server refuses the message.
   */
  send(to: string, message: proto.IMessage, options: SendOptions = {}): { readonly id: string } {
    const id = options.id ?? this.newId();
    if (isGroupJid(to)) this.#sendToGroup(id, to, message);
    else if (isStatusJid(to)) this.#sendStatus(id, message, options.audience ?? this.#acquaintances());
    else this.#sendToAccount(id, this.#accountOf(to), message, options.addressing ?? "pn");
    return { id };
  }

  /** Sends a message of category `peer` to one of the account's own companions. */
  sendPeer(id: string, device: number, message: proto.IMessage): void {
    const { own } = this.#parts;
    const to = { account: own.account, device };
    const enc = this.encFor(to, message, { v: 2 });
    this.submit(element("message", { id, to: phoneJid(own.account, device), type: "text", category: "peer" }, [enc]));
  }

  /** An id as Android's WhatsApp draws them: 32 hexadecimal digits. */
  newId(): string {
    const { world, own } = this.#parts;
    return world.random.hex(`message id ${own.account.phone}`, 32);
  }

  /** `<enc>` for one device. Raises SignalError when the device has no keys. */
  encFor(to: DeviceAddress, message: proto.IMessage, attributes: Record<string, string | number | undefined>): Stanza {
    const { type, bytes } = this.#parts.sessions.encrypt(to, this.#padded(message));
    return element("enc", { v: 2, type, ...attributes }, bytes);
  }

  /** Hands a stanza to the server, as a client's connection would. Raises an Error when the server refuses it. */
  submit(stanza: Stanza): void {
    const { error } = this.#parts.world.messaging.receive(this.#parts.own, stanza).attrs;
    if (error !== undefined) throw new Error(`the server refused <${stanza.tag}> to ${stanza.attrs["to"]}: ${error}`);
  }

  #sendToAccount(id: string, account: Account, message: proto.IMessage, addressing: "pn" | "lid"): void {
    const { own } = this.#parts;
    const kind = kindOf(message);
    const chat = addressing === "lid" ? lidJid(account) : phoneJid(account);
    const copy = copyFor(chat, message);
    const recipients = [...this.#devices(account), ...(account === own.account ? [] : this.#devices(own.account))];
    const participants = recipients.flatMap((device) =>
      this.#toElement(device, device.account === own.account ? copy : message, kind),
    );
    this.submit(
      element("message", { id, to: chat, ...kind.attributes }, [
        element("participants", {}, participants),
        ...kind.meta,
      ]),
    );
    this.#log(id, phoneJid(account), message);
  }

  #sendToGroup(id: string, group: string, message: proto.IMessage): void {
    const { world, own } = this.#parts;
    const record = world.groups.get(group);
    if (record === undefined) throw new Error(`there is no group ${group}`);
    if (!record.participants.some(({ lid }) => lid === own.account.lid)) {
      throw new Error(`+${own.account.phone} is not a member of ${group}`);
    }
    const members = record.participants.flatMap(({ lid }) => world.directory.byLid(lid) ?? []);
    const attributes = {
      addressing_mode: record.addressingMode,
      expiration: record.ephemeralSeconds === 0 ? undefined : record.ephemeralSeconds,
    };
    this.#sendShared(id, group, members, message, attributes);
  }

  #sendStatus(id: string, message: proto.IMessage, audience: readonly Account[]): void {
    // The server learns from <participants> who sees a status: everybody gets the key anew with each.
    this.#parts.senderKeys.renew(STATUS_JID);
    this.#sendShared(id, STATUS_JID, [...new Set([...audience, this.#parts.own.account])], message, {});
  }

  #sendShared(
    id: string,
    chat: string,
    members: readonly Account[],
    message: proto.IMessage,
    attributes: Record<string, string | number | undefined>,
  ): void {
    const kind = kindOf(message);
    const devices = members.flatMap((member) => this.#devices(member));
    const sealed = this.#parts.senderKeys.encrypt(chat, devices, this.#padded(message));
    const distribution = {
      senderKeyDistributionMessage: { groupId: chat, axolotlSenderKeyDistributionMessage: sealed.distribution },
    };
    const participants = sealed.newHolders.flatMap((device) => this.#toElement(device, distribution, kind));
    const stanza = element("message", { id, to: chat, ...attributes, ...kind.attributes }, [
      ...(participants.length === 0 ? [] : [element("participants", {}, participants)]),
      element("enc", { v: 2, type: "skmsg", ...kind.encAttributes }, sealed.bytes),
      ...kind.meta,
    ]);
    try {
      this.submit(stanza);
    } catch (error) {
      // The key that went with it has reached nobody: the next message must bring it.
      this.#parts.senderKeys.renew(chat);
      throw error;
    }
    this.#log(id, chat, message);
  }

  #toElement(device: DeviceAddress, message: proto.IMessage, kind: MessageKind): Stanza[] {
    // A device whose keys are not there (yet) gets nothing, as with real clients.
    if (!this.#parts.world.keyServer.has(device)) return [];
    const jid = lidJid(device.account, device.device);
    return [element("to", { jid }, [this.encFor(device, message, kind.encAttributes)])];
  }

  /** All devices of an account but this phone. */
  #devices(account: Account): DeviceAddress[] {
    const addresses = this.#parts.world.directory.addresses(account);
    return account === this.#parts.own.account ? addresses.filter(({ device }) => device !== 0) : addresses;
  }

  #accountOf(jid: string): Account {
    const account = this.#parts.world.directory.byJid(jid);
    if (account === undefined) throw new Error(`${jid} is not on WhatsApp`);
    return account;
  }

  #acquaintances(): Account[] {
    const { own, world } = this.#parts;
    return world.messaging.correspondents(own.account);
  }

  #padded(message: proto.IMessage): Buffer {
    const length = 1 + (this.#parts.keys.draw(1).readUInt8() & 0x0f);
    return pad(proto.Message.encode(message).finish(), length);
  }

  #log(id: string, chat: string, message: proto.IMessage): void {
    const { own, world, log } = this.#parts;
    const entry: LoggedMessage = {
      id,
      chat,
      fromMe: true,
      author: own.account.lid,
      device: 0,
      at: world.clock.seconds(),
      pushName: null,
      from: chat,
      participant: null,
      bytes: Buffer.from(proto.Message.encode(message).finish()),
    };
    log.add(entry);
  }
}

/** What own devices get: the message, and to which chat it went. */
export function copyFor(chat: string, message: proto.IMessage): proto.IMessage {
  return {
    deviceSentMessage: { destinationJid: chat, message },
    ...(message.messageContextInfo ? { messageContextInfo: message.messageContextInfo } : {}),
  };
}
