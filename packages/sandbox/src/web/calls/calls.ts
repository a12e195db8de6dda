import { BoundedList } from "../../graph/bounded-list.ts";
import { Waiters } from "../../graph/waiters.ts";
import { phoneJid } from "../address.ts";
import type { Group } from "../groups/model.ts";
import { addressingModeOf, deviceJid } from "../messaging/addressing.ts";
import { hasBlocked, remark } from "../messaging/outgoing.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { Call, type CallState } from "./call.ts";
import { CallHandle } from "./call-handle.ts";
import { CallLinks } from "./call-links.ts";

/** What a call is offered with. */
export interface OfferOptions {
  readonly video?: boolean;
  /** Rings at all other members, as a call of this group. */
  readonly group?: Group;
}

/** What the other side of a call sends for it to be in a state. */
const STATE_OF_SIGNAL: ReadonlyMap<string, CallState> = new Map([
  ["accept", "accepted"],
  ["reject", "rejected"],
  ["terminate", "ended"],
]);

/** Calls are signalled, and nothing more: there is no sound and no picture. */
export class Calls {
  readonly links: CallLinks;
  readonly #world: World;
  readonly #calls: BoundedList<Call>;
  readonly #byId = new Map<string, Call>();
  readonly #waiters = new Waiters<Call>();

  constructor(world: World) {
    this.#world = world;
    this.links = new CallLinks(world);
    this.#calls = new BoundedList(world.settings.historyLimit);
  }

  /** All calls, oldest first. */
  get all(): Call[] {
    return this.#calls.toArray();
  }

  /** Calls that rang, or ring, at an account. */
  to(account: Account): Call[] {
    return this.all.filter(({ details }) => details.to.includes(account));
  }

  /** Resolves with the first call, a past or the next one, that `accepts`. Rejects after `timeoutMs` (5 seconds). */
  async waitFor(accepts: (call: Call) => boolean, { timeoutMs = 5000 }: { timeoutMs?: number } = {}): Promise<Call> {
    return this.all.find(accepts) ?? (await this.#waiters.wait("a call", accepts, timeoutMs));
  }

  /** Fails everyone who waits for a call, or on one. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
    for (const call of this.all) call.abandon(reason);
  }

  /** Lets an account's phone call another one, or with `group` all of a group's other members. */
  offer(from: Account, to: Account, { video = false, group }: OfferOptions = {}): CallHandle {
    const members = group?.participants.flatMap(({ lid }) => this.#world.directory.byLid(lid) ?? []) ?? [to];
    const call = this.#begin({
      id: this.#world.random.hex(`call ${from.lid}`, 32),
      from,
      to: members.filter((member) => member !== from),
      isVideo: video,
      group: group === undefined ? null : `${group.id}@g.us`,
      at: this.#world.clock.now(),
    });
    const handle = new CallHandle(this.#world, call);
    handle.ring();
    return handle;
  }

  /**
   * Lets an account take or reject a call on its phone; its other devices stop ringing.
   * Raises an Error when no call with this id rings there.
   */
  answer(account: Account, id: string, answer: "accept" | "reject"): void {
    const call = this.#byId.get(id);
    if (call === undefined || call.state !== "ringing" || !call.details.to.includes(account)) {
      throw new Error(`call ${id} does not ring at +${account.phone}`);
    }
    const caller = phoneJid(call.details.from);
    const signal = element(answer, { "call-id": id, "call-creator": caller });
    this.receive({ account, device: 0 }, element("call", { to: caller, from: phoneJid(account) }, [signal]));
  }

  /** Takes a client's `<call>` and brings it to the other side. Gives the `<ack>`, which clients wait for. */
  receive(from: DeviceAddress, stanza: Stanza): Stanza {
    const signal = childOf(stanza);
    const { id, to } = stanza.attrs;
    if (signal === undefined) return this.#acknowledge(from, stanza, element("ack", { error: 400 }));
    if (signal.tag === "link_create") {
      const link = this.links.create(from.account, signal.attrs["media"]);
      const content = link === null ? undefined : [element("link_create", { token: link.token, media: link.media })];
      return this.#acknowledge(from, stanza, element("ack", link === null ? { error: 400 } : {}, content));
    }
    const target = this.#world.directory.byJid(to);
    if (target === undefined) {
      remark(this.#world, from, stanza, `refused with 404: a call to ${to ?? "nobody"} (${id ?? "without id"})`);
      return this.#acknowledge(from, stanza, element("ack", { type: signal.tag, error: 404 }));
    }
    const ack = this.#acknowledge(from, stanza, element("ack", { type: signal.tag }));
    this.#note(from, target, signal);
    if (hasBlocked(target, from.account)) return ack;
    this.#forward(from, target, to ?? "", signal);
    return ack;
  }

  #forward(from: DeviceAddress, target: Account, to: string, signal: Stanza): void {
    const mode = addressingModeOf(to);
    const sender = deviceJid(from, mode);
    const t = this.#world.clock.seconds();
    const id = this.#world.random.hex(`call stanza ${from.account.lid}`, 16);
    this.#world.hub.deliverToAll(
      target,
      (address) => {
        const own = signalFor(this.#world, signal, address);
        return element("call", { from: sender, id, t, notify: from.account.name }, [own]);
      },
      from,
    );
    if (signal.tag !== "accept" && signal.tag !== "reject") return;
    // The call is settled: the other devices of who settled it stop ringing.
    const call = this.#byId.get(signal.attrs["call-id"] ?? "");
    const caller = call === undefined ? to : phoneJid(call.details.from);
    const elsewhere = element("terminate", {
      "call-id": signal.attrs["call-id"],
      "call-creator": signal.attrs["call-creator"],
      reason: `${signal.tag}ed_elsewhere`,
    });
    const stanza = element("call", { from: caller, id: `${id}E`, t }, [elsewhere]);
    this.#world.hub.deliverToAll(from.account, () => stanza, from);
  }

  #note(from: DeviceAddress, target: Account, signal: Stanza): void {
    const id = signal.attrs["call-id"] ?? "";
    const known = this.#byId.get(id);
    if (signal.tag === "offer" && known === undefined) {
      this.#begin({
        id,
        from: from.account,
        to: [target],
        isVideo: childOf(signal, "video") !== undefined,
        group: signal.attrs["group-jid"] ?? null,
        at: this.#world.clock.now(),
      });
      return;
    }
    const state = STATE_OF_SIGNAL.get(signal.tag);
    if (known === undefined || state === undefined) return;
    const { from: caller, to } = known.details;
    if (from.account !== caller && !to.includes(from.account)) return;
    // A group's call goes on when one member does not want it.
    if (state === "rejected" && to.length > 1) return;
    known.change(state, signal.attrs["reason"] ?? null);
  }

  #begin(details: Call["details"]): Call {
    const call = new Call(details);
    const evicted = this.#calls.push(call);
    if (evicted !== undefined) this.#byId.delete(evicted.id);
    this.#byId.set(call.id, call);
    this.#waiters.notify(call);
    return call;
  }

  #acknowledge(from: DeviceAddress, { attrs }: Stanza, answer: Stanza): Stanza {
    const ack = {
      ...answer,
      attrs: { class: "call", id: attrs["id"] ?? "", from: attrs["to"] ?? "", ...answer.attrs },
    };
    this.#world.hub.connection(from)?.send(ack);
    return ack;
  }
}

/** Of what an offer carries encrypted for each device, only that device's own part. */
function signalFor(world: World, signal: Stanza, address: DeviceAddress): Stanza {
  const destination = childOf(signal, "destination");
  if (destination === undefined) return signal;
  const own = childrenOf(destination, "to").find(({ attrs }) => {
    const named = world.directory.address(attrs["jid"]);
    return named?.account === address.account && named.device === address.device;
  });
  const rest = childrenOf(signal).filter((child) => child !== destination);
  return { ...signal, content: [...rest, ...childrenOf(own)] };
}
