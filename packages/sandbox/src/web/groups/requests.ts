import type { Account } from "../model.ts";
import { element } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { groupJid, participantElement, personElement } from "./elements.ts";
import {
  type Group,
  MAX_PARTICIPANTS,
  type MembershipRequest,
  type ParticipantResult,
  type RequestMethod,
  type Target,
} from "./model.ts";
import { requireAdmin } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";
import { distinct } from "./targets.ts";

/** Those who want to become members of groups whose admins must approve it. */
export class MembershipRequests {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** Notes a request and tells the admins; a second one of the same person changes nothing. */
  create(actor: Actor, group: Group, account: Account, method: RequestMethod): void {
    const { world, records, notifier, events } = this.#room;
    if (group.requests.some(({ lid }) => lid === account.lid)) return;
    group.requests.push({ lid: account.lid, method, by: actor.account.lid, at: world.clock.seconds() });
    records.touch(group);
    const content = element("created_membership_requests", { request_method: method }, [
      personElement("requested_user", group.addressingMode, account),
    ]);
    notifier.tell(actor, group, content, notifier.admins(group));
    events.add("request", groupJid(group), actor.account, [account]);
  }

  /** Open requests, oldest first. Raises error 403 unless the actor is an admin. */
  list(actor: Actor, group: Group): readonly MembershipRequest[] {
    requireAdmin(this.#room.records, group, actor.account);
    return group.requests;
  }

  /** Lets people in: 404 for who did not ask, 419 when the group is full. Raises error 403 unless an admin does it. */
  approve(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    const { records, membership } = this.#room;
    requireAdmin(records, group, actor.account);
    const entering: Account[] = [];
    const results = distinct(targets).map((target) => {
      const error = this.#absence(group, target);
      if (error !== undefined || target.account === undefined) return { ...target, error: error ?? 404 };
      if (group.participants.length + entering.length >= MAX_PARTICIPANTS) return { ...target, error: 419 };
      entering.push(target.account);
      return target;
    });
    membership.enter(actor, group, entering);
    return results;
  }

  /** Turns people down: 404 for who did not ask. Raises error 403 unless an admin does it. */
  reject(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    requireAdmin(this.#room.records, group, actor.account);
    const rejected: Account[] = [];
    const results = distinct(targets).map((target) => {
      const error = this.#absence(group, target);
      if (error !== undefined || target.account === undefined) return { ...target, error: error ?? 404 };
      rejected.push(target.account);
      return target;
    });
    for (const account of rejected) this.#end(actor, group, account, "request-rejected");
    return results;
  }

  /** Takes one's own request back; false when there is none. */
  withdraw(actor: Actor, group: Group): boolean {
    if (this.#absence(group, { jid: "", account: actor.account }) !== undefined) return false;
    this.#end(actor, group, actor.account, "request-withdrawn");
    return true;
  }

  #absence(group: Group, { account }: Target): number | undefined {
    return group.requests.some(({ lid }) => lid === account?.lid) ? undefined : 404;
  }

  #end(actor: Actor, group: Group, account: Account, kind: "request-rejected" | "request-withdrawn"): void {
    const { records, notifier, events } = this.#room;
    group.requests = group.requests.filter(({ lid }) => lid !== account.lid);
    records.touch(group);
    const content = element("revoked_membership_requests", {}, [participantElement(group.addressingMode, account)]);
    notifier.tell(actor, group, content, notifier.admins(group));
    events.add(kind, groupJid(group), actor.account, [account]);
  }
}
