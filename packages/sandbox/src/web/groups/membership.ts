import { IqError } from "../iq.ts";
import type { Account } from "../model.ts";
import { element } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { mayAdd } from "./adding.ts";
import { groupElement, groupJid, participantElement } from "./elements.ts";
import { type Group, type GroupRole, MAX_PARTICIPANTS, type ParticipantResult, type Target } from "./model.ts";
import { isAdmin, requireAdmin, requireMember } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";
import { distinct } from "./targets.ts";

/** Who is in a group, and with which role. */
export class Membership {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** Adds people. Raises error 403 unless the actor is an admin, or a member while members may add others. */
  add(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    const { records, requests } = this.#room;
    const own = requireMember(records, group, actor.account);
    if (group.memberAddMode === "admin_add" || group.kind !== "group") requireAdmin(records, group, actor.account);
    const entering: Account[] = [];
    const results = named(targets).map((target) => {
      const result = this.admission(actor, group, target, entering.length);
      if (result.error !== undefined || target.account === undefined) return result;
      // Assumed: where admins must approve, a member's addition becomes a request and is answered as done.
      if (group.approvalMode && !isAdmin(own)) requests.create(actor, group, target.account, "non_admin_add");
      else entering.push(target.account);
      return result;
    });
    this.enter(actor, group, entering);
    return results;
  }

  /** Removes people; whoever removes himself leaves. Raises error 403 unless the actor is an admin. */
  remove(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    const { records } = this.#room;
    requireAdmin(records, group, actor.account);
    const leaving: Account[] = [];
    const results = named(targets).map((target) => {
      const error = this.#changeError(group, target);
      if (error === undefined && target.account !== undefined) leaving.push(target.account);
      return error === undefined ? target : { ...target, error };
    });
    for (const { lid } of leaving) {
      if (lid !== actor.account.lid && !group.removed.includes(lid)) group.removed.push(lid);
    }
    this.exit(actor, group, leaving);
    return results;
  }

  /** Leaves a group. Raises error 403 for who is not in it. */
  leave(actor: Actor, group: Group): void {
    requireMember(this.#room.records, group, actor.account);
    this.exit(actor, group, [actor.account]);
  }

  /** Makes members admins. Raises error 403 unless the actor is an admin. */
  promote(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    return this.#changeRole(actor, group, targets, "promote", "admin");
  }

  /** Makes admins plain members. Raises error 403 unless the actor is an admin. */
  demote(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    return this.#changeRole(actor, group, targets, "demote", "member");
  }

  /**
   * Whether somebody can be added: 404 for no account, 409 for a member, 403 with a personal invitation for who does not
   * want to be added, 419 when the group is full: codes as whatsapp-web.js knows them (addParticipants). Assumed: 401
   * for who blocked the actor.
   */
  admission(actor: Actor, group: Group, target: Target, alsoEntering = 0): ParticipantResult {
    const { world, records, invitations } = this.#room;
    const { account } = target;
    if (account === undefined) return { ...target, error: 404 };
    if (records.participant(group, account) !== undefined) return { ...target, error: 409 };
    if (account.blocked.includes(actor.account.lid)) return { ...target, error: 401 };
    if (group.participants.length + alsoEntering >= MAX_PARTICIPANTS) return { ...target, error: 419 };
    if (mayAdd(world, actor.account, account)) return target;
    return { ...target, error: 403, invitation: invitations.create(actor, group, account) };
  }

  /** Makes accounts members: they hear of the group first, then all hear of them. */
  enter(actor: Actor, group: Group, accounts: readonly Account[], reason?: string): void {
    const { world, records, notifier, events, communities } = this.#room;
    const entering = [...new Set(accounts)].filter((account) => records.participant(group, account) === undefined);
    if (entering.length === 0) return;
    for (const { lid } of entering) {
      records.join(group, { lid, role: "member" });
      group.requests = group.requests.filter((request) => request.lid !== lid);
      group.invitations = group.invitations.filter((invitation) => invitation.lid !== lid);
      group.removed = group.removed.filter((removed) => removed !== lid);
    }
    notifier.tell(actor, group, element("create", { reason }, [groupElement(world, group)]), entering);
    notifier.tell(actor, group, this.#change("add", group, entering, reason));
    events.add("add", groupJid(group), actor.account, entering);
    communities.follow(actor, group, entering);
  }

  /** Ends memberships; who goes hears of it too. The group ends with its last member. */
  exit(actor: Actor, group: Group, accounts: readonly Account[]): void {
    const { records, notifier, events, communities } = this.#room;
    const leaving = [...new Set(accounts)].filter((account) => records.participant(group, account) !== undefined);
    if (leaving.length === 0) return;
    const told = notifier.members(group);
    const content = this.#change("remove", group, leaving);
    for (const { lid } of leaving) records.leave(group, lid);
    group.epoch += 1;
    records.touch(group);
    notifier.tell(actor, group, content, told);
    const isLeave = leaving.length === 1 && leaving[0] === actor.account;
    events.add(isLeave ? "leave" : "remove", groupJid(group), actor.account, leaving);
    communities.left(actor, group, leaving);
    if (group.participants.length === 0) records.delete(group);
    else this.#keepAnAdmin(actor, group);
  }

  /** Sets roles without asking for rights, and tells the members. */
  setRole(actor: Actor, group: Group, accounts: readonly Account[], role: "admin" | "member"): void {
    const { records, notifier, events, communities } = this.#room;
    const changing = accounts.filter((account) => {
      const participant = records.participant(group, account);
      return participant !== undefined && isAdmin(participant) !== (role === "admin");
    });
    if (changing.length === 0) return;
    for (const account of changing) {
      const participant = records.participant(group, account);
      if (participant !== undefined) participant.role = role;
    }
    records.touch(group);
    const tag = role === "admin" ? "promote" : "demote";
    notifier.tell(actor, group, this.#change(tag, group, changing));
    events.add(tag, groupJid(group), actor.account, changing);
    communities.roleChanged(actor, group, changing, role);
  }

  #changeRole(
    actor: Actor,
    group: Group,
    targets: readonly Target[],
    change: "promote" | "demote",
    role: "admin" | "member",
  ): ParticipantResult[] {
    const { records } = this.#room;
    requireAdmin(records, group, actor.account);
    const changing: Account[] = [];
    const results = named(targets).map((target) => {
      const { account } = target;
      const error = change === "demote" ? this.#changeError(group, target) : this.#absence(group, target);
      if (error !== undefined || account === undefined) return { ...target, error: error ?? 404 };
      // Assumed: like adding a member, giving somebody the role that he has is a conflict.
      if (isAdmin(records.participant(group, account)) === (role === "admin")) return { ...target, error: 409 };
      changing.push(account);
      return target;
    });
    this.setRole(actor, group, changing, role);
    return results;
  }

  #absence(group: Group, { account }: Target): number | undefined {
    return account === undefined || this.#room.records.participant(group, account) === undefined ? 404 : undefined;
  }

  /** Assumed: 405 for the maker of the group, who stays its superadmin until he leaves. */
  #changeError(group: Group, target: Target): number | undefined {
    const absence = this.#absence(group, target);
    if (absence !== undefined || target.account === undefined) return absence;
    return this.#room.records.participant(group, target.account)?.role === "superadmin" ? 405 : undefined;
  }

  /** Assumed: when the last admin goes, who has been a member for longest becomes one. */
  #keepAnAdmin(actor: Actor, group: Group): void {
    const [oldest] = this.#room.notifier.members(group);
    if (oldest === undefined || group.participants.some(isAdmin)) return;
    this.setRole(actor, group, [oldest], "admin");
  }

  #change(tag: "add" | "remove" | "promote" | "demote", group: Group, accounts: readonly Account[], reason?: string) {
    const participants = accounts.map((account) => {
      const role: GroupRole = tag === "promote" ? "admin" : "member";
      return participantElement(group.addressingMode, account, role);
    });
    return element(tag, { reason }, participants);
  }
}

/** Raises error 400 when a request names nobody. */
function named(targets: readonly Target[]): Target[] {
  if (targets.length === 0) throw new IqError(400, "bad-request");
  return distinct(targets);
}
