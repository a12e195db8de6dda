import { generateParticipantHashV2 } from "@whiskeysockets/baileys";
import { addressKey, isSameAddress } from "../address.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { childOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { type AddressingMode, addressingModeOf, alternativeJid, deviceJid, userJid } from "./addressing.ts";
import {
  type Delivery,
  hasBlocked,
  incomingMessage,
  type OutgoingMessage,
  type Refusal,
  type Routed,
  remark,
} from "./outgoing.ts";

/**
 * Where a message to one person goes: to that person's devices and to the sender's own others, to each what was encrypted
 * for it. With an `<enc>` of its own it is for the one device that it is addressed to: a peer message, or one that is sent again.
 */
export function routeOneToOne(world: World, message: OutgoingMessage): Routed | Refusal {
  const target = world.directory.byJid(message.to);
  if (target === undefined) return { error: 404, note: "nobody has this number" };
  // Baileys adds, to what it sends again, participants with the same message once more.
  if (message.enc !== undefined) return routeToOneDevice(world, message, target);
  if (message.participants !== null) return routeToDevices(world, message, target);
  return { error: 479, note: "neither participants nor an enc" };
}

function routeToDevices(world: World, message: OutgoingMessage, target: Account): Routed {
  const { from, participants, stanza } = message;
  const mode = addressingModeOf(message.to);
  const toTarget = target === from.account ? null : attributesForOther(message, mode);
  const toOwn = attributesForOwn(message, mode, target);
  const isBlocked = hasBlocked(target, from.account);
  const deliveries: Delivery[] = [];
  const named = new Set<string>();
  for (const entry of participants ?? []) {
    const address = world.directory.address(entry.attrs["jid"]);
    const enc = childOf(entry, "enc");
    const isOwn = address?.account === from.account;
    const attributes = isOwn ? toOwn : toTarget;
    if (address === undefined || enc === undefined || attributes === null || isSameAddress(address, from)) {
      remark(world, from, stanza, `not delivered to ${entry.attrs["jid"]}: no such device`);
      continue;
    }
    if (!isOwn && address.account !== target) {
      remark(world, from, stanza, `not delivered to ${entry.attrs["jid"]}: the message is for somebody else`);
      continue;
    }
    const key = addressKey(address);
    named.add(key);
    if (isBlocked && !isOwn) continue;
    deliveries.push({ address, stanza: incomingMessage(message, attributes, [enc]) });
  }
  if (isBlocked) remark(world, from, stanza, "not delivered: the recipient has blocked the sender");
  const expected = expectedDevices(world, from, target);
  if (expected.every((address) => named.has(addressKey(address)))) return { deliveries, isNew: true };
  remark(world, from, stanza, "devices are missing: the acknowledgement says so with a phash");
  const participantHash = generateParticipantHashV2(expected.map((address) => deviceJid(address, mode)));
  return { deliveries, isNew: true, participantHash };
}

function routeToOneDevice(world: World, message: OutgoingMessage, target: Account): Routed {
  const { from, enc, stanza } = message;
  const address = world.directory.address(message.to);
  if (address === undefined || enc === undefined || isSameAddress(address, from)) {
    remark(world, from, stanza, `not delivered to ${message.to}: no such device`);
    return { deliveries: [], isNew: false };
  }
  const isOwn = target === from.account;
  const isPeer = stanza.attrs["category"] === "peer";
  if (!isOwn && (isPeer || hasBlocked(target, from.account))) {
    remark(world, from, stanza, isPeer ? "not delivered: a peer message to somebody else" : "not delivered: blocked");
    return { deliveries: [], isNew: false };
  }
  const attributes = isOwn
    ? attributesForOwnDevice(world, message, isPeer)
    : attributesForOther(message, addressingModeOf(message.to));
  return { deliveries: [{ address, stanza: incomingMessage(message, attributes, [enc]) }], isNew: false };
}

function attributesForOther({ from, attributes }: OutgoingMessage, mode: AddressingMode): Record<string, string> {
  return {
    from: deviceJid(from, mode),
    ...attributes,
    [mode === "lid" ? "sender_pn" : "sender_lid"]: alternativeJid(from.account, mode),
    addressing_mode: mode,
  };
}

/**
 * For copies to own devices. The alternative JID is the chat's and not the sender's: clients file `sender_lid` as another
 * name of the chat.
 */
function attributesForOwn(
  { from, attributes }: OutgoingMessage,
  mode: AddressingMode,
  chat: Account,
): Record<string, string> {
  return {
    from: deviceJid(from, mode),
    ...attributes,
    recipient: userJid(chat, mode),
    [mode === "lid" ? "peer_recipient_pn" : "peer_recipient_lid"]: alternativeJid(chat, mode),
    addressing_mode: mode,
  };
}

function attributesForOwnDevice(world: World, message: OutgoingMessage, isPeer: boolean): Record<string, string> {
  const { recipient } = message.stanza.attrs;
  const chat = world.directory.byJid(recipient);
  if (!isPeer && recipient !== undefined && chat !== undefined) {
    return attributesForOwn(message, addressingModeOf(recipient), chat);
  }
  const from = deviceJid(message.from, addressingModeOf(message.to));
  return recipient === undefined || isPeer
    ? { from, ...message.attributes }
    : { from, ...message.attributes, recipient };
}

/** For whom a message must be encrypted: all devices of both, without the one that sends it. */
function expectedDevices(world: World, from: DeviceAddress, target: Account): DeviceAddress[] {
  const own = world.directory.addresses(from.account).filter((address) => !isSameAddress(address, from));
  return target === from.account ? own : [...world.directory.addresses(target), ...own];
}
