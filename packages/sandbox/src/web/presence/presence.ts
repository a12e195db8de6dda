import type { Collection } from "../../store/store.ts";
import { addressKey } from "../address.ts";
import { isGroupJid } from "../jid.ts";
import { type AddressingMode, addressingModeOf, userJid } from "../messaging/addressing.ts";
import { hasBlocked, remark } from "../messaging/outgoing.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { childOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { PresenceView, type SeenState } from "./presence-view.ts";

/** What somebody does in a chat: writes, speaks, or has stopped. */
export type Typing = "composing" | "recording" | "paused";

interface Subscription {
  readonly by: DeviceAddress;
  /** How the subscriber names who it watches; what it is told uses the same. */
  readonly mode: AddressingMode;
}

/** Who is online, who looks at whom, and who is typing. */
export class Presence {
  readonly #world: World;
  /** Devices in use, by LID user. */
  readonly #available = new Map<string, Set<string>>();
  /** By the LID user who is watched, then by the address key of the device that watches. */
  readonly #subscriptions = new Map<string, Map<string, Subscription>>();
  /** Unix seconds by LID user. */
  readonly #lastSeen: Collection<number>;
  readonly #views = new Map<string, PresenceView>();

  constructor(world: World) {
    this.#world = world;
    this.#lastSeen = world.store.collection("last seen");
  }

  /** Takes a client's `<presence>` or `<chatstate>`. */
  receive(from: DeviceAddress, stanza: Stanza): void {
    if (stanza.tag === "chatstate") {
      this.#chatstate(from, stanza);
      return;
    }
    const { type, to } = stanza.attrs;
    if (type === "subscribe") this.#subscribe(from, to, stanza);
    else if (type === "unsubscribe") this.#unsubscribe(from, to);
    else this.#ownState(from, stanza);
  }

  /**
   * To be called when a device has become active: it must subscribe anew. It is not available until it says so, unless
   * it takes the place of a connection that was; clients say at once what they are.
   */
  connected(address: DeviceAddress): void {
    this.#forget(address);
  }

  /** To be called when a device's connection has ended. */
  disconnected(address: DeviceAddress): void {
    this.#forget(address);
    this.#setDevice(address, false);
  }

  /** Brings WhatsApp on an account's phone to the front, or puts it away. */
  setAvailable(account: Account, isAvailable: boolean): void {
    this.#setDevice({ account, device: 0 }, isAvailable);
  }

  /** Whether WhatsApp is in use on any device of the account. */
  isAvailable(account: Account): boolean {
    return (this.#available.get(account.lid)?.size ?? 0) > 0;
  }

  /** When the account was last available, in Unix seconds; null when it never was. */
  lastSeen(account: Account): number | null {
    return this.#lastSeen.get(account.lid) ?? null;
  }

  /** Lets an account's phone look at somebody: from now on its view is told of each change. */
  subscribe(by: Account, to: Account): void {
    this.#watch({ account: by, device: 0 }, to, "pn");
  }

  /**
   * Lets an account's phone type, record or stop.
   * @param to JID of a person or a group. Raises an Error when it is neither, or a group without the account.
   */
  typing(from: Account, to: string, kind: Typing): void {
    const content = element(kind === "recording" ? "composing" : kind, kind === "recording" ? { media: "audio" } : {});
    const problem = this.#forwardTyping({ account: from, device: 0 }, to, content);
    if (problem !== null) throw new Error(problem);
  }

  /** What an account's phone sees of others. */
  seenBy(account: Account): PresenceView {
    let view = this.#views.get(account.lid);
    if (view === undefined) {
      view = new PresenceView(this.#world, account);
      this.#views.set(account.lid, view);
    }
    return view;
  }

  /** Fails everyone who waits to see something. */
  abandon(reason: string): void {
    for (const view of this.#views.values()) view.abandon(reason);
  }

  /**
   * How `target` appears to `viewer`: not at all when it has blocked him, online only if the privacy settings let him see
   * that, and the last time only if they do and his own do not hide his from others.
   */
  appearance(
    target: Account,
    viewer: Account,
  ): { state: "available" | "unavailable"; last: number | "deny" | null } | null {
    if (hasBlocked(target, viewer)) return null;
    const { profiles } = this.#world;
    if (this.isAvailable(target) && profiles.isVisible(target, viewer, "online"))
      return { state: "available", last: null };
    const isLastVisible = profiles.isVisible(target, viewer, "last") && profiles.isVisible(viewer, target, "last");
    return { state: "unavailable", last: isLastVisible ? this.lastSeen(target) : "deny" };
  }

  /** Without a type it means available; without a name too it means nothing: clients send such ones by oversight. */
  #ownState(from: DeviceAddress, stanza: Stanza): void {
    const { type, name } = stanza.attrs;
    if (name !== undefined) this.#world.profiles.setName(from.account, name, { from, after: (action) => action() });
    if (type === "unavailable") this.#setDevice(from, false);
    else if (type === "available" || (type === undefined && name !== undefined)) this.#setDevice(from, true);
    else if (type !== undefined) remark(this.#world, from, stanza, `presence of an unknown type: ${type}`);
  }

  #setDevice(address: DeviceAddress, isAvailable: boolean): void {
    const { account } = address;
    const wasAvailable = this.isAvailable(account);
    const devices = this.#available.get(account.lid) ?? new Set();
    this.#available.set(account.lid, devices);
    if (isAvailable) devices.add(addressKey(address));
    else devices.delete(addressKey(address));
    if (this.isAvailable(account) === wasAvailable) return;
    if (wasAvailable) this.#lastSeen.set(account.lid, this.#world.clock.seconds());
    for (const subscription of this.#subscriptions.get(account.lid)?.values() ?? []) this.#tell(subscription, account);
  }

  #subscribe(by: DeviceAddress, to: string | undefined, stanza: Stanza): void {
    const group = isGroupJid(to) ? this.#world.groups.get(to ?? "") : undefined;
    // Of a group WhatsApp tells how many are online, not who (assumed: once, and nothing to strangers).
    if (group !== undefined && this.#world.groups.isMember(group, by.account)) {
      const members = group.participants.flatMap(({ lid }) => this.#world.directory.byLid(lid) ?? []);
      const count = members.filter((member) => this.isAvailable(member)).length;
      this.#world.hub.deliver(by, element("presence", { from: to, count }));
      return;
    }
    const target = this.#world.directory.byJid(to);
    if (target === undefined || to === undefined) remark(this.#world, by, stanza, "a subscription to nobody");
    else this.#watch(by, target, addressingModeOf(to));
  }

  #unsubscribe(by: DeviceAddress, to: string | undefined): void {
    const target = this.#world.directory.byJid(to);
    if (target !== undefined) this.#subscriptions.get(target.lid)?.delete(addressKey(by));
  }

  #watch(by: DeviceAddress, target: Account, mode: AddressingMode): void {
    const subscriptions = this.#subscriptions.get(target.lid) ?? new Map<string, Subscription>();
    this.#subscriptions.set(target.lid, subscriptions);
    const subscription = { by, mode };
    subscriptions.set(addressKey(by), subscription);
    this.#tell(subscription, target);
  }

  #tell({ by, mode }: Subscription, target: Account): void {
    const appearance = this.appearance(target, by.account);
    if (appearance === null) return;
    const { state, last } = appearance;
    if (by.device === 0) this.seenBy(by.account).add(target, null, state, typeof last === "number" ? last : null);
    const type = state === "unavailable" ? state : undefined;
    this.#world.hub.deliver(by, element("presence", { from: userJid(target, mode), type, last: last ?? undefined }));
  }

  #forget(address: DeviceAddress): void {
    const key = addressKey(address);
    for (const subscriptions of this.#subscriptions.values()) subscriptions.delete(key);
  }

  #chatstate(from: DeviceAddress, stanza: Stanza): void {
    const content = childOf(stanza);
    const isKnown = content?.tag === "composing" || content?.tag === "paused";
    const problem = isKnown ? this.#forwardTyping(from, stanza.attrs["to"] ?? "", content) : "a chatstate of nothing";
    if (problem !== null) remark(this.#world, from, stanza, problem);
  }

  /** Gives what kept it from being forwarded, or null. */
  #forwardTyping(from: DeviceAddress, to: string, content: Stanza): string | null {
    if (isGroupJid(to)) return this.#typeInGroup(from, to, content);
    const target = this.#world.directory.byJid(to);
    if (target === undefined) return `typing to nobody: ${to}`;
    if (hasBlocked(target, from.account)) return null;
    const stanza = element("chatstate", { from: userJid(from.account, addressingModeOf(to)) }, [content]);
    this.#show(target, from.account, null, content, stanza);
    return null;
  }

  #typeInGroup(from: DeviceAddress, to: string, content: Stanza): string | null {
    const group = this.#world.groups.get(to);
    if (group === undefined || !this.#world.groups.isMember(group, from.account)) return `typing in no group: ${to}`;
    const participant = userJid(from.account, group.addressingMode);
    const stanza = element("chatstate", { from: `${group.id}@g.us`, participant }, [content]);
    for (const { lid } of group.participants) {
      const member = this.#world.directory.byLid(lid);
      if (member === undefined || member === from.account || hasBlocked(member, from.account)) continue;
      this.#show(member, from.account, `${group.id}@g.us`, content, stanza);
    }
    return null;
  }

  #show(to: Account, from: Account, group: string | null, content: Stanza, stanza: Stanza): void {
    this.seenBy(to).add(from, group, seenState(content), null);
    this.#world.hub.deliverToAll(to, () => stanza);
  }
}

function seenState({ tag, attrs }: Stanza): SeenState {
  if (tag === "paused") return "paused";
  return attrs["media"] === "audio" ? "recording" : "composing";
}
