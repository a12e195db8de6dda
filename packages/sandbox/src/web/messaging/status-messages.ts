import { isSameAddress, lidJid, phoneJid } from "../address.ts";
import { childOf, element, STATUS_JID } from "../stanza.ts";
import type { World } from "../world.ts";
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
 * Where a status goes: to its audience, the devices that the sender names, and to nobody else. A device that has the
 * sender key already may be named without an `<enc>` of its own.
 */
export function routeStatus(world: World, message: OutgoingMessage): Routed | Refusal {
  const { from, enc: forAll, stanza } = message;
  const again = stanza.attrs["participant"];
  const audience = again === undefined ? (message.participants ?? []) : [element("to", { jid: again })];
  if (audience.length === 0) return { error: 479, note: "a status without an audience" };
  const attributes = {
    from: STATUS_JID,
    // By phone number: clients recognise copies of their own account's statuses by nothing else.
    participant: phoneJid(from.account, from.device),
    participant_lid: lidJid(from.account),
    ...message.attributes,
  };
  const deliveries: Delivery[] = [];
  for (const entry of audience) {
    const address = world.directory.address(entry.attrs["jid"]);
    const own = childOf(entry, "enc");
    const encs = [...(own === undefined ? [] : [own]), ...(forAll === undefined ? [] : [forAll])];
    if (address === undefined || encs.length === 0 || isSameAddress(address, from)) {
      remark(world, from, stanza, `not delivered to ${entry.attrs["jid"]}: no such device`);
      continue;
    }
    if (hasBlocked(address.account, from.account)) continue;
    deliveries.push({ address, stanza: incomingMessage(message, attributes, encs) });
  }
  return { deliveries, isNew: again === undefined };
}
