import { IqError } from "../iq.ts";
import type { Account } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { createGroup } from "./creation.ts";
import { groupJid } from "./elements.ts";
import type { Group, Target } from "./model.ts";
import { isAdmin, requireAdmin, requireMember } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";

/** A group that a request about a community names, and why it could not be done with it. */
export interface LinkResult {
  readonly jid: string;
  /** Absent when it was done. */
  readonly error?: number;
}

/** How a community is made. */
export interface CommunityOptions {
  readonly description?: string;
  readonly descriptionId?: string | undefined;
  /** Whether it starts with a chat for everybody besides its announcements. */
  readonly generalChat?: boolean;
  /** Whether members who are no admins may add groups. */
  readonly membersMayAddGroups?: boolean;
}

/**
 * Communities: groups that hold other groups. Who is a member of a linked group is a member of the community and of its
 * announcements. Assumed from what the application shows; only `sub_groups` and the creation are known from the wire.
 */
export class Communities {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** Makes a community with its announcement group. Raises error 406 as for a group. */
  create(actor: Actor, subject: string, options: CommunityOptions = {}): Group {
    const { description = "", descriptionId, generalChat = false, membersMayAddGroups = false } = options;
    const { group: community } = createGroup(
      this.#room,
      actor,
      subject,
      [],
      { description },
      { kind: "community", membersMayAddGroups, descriptionId },
    );
    createGroup(this.#room, actor, subject, [], { announcement: true }, { kind: "announcements", community });
    // Assumed name.
    if (generalChat) createGroup(this.#room, actor, "General", [], {}, { kind: "general", community });
    return community;
  }

  /** Raises error 403 unless the account may add groups to the community, 400 when it is none. */
  requireMayAddGroups(community: Group, account: Account): void {
    if (community.kind !== "community") throw new IqError(400, "bad-request");
    if (community.membersMayAddGroups) requireMember(this.#room.records, community, account);
    else requireAdmin(this.#room.records, community, account);
  }

  /** The linked groups, announcements first. Raises error 403 for who is in none of them, 400 for no community. */
  subGroups(actor: Actor, community: Group): Group[] {
    if (community.kind !== "community") throw new IqError(400, "bad-request");
    const groups = this.linked(community);
    const isInside = [community, ...groups].some((group) => this.#isMember(group, actor.account));
    if (!isInside) throw new IqError(403, "forbidden");
    return groups;
  }

  linked(community: Group): Group[] {
    return this.#room.records.all.filter((group) => group.community === community.id);
  }

  /** Links groups of which the actor is an admin: 404 unknown, 403 not its admin, 409 linked already. */
  link(actor: Actor, community: Group, jids: readonly string[]): LinkResult[] {
    const { records, notifier, events, membership } = this.#room;
    this.requireMayAddGroups(community, actor.account);
    return jids.map((jid) => {
      const group = records.get(jid);
      if (group === undefined) return { jid, error: 404 };
      if (!isAdmin(records.participant(group, actor.account))) return { jid, error: 403 };
      if (group.kind !== "group" || group.community !== null) return { jid, error: 409 };
      group.community = community.id;
      records.touch(group);
      notifier.tell(actor, community, linkElement("link", "sub_group", group));
      notifier.tell(actor, group, linkElement("link", "parent_group", community));
      events.add("link", groupJid(community), actor.account);
      membership.enter(actor, community, notifier.members(group), "linked_group_join");
      return { jid };
    });
  }

  /** Takes groups out: 404 not linked, 405 for its own announcements and general chat. Members stay where they are. */
  unlink(actor: Actor, community: Group, jids: readonly string[]): LinkResult[] {
    const { records, notifier, events } = this.#room;
    requireAdmin(records, community, actor.account);
    return jids.map((jid) => {
      const group = records.get(jid);
      if (group === undefined || group.community !== community.id) return { jid, error: 404 };
      if (group.kind !== "group") return { jid, error: 405 };
      group.community = null;
      records.touch(group);
      notifier.tell(actor, community, linkElement("unlink", "sub_group", group));
      notifier.tell(actor, group, linkElement("unlink", "parent_group", community));
      events.add("unlink", groupJid(community), actor.account);
      return { jid };
    });
  }

  /** Leaves a community and all of its groups. Raises error 403 for who is not in it. */
  leave(actor: Actor, community: Group): void {
    requireMember(this.#room.records, community, actor.account);
    this.#exitAll(actor, community, [actor.account]);
  }

  /** After somebody was removed from a community: removes him from its groups as well. */
  removeFromLinked(actor: Actor, community: Group, targets: readonly Target[]): void {
    const { records, membership } = this.#room;
    const gone = targets.flatMap(({ account }) =>
      account !== undefined && records.participant(community, account) === undefined ? [account] : [],
    );
    for (const group of this.linked(community)) membership.exit(actor, group, gone);
  }

  /** New members of a linked group become members of the community, and those of a community hear its announcements. */
  follow(actor: Actor, group: Group, entered: readonly Account[]): void {
    const { records, membership } = this.#room;
    const target =
      group.kind === "community" ? this.#announcements(group) : group.community && records.get(group.community);
    if (target) membership.enter(actor, target, entered, "linked_group_join");
  }

  /** A community and its announcements lose their members together; its groups outlive it. */
  left(actor: Actor, group: Group, accounts: readonly Account[]): void {
    const { records, membership } = this.#room;
    if (group.kind === "community" && group.participants.length === 0) this.#release(group);
    const isPart = group.kind === "announcements" && group.community !== null;
    const other =
      group.kind === "community" ? this.#announcements(group) : isPart && records.get(group.community ?? "");
    if (other) membership.exit(actor, other, accounts);
  }

  /** The admins of a community are the admins of its announcements. */
  roleChanged(actor: Actor, group: Group, accounts: readonly Account[], role: "admin" | "member"): void {
    if (group.kind !== "community") return;
    const announcements = this.#announcements(group);
    if (announcements !== undefined) this.#room.membership.setRole(actor, announcements, accounts, role);
  }

  #exitAll(actor: Actor, community: Group, accounts: readonly Account[]): void {
    for (const group of [...this.linked(community), community]) this.#room.membership.exit(actor, group, accounts);
  }

  #release(community: Group): void {
    for (const group of this.linked(community).filter(({ kind }) => kind === "group")) {
      group.community = null;
      this.#room.records.touch(group);
    }
  }

  #announcements(community: Group): Group | undefined {
    return this.linked(community).find(({ kind }) => kind === "announcements");
  }

  #isMember(group: Group, account: Account): boolean {
    return this.#room.records.participant(group, account) !== undefined;
  }
}

function linkElement(tag: "link" | "unlink", type: "sub_group" | "parent_group", group: Group): Stanza {
  return element(tag, { [`${tag}_type`]: type }, [
    element("group", { jid: groupJid(group), subject: group.subject, s_t: group.subjectAt }),
  ]);
}
