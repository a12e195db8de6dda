import { addressKey, isSameAddress } from "../address.ts";
import type { Group } from "../groups/model.ts";
import { isGroupJid, isStatusJid } from "../jid.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { childOf, childrenOf, element, STATUS_JID, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { type AddressingMode, addressingModeOf, deviceJid, userJid } from "./addressing.ts";
import { hasBlocked, remark } from "./outgoing.ts";
import type { SentMessages } from "./sent-messages.ts";

/** Where the message of a receipt is, seen from the device that sends the receipt. */
interface Place {
  /** Who wrote the message. */
  readonly author: Account;
  readonly mode: AddressingMode;
  /** JID of the group, or `status@broadcast`; null for a chat of two. */
  readonly shared: string | null;
}

/** Brings receipts to those whom they tell something: what arrived, was read, was played or could not be decrypted. */
export class Receipts {
  readonly #world: World;
  readonly #sent: SentMessages;

  constructor(world: World, sent: SentMessages) {
    this.#world = world;
    this.#sent = sent;
  }

  forward(from: DeviceAddress, receipt: Stanza): void {
    switch (receipt.attrs["type"]) {
      case undefined:
      // Delivered too, by a client that is not in use: senders know only the plain kind.
      case "inactive":
        this.#delivered(from, receipt);
        break;
      case "read":
      case "played":
        this.#read(from, receipt);
        break;
      case "read-self":
      case "played-self":
        this.#tellOwnDevices(from, receipt);
        break;
      case "sender":
        this.#copied(from, receipt);
        break;
      case "retry":
        this.#retry(from, receipt);
        break;
      case "peer_msg":
        this.#check(from, receipt, from.account, false);
        break;
      case "hist_sync":
        this.#world.history.confirmed(from, receipt.attrs["id"] ?? "");
        break;
      case "server-error":
        this.#world.media.retryRequested(from, receipt);
        break;
      default:
        remark(this.#world, from, receipt, `receipt of an unknown type: ${receipt.attrs["type"]}`);
    }
  }

  /** Tells the device that the server has its message: clients take that from their phone's receipt, not from the ack. */
  confirm(from: DeviceAddress, id: string, chat: string): void {
    const mode = addressingModeOf(chat);
    const attributes = { from: userJid(from.account, mode), type: "sender", id, t: this.#now(), recipient: chat };
    this.#world.hub.deliver(from, element("receipt", attributes));
  }

  #delivered(from: DeviceAddress, receipt: Stanza): void {
    const place = this.#place(from, receipt);
    if (place === null) return;
    this.#check(from, receipt, place.author, false);
    this.#tellAuthor(from, receipt, place, undefined);
  }

  #read(from: DeviceAddress, receipt: Stanza): void {
    const place = this.#place(from, receipt);
    if (place === null) return;
    this.#check(from, receipt, place.author, true);
    const { author, shared } = place;
    // Who hides that he reads sees nobody read either. In groups, and for voice notes, nobody can hide it.
    const isHidden =
      receipt.attrs["type"] === "read" && shared === null && (hidesReading(from.account) || hidesReading(author));
    if (!isHidden) this.#tellAuthor(from, receipt, place, receipt.attrs["type"]);
    this.#tellOwnDevices(from, receipt);
  }

  /** `<receipt from>` to all devices of who wrote the message. */
  #tellAuthor(from: DeviceAddress, receipt: Stanza, { author, mode, shared }: Place, type: string | undefined): void {
    if (author === from.account || hasBlocked(author, from.account)) return;
    const id = receipt.attrs["id"];
    const attributes =
      shared === null
        ? { from: userJid(from.account, mode), id, type, t: this.#now() }
        : { from: shared, participant: deviceJid(from, mode), id, type, t: this.#now() };
    const list = childOf(receipt, "list");
    const stanza = element("receipt", attributes, list === undefined ? undefined : [list]);
    this.#world.hub.deliverToAll(author, () => stanza);
  }

  /** `read-self` to the reader's other devices, so that they show the chat as read too. */
  #tellOwnDevices(from: DeviceAddress, receipt: Stanza): void {
    const place = this.#place(from, receipt);
    if (place === null) return;
    const { author, mode, shared } = place;
    const { id, type = "" } = receipt.attrs;
    const own = type.endsWith("-self") ? type : `${type}-self`;
    const recipient = userJid(author, mode);
    const reader = userJid(from.account, mode);
    const attributes =
      shared === null
        ? { from: reader, recipient, id, type: own, t: this.#now() }
        : { from: shared, participant: reader, recipient, id, type: own, t: this.#now() };
    const list = childOf(receipt, "list");
    const stanza = element("receipt", attributes, list === undefined ? undefined : [list]);
    this.#world.hub.deliverToAll(from.account, () => stanza, from);
  }

  /** An own device got its copy: tells the one that sent the message. */
  #copied(from: DeviceAddress, receipt: Stanza): void {
    const { id = "", to, participant, recipient } = receipt.attrs;
    this.#check(from, receipt, from.account, false);
    // In a chat by phone numbers clients do not say which device sent the message.
    const sender = this.#authorDevice(from.account, id) ?? this.#world.directory.address(participant ?? to);
    const chat = recipient ?? to;
    if (sender === undefined || sender.account !== from.account || isSameAddress(sender, from) || chat === undefined) {
      remark(this.#world, from, receipt, "a receipt for an own message that no other device sent");
      return;
    }
    const mode = this.#world.groups.get(chat)?.addressingMode ?? addressingModeOf(chat);
    const attributes = { from: deviceJid(from, mode), type: "sender", id, t: this.#now(), recipient: chat };
    this.#world.hub.deliver(sender, element("receipt", attributes));
  }

  /** A device could not decrypt a message: asks the device that sent it. */
  #retry(from: DeviceAddress, receipt: Stanza): void {
    const { id = "", to = "", participant, recipient } = receipt.attrs;
    const isShared = participant !== undefined && (isGroupJid(to) || isStatusJid(to));
    const sender = this.#world.directory.address(isShared ? participant : to);
    if (sender === undefined || isSameAddress(sender, from)) {
      remark(this.#world, from, receipt, "a retry receipt for a device that does not exist");
      return;
    }
    this.#check(from, receipt, sender.account, false);
    const mode = this.#modeOf(to, participant);
    const requester = deviceJid(from, mode);
    const attributes = isShared
      ? { from: to, participant: requester, type: "retry", id, t: this.#now() }
      : { from: requester, type: "retry", id, t: this.#now(), recipient };
    this.#world.hub.deliver(sender, element("receipt", attributes, receipt.content));
  }

  #place(from: DeviceAddress, receipt: Stanza): Place | null {
    const { to = "", participant } = receipt.attrs;
    const isShared = isGroupJid(to) || isStatusJid(to);
    const author = this.#world.directory.byJid(isShared ? participant : to);
    if (author === undefined) {
      remark(this.#world, from, receipt, "a receipt for nobody");
      return null;
    }
    return { author, mode: this.#modeOf(to, participant), shared: isShared ? to : null };
  }

  #modeOf(chat: string, participant: string | undefined): AddressingMode {
    const group: Group | undefined = isGroupJid(chat) ? this.#world.groups.get(chat) : undefined;
    if (group !== undefined) return group.addressingMode;
    return addressingModeOf(isStatusJid(chat) ? (participant ?? STATUS_JID) : chat);
  }

  /** Notes receipts for messages that the device, or for `anyDevice` its whole account, was never given. */
  #check(from: DeviceAddress, receipt: Stanza, author: Account, anyDevice: boolean): void {
    for (const id of idsIn(receipt)) {
      if (this.#sent.wasGivenTo(from, author, id, anyDevice) !== false) continue;
      remark(this.#world, from, receipt, `a receipt for message ${id}, which it was never given`);
    }
  }

  #authorDevice(account: Account, id: string): DeviceAddress | undefined {
    const key = this.#sent.find(account, id)?.author;
    if (key === undefined) return undefined;
    return this.#world.directory.addresses(account).find((address) => addressKey(address) === key);
  }

  #now(): number {
    return this.#world.clock.seconds();
  }
}

/** The first id is an attribute, the rest are items. */
function idsIn(receipt: Stanza): string[] {
  return [receipt, ...childrenOf(childOf(receipt, "list"), "item")].map(({ attrs }) => attrs["id"] ?? "");
}

function hidesReading(account: Account): boolean {
  return account.privacy.readreceipts === "none";
}
