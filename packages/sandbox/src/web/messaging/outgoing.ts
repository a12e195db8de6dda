import type { Account, DeviceAddress } from "../model.ts";
import { childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/** Attributes of a client's `<message>` that its recipients get as they are. */
const PASSED_ATTRIBUTES = ["type", "edit", "category", "push_priority", "expiration"] as const;

/** What is made for single devices, and never passed on as a whole. */
const OWN_CHILDREN = new Set(["enc", "participants", "device-identity"]);

/** One client's or phone's `<message>`, taken apart. */
export interface OutgoingMessage {
  readonly from: DeviceAddress;
  readonly stanza: Stanza;
  readonly id: string;
  /** Where it goes to, as the sender wrote it. */
  readonly to: string;
  /** What is encrypted for single devices; null when there is no `<participants>`. */
  readonly participants: readonly Stanza[] | null;
  /** What is encrypted for one device, or with a sender key for all of them. */
  readonly enc: Stanza | undefined;
  /** Proof that the sender is a companion of its account; those who get a `pkmsg` need it. */
  readonly deviceIdentity: Stanza | undefined;
  /** `meta`, `reporting`, `tctoken` and the like. */
  readonly extras: readonly Stanza[];
  /** What each recipient gets: id, time, push name, type. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why a message goes nowhere: `<ack error>`. */
export interface Refusal {
  readonly error: number;
  readonly note: string;
}

/** One device and what it gets. */
export interface Delivery {
  readonly address: DeviceAddress;
  readonly stanza: Stanza;
}

/** Where a message goes. */
export interface Routed {
  readonly deliveries: readonly Delivery[];
  /** False for what only one device gets: a peer message, or a message that is sent again. */
  readonly isNew: boolean;
  /** Hash of the devices that it should have been encrypted for, when some of them were missing. */
  readonly participantHash?: string;
  /** Number of a post in its channel. */
  readonly serverId?: number;
  /** What is to happen besides, once the sender has its ack. */
  readonly following?: readonly (() => void)[];
}

/** Takes a `<message>` apart; null when it has no id or no recipient. */
export function readOutgoing(world: World, from: DeviceAddress, stanza: Stanza): OutgoingMessage | null {
  const { id, to } = stanza.attrs;
  if (id === undefined || id === "" || to === undefined) return null;
  const participants = childOf(stanza, "participants");
  const certificate = world.profiles.verifiedNameCertificate(from.account);
  const attributes: Record<string, string> = { id, t: String(world.clock.seconds()), notify: from.account.name };
  for (const name of PASSED_ATTRIBUTES) {
    const value = stanza.attrs[name];
    if (value !== undefined) attributes[name] = value;
  }
  return {
    from,
    stanza,
    id,
    to,
    participants: participants === undefined ? null : childrenOf(participants, "to"),
    enc: childOf(stanza, "enc"),
    deviceIdentity: childOf(stanza, "device-identity"),
    extras: [
      ...(certificate === null ? [] : [element("verified_name", { v: "2" }, certificate)]),
      ...childrenOf(stanza).filter(({ tag }) => !OWN_CHILDREN.has(tag)),
    ],
    attributes,
  };
}

/** The `<message>` for one device. Recipients share the attributes: nothing may change them. */
export function incomingMessage(
  message: OutgoingMessage,
  attributes: Record<string, string>,
  encs: readonly Stanza[],
): Stanza {
  const content = [...encs, ...message.extras];
  if (message.deviceIdentity !== undefined && encs.some((enc) => enc.attrs["type"] === "pkmsg")) {
    content.splice(encs.length, 0, message.deviceIdentity);
  }
  return { tag: "message", attrs: attributes, content };
}

/** Whether messages, calls and presence of `from` must not reach `account`. */
export function hasBlocked(account: Account, from: Account): boolean {
  return account.blocked.length > 0 && account.blocked.includes(from.lid);
}

/** Says in the transcript what is remarkable about a stanza that a device sent. */
export function remark(world: World, from: DeviceAddress, stanza: Stanza, note: string): void {
  const connection = world.hub.connection(from);
  world.transcript.remark({ id: connection?.id ?? 0, address: from }, stanza, note);
}
