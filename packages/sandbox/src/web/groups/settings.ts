import { IqError } from "../iq.ts";
import type { Picture } from "../model.ts";
import { checkPicture } from "../profile/pictures.ts";
import { element, type Stanza } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { checkDescription, checkEphemeral, checkSubject } from "./creation.ts";
import { approvalModeElement, descriptionElement, groupJid, memberJid } from "./elements.ts";
import type { GroupEventKind } from "./events.ts";
import type { Group, GroupChanges, MemberAddMode } from "./model.ts";
import { requireAdmin, requireEditor } from "./rights.ts";
import type { GroupsRoom } from "./room.ts";

/** What a group looks like and what its members may do. Everybody in it hears of each change. */
export class GroupSettings {
  readonly #room: GroupsRoom;

  constructor(room: GroupsRoom) {
    this.#room = room;
  }

  /** Raises error 403 for who may not edit, 406 for a subject that is empty or too long. */
  setSubject(actor: Actor, group: Group, subject: string): void {
    requireEditor(this.#room.records, group, actor.account);
    checkSubject(subject);
    group.subject = subject;
    group.subjectBy = actor.account.lid;
    group.subjectAt = this.#room.world.clock.seconds();
    const owner = memberJid(group.addressingMode, actor.account);
    this.#changed(actor, group, "subject", element("subject", { subject, s_o: owner, s_t: group.subjectAt }));
  }

  /**
   * Sets the description, or removes it when the text is empty. Raises error 403 for who may not edit, 406 for one that
   * is too long, and 409 when `change.previous` is given and is not the id of the present one.
   */
  setDescription(
    actor: Actor,
    group: Group,
    text: string,
    change: { id?: string | undefined; previous?: string | null } = {},
  ): void {
    const { world, records } = this.#room;
    requireEditor(records, group, actor.account);
    checkDescription(text);
    if (change.previous !== undefined && change.previous !== (group.description?.id ?? null)) {
      throw new IqError(409, "conflict");
    }
    const id = change.id ?? world.random.hex(`group descriptions ${group.id}`, 20);
    const at = world.clock.seconds();
    group.description = text === "" ? null : { id, text, by: actor.account.lid, at };
    this.#changed(actor, group, "description", descriptionElement(world, group));
  }

  /** Null removes it. Raises error 403 for who may not edit, 406 for what is no JPEG or too large (assumed). */
  setPicture(actor: Actor, group: Group, jpeg: Buffer | null): Picture | null {
    const { world, records, notifier, events } = this.#room;
    requireEditor(records, group, actor.account);
    group.picture = jpeg === null ? null : world.profiles.pictures.make(group.id, jpeg);
    records.touch(group);
    notifier.tellPicture(actor, group);
    events.add("picture", groupJid(group), actor.account);
    return group.picture;
  }

  /** Raises error 403 for who may not edit, 400 for a lifetime that WhatsApp does not offer. */
  setEphemeral(actor: Actor, group: Group, seconds: number): void {
    requireEditor(this.#room.records, group, actor.account);
    checkEphemeral(seconds);
    group.ephemeralSeconds = seconds;
    const content = seconds === 0 ? element("not_ephemeral") : element("ephemeral", { expiration: seconds });
    this.#changed(actor, group, "ephemeral", content);
  }

  /** Whether only admins may send. Raises error 403 unless an admin does it. */
  setAnnouncement(actor: Actor, group: Group, isOn: boolean): void {
    requireAdmin(this.#room.records, group, actor.account);
    group.announcement = isOn;
    this.#changed(actor, group, "announcement", element(isOn ? "announcement" : "not_announcement"));
  }

  /** Whether only admins may edit. Raises error 403 unless an admin does it. */
  setLocked(actor: Actor, group: Group, isOn: boolean): void {
    requireAdmin(this.#room.records, group, actor.account);
    group.locked = isOn;
    this.#changed(actor, group, "locked", element(isOn ? "locked" : "unlocked"));
  }

  /** Who may add members. Raises error 403 unless an admin does it. */
  setMemberAddMode(actor: Actor, group: Group, mode: MemberAddMode): void {
    requireAdmin(this.#room.records, group, actor.account);
    group.memberAddMode = mode;
    this.#changed(actor, group, "member-add-mode", element("member_add_mode", {}, mode));
  }

  /**
   * Whether admins must approve who joins. Raises error 403 unless an admin does it.
   * @param scope The tag that the client used: clients ask for a community under another one.
   */
  setApprovalMode(actor: Actor, group: Group, isOn: boolean, scope = "group_join"): void {
    requireAdmin(this.#room.records, group, actor.account);
    group.approvalMode = isOn;
    this.#changed(actor, group, "approval-mode", approvalModeElement(scope, isOn));
  }

  /** Makes several changes, or none when one of them is refused: what each alone would raise is raised first. */
  change(actor: Actor, group: Group, changes: GroupChanges): void {
    const { subject, description, picture, ephemeralSeconds, ...rules } = changes;
    const { announcement, locked, memberAddMode, approvalMode } = rules;
    // Rights stay the same on the way: only admins can lock and unlock, and they may do all of it.
    requireEditor(this.#room.records, group, actor.account);
    if (Object.values(rules).some((rule) => rule !== undefined)) {
      requireAdmin(this.#room.records, group, actor.account);
    }
    if (subject !== undefined) checkSubject(subject);
    checkDescription(description ?? "");
    checkEphemeral(ephemeralSeconds ?? 0);
    if (picture) checkPicture(picture);

    if (subject !== undefined) this.setSubject(actor, group, subject);
    if (description !== undefined) this.setDescription(actor, group, description);
    if (picture !== undefined) this.setPicture(actor, group, picture);
    if (ephemeralSeconds !== undefined) this.setEphemeral(actor, group, ephemeralSeconds);
    if (announcement !== undefined) this.setAnnouncement(actor, group, announcement);
    if (locked !== undefined) this.setLocked(actor, group, locked);
    if (memberAddMode !== undefined) this.setMemberAddMode(actor, group, memberAddMode);
    if (approvalMode !== undefined) this.setApprovalMode(actor, group, approvalMode);
  }

  #changed(actor: Actor, group: Group, kind: GroupEventKind, content: Stanza): void {
    const { records, notifier, events } = this.#room;
    records.touch(group);
    notifier.tell(actor, group, content);
    events.add(kind, groupJid(group), actor.account);
  }
}
