import { phoneJid } from "../address.ts";
import type { Account, Picture } from "../model.ts";
import { groupJid, memberJid } from "./elements.ts";
import type { GroupEvent, GroupEventKind } from "./events.ts";
import type { Groups } from "./groups.ts";
import type { AddressingMode, Group, GroupKind, GroupRole, MemberAddMode, RequestMethod } from "./model.ts";

/** A member as a test asks for it. */
export interface GroupMember {
  readonly account: Account;
  /** Digits only. */
  readonly phone: string;
  /** As the group names the member: by LID or phone number. */
  readonly jid: string;
  readonly role: GroupRole;
}

/** All that is known about a group at one moment. */
export interface GroupMetadata {
  readonly jid: string;
  readonly kind: GroupKind;
  readonly addressingMode: AddressingMode;
  readonly subject: string;
  readonly description: string | null;
  /** Digits of the maker's phone number. */
  readonly creator: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly members: readonly GroupMember[];
  readonly announcement: boolean;
  readonly locked: boolean;
  readonly ephemeralSeconds: number;
  readonly memberAddMode: MemberAddMode;
  readonly approvalMode: boolean;
  readonly pictureId: string | null;
  readonly requests: readonly { readonly phone: string; readonly method: RequestMethod; readonly at: number }[];
  /** JID of the community that it is linked to. */
  readonly community: string | null;
}

/** A group as an outsider sees it who may see everything: for tests that ask the other side. */
export class GroupHandle {
  readonly jid: string;
  readonly #groups: Groups;
  readonly #group: Group;

  constructor(groups: Groups, group: Group) {
    this.#groups = groups;
    this.#group = group;
    this.jid = groupJid(group);
  }

  /** The record itself, as other parts of the sandbox take it. */
  get record(): Group {
    return this.#group;
  }

  get subject(): string {
    return this.#group.subject;
  }

  get picture(): Picture | null {
    return this.#group.picture;
  }

  /** The code of the invite link, whoever may see it. */
  get inviteCode(): string {
    return this.#group.inviteCode;
  }

  get members(): GroupMember[] {
    const { directory } = this.#groups.world;
    return this.#group.participants.flatMap(({ lid, role }) => {
      const account = directory.byLid(lid);
      if (account === undefined) return [];
      return [{ account, phone: account.phone, jid: memberJid(this.#group.addressingMode, account), role }];
    });
  }

  /** The member with this phone JID, LID or number. */
  member(who: string): GroupMember | undefined {
    const { directory } = this.#groups.world;
    const account = directory.byJid(who) ?? directory.byPhone(who);
    return this.members.find((member) => member.account === account);
  }

  metadata(): GroupMetadata {
    const group = this.#group;
    const { directory } = this.#groups.world;
    const phone = (lid: string): string => directory.byLid(lid)?.phone ?? "";
    const community = group.community === null ? undefined : this.#groups.get(group.community);
    return {
      jid: this.jid,
      kind: group.kind,
      addressingMode: group.addressingMode,
      subject: group.subject,
      description: group.description?.text ?? null,
      creator: phone(group.creator),
      createdAt: group.createdAt,
      members: this.members,
      announcement: group.announcement,
      locked: group.locked,
      ephemeralSeconds: group.ephemeralSeconds,
      memberAddMode: group.memberAddMode,
      approvalMode: group.approvalMode,
      pictureId: group.picture?.id ?? null,
      requests: group.requests.map(({ lid, method, at }) => ({ phone: phone(lid), method, at })),
      community: community === undefined ? null : groupJid(community),
    };
  }

  /** The first event of this kind in this group, past or to come. Rejects after `timeoutMs` (5 s). */
  waitFor(
    kind: GroupEventKind,
    options: { readonly about?: Account; readonly timeoutMs?: number } = {},
  ): Promise<GroupEvent> {
    const { about, timeoutMs } = options;
    const whom = about === undefined ? "" : ` of ${phoneJid(about)}`;
    return this.#groups.events.waitFor(
      `${kind}${whom} in ${this.jid}`,
      (event) => event.group === this.jid && event.kind === kind && (!about || event.participants.includes(about)),
      timeoutMs,
    );
  }
}
