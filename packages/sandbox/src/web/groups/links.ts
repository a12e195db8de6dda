import { IqError } from "../iq.ts";
import { element } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { codeOf, newInviteCode } from "./codes.ts";
import { groupJid } from "./elements.ts";
import { type Group, MAX_PARTICIPANTS } from "./model.ts";
import { requireAdmin } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";

/** Invite links: one code per group, good for everybody until an admin makes another. */
export class InviteLinks {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** Raises error 403 for strangers and 401 for members who are no admins. */
  code(actor: Actor, group: Group): string {
    requireAdmin(this.#room.records, group, actor.account, 401);
    return group.inviteCode;
  }

  /** Makes another code; the old one is gone. Raises the errors of {@link code}. */
  revoke(actor: Actor, group: Group): string {
    const { world, records, notifier, events } = this.#room;
    requireAdmin(records, group, actor.account, 401);
    records.setInviteCode(group, newInviteCode(world.random, group.id));
    notifier.tell(actor, group, element("invite", { code: group.inviteCode }));
    events.add("invite-code", groupJid(group), actor.account);
    return group.inviteCode;
  }

  /** The group behind a code or link. Raises error 406 for one that never was and 410 for one that was revoked. */
  resolve(linkOrCode: string): Group {
    const code = codeOf(linkOrCode);
    const group = this.#room.records.byInviteCode(code);
    if (group === undefined) throw new IqError(406, "not-acceptable");
    if (group.inviteCode !== code) throw new IqError(410, "gone");
    return group;
  }

  /**
   * Joins by code or link; where admins must approve it becomes a request. Raises the errors of {@link resolve}, 409
   * for a member, 401 for who was removed by an admin (assumed) and 419 when the group is full.
   * @returns `request` when an admin must approve first.
   */
  join(actor: Actor, linkOrCode: string): { group: Group; outcome: "joined" | "request" } {
    const { records, membership, requests } = this.#room;
    const group = this.resolve(linkOrCode);
    if (records.participant(group, actor.account) !== undefined) throw new IqError(409, "conflict");
    if (group.removed.includes(actor.account.lid)) throw new IqError(401, "not-authorized");
    if (group.participants.length >= MAX_PARTICIPANTS) throw new IqError(419, "resource-limit");
    if (group.approvalMode) {
      requests.create(actor, group, actor.account, "invite_link");
      return { group, outcome: "request" };
    }
    membership.enter(actor, group, [actor.account], "invite");
    return { group, outcome: "joined" };
  }
}
