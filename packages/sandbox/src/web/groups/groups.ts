import { lidJid } from "../address.ts";
import { IqError } from "../iq.ts";
import type { Account, Picture } from "../model.ts";
import type { World } from "../world.ts";
import { type Actor, onPhone } from "./actor.ts";
import { Communities, type CommunityOptions } from "./communities.ts";
import { createGroup } from "./creation.ts";
import { GroupEvents } from "./events.ts";
import { GroupHandle } from "./handle.ts";
import { Invitations } from "./invitations.ts";
import { InviteLinks } from "./links.ts";
import { Membership } from "./membership.ts";
import type { Group, GroupChanges, GroupInvitation, GroupOptions, ParticipantResult, Target } from "./model.ts";
import { GroupNotifier } from "./notifier.ts";
import { GroupRecords } from "./records.ts";
import { MembershipRequests } from "./requests.ts";
import { isAdmin } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";
import { GroupSettings } from "./settings.ts";

/**
 * Groups and communities. The methods that take an account do what its user does on the phone, with the rights that it
 * has; all members' devices are told. They raise {@link IqError} with the code that the service would give: 404 when
 * there is no such group, 403 when the account has no right to do it, and what else each says.
 */
export class Groups implements GroupsRoom {
  readonly world: World;
  readonly records: GroupRecords;
  readonly notifier: GroupNotifier;
  /** What happened, with waiters. */
  readonly events: GroupEvents;
  readonly membership = new Membership(this);
  readonly settings = new GroupSettings(this);
  readonly links = new InviteLinks(this);
  readonly invitations = new Invitations(this);
  readonly requests = new MembershipRequests(this);
  readonly communities = new Communities(this);

  constructor(world: World) {
    this.world = world;
    this.records = new GroupRecords(world);
    this.notifier = new GroupNotifier(world);
    this.events = new GroupEvents(world);
  }

  get all(): Group[] {
    return this.records.all;
  }

  /** The group with this id or JID. */
  get(jid: string): Group | undefined {
    return this.records.get(jid);
  }

  /** A group as a test looks at it. */
  handle(jid: string): GroupHandle {
    return new GroupHandle(this, this.#found(jid));
  }

  groupsOf(account: Account): Group[] {
    return this.records.of(account);
  }

  /** Members in the order in which they came. */
  membersOf(group: Group): Account[] {
    return this.notifier.members(group);
  }

  isMember(group: Group, account: Account): boolean {
    return this.records.participant(group, account) !== undefined;
  }

  isAdmin(group: Group, account: Account): boolean {
    return isAdmin(this.records.participant(group, account));
  }

  /** Members, in an announcement group only admins; in a community's own record nobody. */
  canSend(account: Account, group: Group): boolean {
    if (group.kind === "community" || !this.isMember(group, account)) return false;
    return !group.announcement || this.isAdmin(group, account);
  }

  /** Makes a group; whoever could not be added is not in it. Raises error 406 for an unacceptable subject. */
  create(by: Account, subject: string, members: readonly Account[], options: GroupOptions = {}): GroupHandle {
    const { group } = createGroup(this, onPhone(by), subject, members.map(targetOf), options);
    return new GroupHandle(this, group);
  }

  createCommunity(by: Account, subject: string, options: CommunityOptions = {}): GroupHandle {
    return new GroupHandle(this, this.communities.create(onPhone(by), subject, options));
  }

  add(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.membership.add(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  remove(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.membership.remove(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  promote(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.membership.promote(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  demote(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.membership.demote(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  leave(account: Account, jid: string): void {
    this.membership.leave(onPhone(account), this.#found(jid));
  }

  setSubject(by: Account, jid: string, subject: string): void {
    this.settings.setSubject(onPhone(by), this.#found(jid), subject);
  }

  /** An empty text removes the description. */
  setDescription(by: Account, jid: string, text: string): void {
    this.settings.setDescription(onPhone(by), this.#found(jid), text);
  }

  /**
   * Null removes the picture; gives the new one. Raises error 406 for what is no JPEG.
   * @param by An account's user on the phone, or who asked in a request.
   */
  setPicture(by: Account | Actor, jid: string, jpeg: Buffer | null): Picture | null {
    const actor = "after" in by ? by : onPhone(by);
    return this.settings.setPicture(actor, this.#found(jid), jpeg);
  }

  /** Makes several changes at once; none of them when one is refused. */
  change(by: Account, jid: string, changes: GroupChanges): void {
    this.settings.change(onPhone(by), this.#found(jid), changes);
  }

  /** Lifetime of new messages in seconds: 0, a day, a week or 90 days. */
  setEphemeral(by: Account, jid: string, seconds: number): void {
    this.settings.setEphemeral(onPhone(by), this.#found(jid), seconds);
  }

  /** The code of the invite link; only admins see it. */
  inviteCode(by: Account, jid: string): string {
    return this.links.code(onPhone(by), this.#found(jid));
  }

  revokeInviteCode(by: Account, jid: string): string {
    return this.links.revoke(onPhone(by), this.#found(jid));
  }

  /** Joins by code or link; `request` when an admin must approve first. */
  join(account: Account, linkOrCode: string): "joined" | "request" {
    return this.links.join(onPhone(account), linkOrCode).outcome;
  }

  /** Accepts a personal invitation that `by` sent. */
  acceptInvitation(account: Account, jid: string, invitation: GroupInvitation): "joined" | "request" {
    const by = this.world.directory.byLid(invitation.by);
    return this.invitations.accept(onPhone(account), this.#found(jid), invitation.code, by);
  }

  /** Takes one's own membership request back; false when there is none. */
  withdrawRequest(account: Account, jid: string): boolean {
    return this.requests.withdraw(onPhone(account), this.#found(jid));
  }

  approve(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.requests.approve(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  reject(by: Account, jid: string, accounts: readonly Account[]): ParticipantResult[] {
    return this.requests.reject(onPhone(by), this.#found(jid), accounts.map(targetOf));
  }

  #found(jid: string): Group {
    const group = this.get(jid);
    if (group === undefined) throw new IqError(404, "item-not-found");
    return group;
  }
}

function targetOf(account: Account): Target {
  return { jid: lidJid(account), account };
}
