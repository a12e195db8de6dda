import { addressKey } from "../address.ts";
import { isGroupJid, isNewsletterJid, isStatusJid } from "../jid.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { Correspondents } from "./correspondents.ts";
import { routeToGroup } from "./group-messages.ts";
import { routeToNewsletter } from "./newsletter-posts.ts";
import { routeOneToOne } from "./one-to-one.ts";
import { type OutgoingMessage, type Refusal, type Routed, readOutgoing, remark } from "./outgoing.ts";
import { Receipts } from "./receipts.ts";
import { SentMessages } from "./sent-messages.ts";
import { routeStatus } from "./status-messages.ts";

const MALFORMED: Refusal = { error: 479, note: "a message needs an id and a recipient" };

/**
 * Messages and receipts on their way from one device to others. All of it happens while the stanza is handed over:
 * what one device sends arrives everywhere in the order in which it was sent.
 */
export class Messaging {
  readonly #world: World;
  readonly #sent: SentMessages;
  readonly #correspondents: Correspondents;
  readonly #receipts: Receipts;

  constructor(world: World) {
    this.#world = world;
    this.#sent = new SentMessages(world);
    this.#correspondents = new Correspondents(world);
    this.#receipts = new Receipts(world, this.#sent);
  }

  /**
   * Takes a `<message>`, `<receipt>` or `<call>` of a device and brings it on its way. Gives the `<ack>`, with `error`
   * for a message that goes nowhere; a companion also gets it on its connection.
   */
  receive(from: DeviceAddress, stanza: Stanza): Stanza {
    switch (stanza.tag) {
      case "message":
        return this.#message(from, stanza);
      case "receipt":
        return this.#receipt(from, stanza);
      case "call":
        return this.#world.calls.receive(from, stanza);
      default:
        throw new TypeError(`<${stanza.tag}> is neither a message nor a receipt nor a call`);
    }
  }

  /** Those with whom the account has exchanged messages or shares a group. */
  correspondents(account: Account): Account[] {
    return this.#correspondents.of(account);
  }

  #message(from: DeviceAddress, stanza: Stanza): Stanza {
    const message = readOutgoing(this.#world, from, stanza);
    const outcome = message === null ? MALFORMED : this.#route(message);
    const { id, to, type, participant } = stanza.attrs;
    const attributes = { class: "message", id, from: to, t: this.#world.clock.seconds(), participant, type };
    if ("error" in outcome) {
      remark(this.#world, from, stanza, `refused with ${outcome.error}: ${outcome.note}`);
      return this.#acknowledge(from, element("ack", { ...attributes, error: outcome.error }));
    }
    const { participantHash: phash, serverId: server_id } = outcome;
    const ack = this.#acknowledge(from, element("ack", { ...attributes, phash, server_id }));
    // Before anything is delivered: the sender learns first that the server has it.
    if (outcome.isNew && from.device !== 0) this.#receipts.confirm(from, id ?? "", to ?? "");
    for (const { address, stanza: delivered } of outcome.deliveries) this.#world.hub.deliver(address, delivered);
    for (const action of outcome.following ?? []) action();
    return ack;
  }

  #route(message: OutgoingMessage): Routed | Refusal {
    const { from, to, id } = message;
    if (isNewsletterJid(to)) return routeToNewsletter(this.#world, message);
    const target = this.#world.directory.byJid(to);
    if (target !== undefined && this.#isTooForward(from.account, target)) {
      return { error: 463, note: "an account under a reach-out lock may not begin a chat" };
    }
    const outcome = isGroupJid(to)
      ? routeToGroup(this.#world, message)
      : isStatusJid(to)
        ? routeStatus(this.#world, message)
        : routeOneToOne(this.#world, message);
    if ("error" in outcome) return outcome;
    const addressed = outcome.deliveries.map(({ address }) => addressKey(address));
    this.#sent.add(from, id, to, addressed);
    if (target !== undefined) this.#correspondents.add(from.account, target);
    return outcome;
  }

  #receipt(from: DeviceAddress, receipt: Stanza): Stanza {
    const { id, to, type, participant, recipient } = receipt.attrs;
    const ack = this.#acknowledge(
      from,
      element("ack", { class: "receipt", id, from: to, participant, recipient, type }),
    );
    this.#receipts.forward(from, receipt);
    return ack;
  }

  #acknowledge(from: DeviceAddress, ack: Stanza): Stanza {
    if (from.device === 0) this.#world.phones.of(from.account).deliver(ack);
    else this.#world.hub.connection(from)?.send(ack);
    return ack;
  }

  #isTooForward(account: Account, target: Account): boolean {
    if (!this.#world.profiles.isReachoutLocked(account)) return false;
    return account !== target && !this.#correspondents.has(account, target);
  }
}
