import type { Collection } from "../../store/store.ts";
import { parseJid } from "../jid.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import type { Group, GroupParticipant } from "./model.ts";

/** All groups, by id, by member and by invite code. */
export class GroupRecords {
  readonly #groups: Collection<Group>;
  readonly #byMember = new Map<string, Set<string>>();
  readonly #members = new Map<string, Map<string, GroupParticipant>>();
  readonly #byCode = new Map<string, string>();

  constructor(world: World) {
    this.#groups = world.store.collection("groups");
    for (const group of this.#groups.values()) this.#index(group);
  }

  get all(): Group[] {
    return [...this.#groups.values()];
  }

  /** The group with this id or JID. */
  get(jid: string): Group | undefined {
    const parsed = parseJid(jid);
    if (parsed === null) return this.#groups.get(jid);
    return parsed.server === "g.us" ? this.#groups.get(parsed.user) : undefined;
  }

  of(account: Account): Group[] {
    return [...(this.#byMember.get(account.lid) ?? [])].flatMap((id) => this.#groups.get(id) ?? []);
  }

  participant(group: Group, account: Account): GroupParticipant | undefined {
    return this.#members.get(group.id)?.get(account.lid);
  }

  /** The group that an invite code leads to, also one that was revoked. */
  byInviteCode(code: string): Group | undefined {
    const id = this.#byCode.get(code);
    return id === undefined ? undefined : this.#groups.get(id);
  }

  add(group: Group): void {
    this.#groups.set(group.id, group);
    this.#index(group);
  }

  /** To be called after a group was changed in place. */
  touch(group: Group): void {
    this.#groups.touch(group.id);
  }

  join(group: Group, participant: GroupParticipant): void {
    group.participants.push(participant);
    this.#indexMember(group, participant);
    this.touch(group);
  }

  leave(group: Group, lid: string): void {
    group.participants = group.participants.filter((participant) => participant.lid !== lid);
    this.#members.get(group.id)?.delete(lid);
    this.#byMember.get(lid)?.delete(group.id);
    this.touch(group);
  }

  setInviteCode(group: Group, code: string): void {
    group.revokedCodes.push(group.inviteCode);
    group.inviteCode = code;
    this.#byCode.set(code, group.id);
    this.touch(group);
  }

  delete(group: Group): void {
    for (const { lid } of group.participants) this.#byMember.get(lid)?.delete(group.id);
    for (const code of [group.inviteCode, ...group.revokedCodes]) this.#byCode.delete(code);
    this.#members.delete(group.id);
    this.#groups.delete(group.id);
  }

  #index(group: Group): void {
    this.#members.set(group.id, new Map());
    for (const participant of group.participants) this.#indexMember(group, participant);
    for (const code of [group.inviteCode, ...group.revokedCodes]) this.#byCode.set(code, group.id);
  }

  #indexMember(group: Group, participant: GroupParticipant): void {
    this.#members.get(group.id)?.set(participant.lid, participant);
    const groups = this.#byMember.get(participant.lid);
    if (groups === undefined) this.#byMember.set(participant.lid, new Set([group.id]));
    else groups.add(group.id);
  }
}
