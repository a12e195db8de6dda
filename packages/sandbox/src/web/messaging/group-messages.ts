import { addressKey, isSameAddress } from "../address.ts";
import type { Group } from "../groups/model.ts";
import type { DeviceAddress } from "../model.ts";
import { childOf, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { alternativeJid, deviceJid } from "./addressing.ts";
import { type Delivery, incomingMessage, type OutgoingMessage, type Refusal, type Routed, remark } from "./outgoing.ts";

/**
 * Where a message to a group goes: to all devices of all members but the one that sent it. Each gets what was encrypted
 * for it alone (the sender key), and what was encrypted with the sender key for everybody.
 */
export function routeToGroup(world: World, message: OutgoingMessage): Routed | Refusal {
  const { from, stanza } = message;
  const group = world.groups.get(message.to);
  if (group === undefined) return { error: 404, note: "no such group" };
  if (!world.groups.isMember(group, from.account)) return { error: 403, note: "the sender is not a member" };
  if (!world.groups.canSend(from.account, group)) return { error: 403, note: "only admins may send here" };
  const attributes = groupAttributes(message, group);
  const again = stanza.attrs["participant"];
  if (again !== undefined) return routeToOneMember(world, message, group, attributes, again);
  const forAll = message.enc;
  const single = encsByDevice(world, message, group);
  if (forAll === undefined && single.size === 0) return { error: 479, note: "neither participants nor an enc" };
  const deliveries: Delivery[] = [];
  for (const { lid } of group.participants) {
    const account = world.directory.byLid(lid);
    if (account === undefined) continue;
    for (const address of world.directory.addresses(account)) {
      if (isSameAddress(address, from)) continue;
      const own = single.get(addressKey(address));
      const encs = [...(own === undefined ? [] : [own]), ...(forAll === undefined ? [] : [forAll])];
      if (encs.length === 0) continue;
      deliveries.push({ address, stanza: incomingMessage(message, attributes, encs) });
    }
  }
  return { deliveries, isNew: true };
}

/** A message that is sent again, to the one device that could not read it. */
function routeToOneMember(
  world: World,
  message: OutgoingMessage,
  group: Group,
  attributes: Record<string, string>,
  participant: string,
): Routed | Refusal {
  if (message.enc === undefined) return { error: 479, note: "no enc for the participant" };
  const address = world.directory.address(participant);
  if (address === undefined || isSameAddress(address, message.from) || !world.groups.isMember(group, address.account)) {
    remark(world, message.from, message.stanza, `not delivered to ${participant}: no device of a member`);
    return { deliveries: [], isNew: false };
  }
  return { deliveries: [{ address, stanza: incomingMessage(message, attributes, [message.enc]) }], isNew: false };
}

function groupAttributes({ from, attributes }: OutgoingMessage, group: Group): Record<string, string> {
  const mode = group.addressingMode;
  return {
    from: `${group.id}@g.us`,
    // Clients file the sender key under exactly this JID: it must be of the same kind in each message of a group.
    participant: deviceJid(from, mode),
    [mode === "lid" ? "participant_pn" : "participant_lid"]: alternativeJid(from.account, mode),
    addressing_mode: mode,
    ...attributes,
  };
}

function encsByDevice(world: World, message: OutgoingMessage, group: Group): Map<string, Stanza> {
  const encs = new Map<string, Stanza>();
  for (const entry of message.participants ?? []) {
    const address: DeviceAddress | undefined = world.directory.address(entry.attrs["jid"]);
    const enc = childOf(entry, "enc");
    if (address === undefined || enc === undefined || !world.groups.isMember(group, address.account)) {
      remark(world, message.from, message.stanza, `not delivered to ${entry.attrs["jid"]}: no device of a member`);
      continue;
    }
    encs.set(addressKey(address), enc);
  }
  return encs;
}
