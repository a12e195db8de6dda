import { IqError } from "../iq.ts";
import type { Account } from "../model.ts";
import type { Actor } from "./actor.ts";
import { newInvitationCode } from "./codes.ts";
import {
  type Group,
  type GroupInvitation,
  INVITATION_SECONDS,
  MAX_PARTICIPANTS,
  type ParticipantResult,
  type Target,
} from "./model.ts";
import { isAdmin, requireAdmin } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";

/** Personal invitations ("v4"): a code for one person, sent in a `groupInviteMessage`. */
export class Invitations {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** A code with which an account may join for three days, in place of one that it had. */
  create(actor: Actor, group: Group, account: Account): GroupInvitation {
    const { world, records } = this.#room;
    const invitation: GroupInvitation = {
      code: newInvitationCode(world.random, group.id),
      lid: account.lid,
      by: actor.account.lid,
      expiresAt: world.clock.seconds() + INVITATION_SECONDS,
    };
    group.invitations = group.invitations.filter(({ lid }) => lid !== account.lid);
    group.invitations.push(invitation);
    records.touch(group);
    return invitation;
  }

  /**
   * Joins with a code; where admins must approve it is a request, unless an admin invited. Assumed errors: 409 for a
   * member, 406 for a code that is not this person's, 410 for one that expired or whose sender is no member any more,
   * 419 when the group is full.
   * @param by Who sent the invitation, as the client says.
   * @returns `request` when an admin must approve first.
   */
  accept(actor: Actor, group: Group, code: string, by: Account | undefined): "joined" | "request" {
    const { world, records, membership, requests } = this.#room;
    if (records.participant(group, actor.account) !== undefined) throw new IqError(409, "conflict");
    const invitation = group.invitations.find((each) => each.code === code && each.lid === actor.account.lid);
    if (invitation === undefined || by?.lid !== invitation.by) throw new IqError(406, "not-acceptable");
    const inviter = records.participant(group, by);
    if (invitation.expiresAt <= world.clock.seconds() || inviter === undefined) throw new IqError(410, "gone");
    if (group.participants.length >= MAX_PARTICIPANTS) throw new IqError(419, "resource-limit");
    if (group.approvalMode && !isAdmin(inviter)) {
      requests.create(actor, group, actor.account, "invite_link");
      return "request";
    }
    // The client says "added by who invited me" of itself, so the others hear it in the same way.
    membership.enter({ account: by, after: (action) => actor.after(action) }, group, [actor.account], "invite");
    return "joined";
  }

  /** Takes invitations back. Raises error 403 unless the actor is an admin; 404 for who has none. */
  revoke(actor: Actor, group: Group, targets: readonly Target[]): ParticipantResult[] {
    const { records } = this.#room;
    requireAdmin(records, group, actor.account);
    return targets.map((target) => {
      const left = group.invitations.filter(({ lid }) => lid !== target.account?.lid);
      if (left.length === group.invitations.length) return { ...target, error: 404 };
      group.invitations = left;
      records.touch(group);
      return target;
    });
  }
}
