import { lidJid, phoneJid } from "../address.ts";
import { writeJid } from "../jid.ts";
import type { Account } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { AddressingMode, Group, GroupRole, ParticipantResult } from "./model.ts";

/** `120363…@g.us` */
export function groupJid(group: Group): string {
  return writeJid(group.id, "g.us");
}

/** How a group names an account: by LID or by phone number. */
export function memberJid(mode: AddressingMode, account: Account): string {
  return mode === "lid" ? lidJid(account) : phoneJid(account);
}

/** The actor of a notification: in the group's own addressing, with the other JID beside it. */
export function actorAttributes(mode: AddressingMode, account: Account): Record<string, string> {
  return mode === "lid"
    ? { participant: lidJid(account), participant_pn: phoneJid(account) }
    : { participant: phoneJid(account), participant_lid: lidJid(account) };
}

/** `<participant>` with both JIDs and, unless it is a plain member's, the role. */
export function participantElement(mode: AddressingMode, account: Account, role: GroupRole = "member"): Stanza {
  return personElement("participant", mode, account, { type: role === "member" ? undefined : role });
}

/** An element that names a person as `<participant>` does, under another tag or with more attributes. */
export function personElement(
  tag: string,
  mode: AddressingMode,
  account: Account,
  more: Record<string, string | number | undefined> = {},
): Stanza {
  const names =
    mode === "lid"
      ? { jid: lidJid(account), phone_number: phoneJid(account) }
      : { jid: phoneJid(account), lid: lidJid(account) };
  return element(tag, { ...names, ...more });
}

/** One person's outcome. Somebody without an account is named as the request named him. */
export function resultElement(mode: AddressingMode, { jid, account, error, invitation }: ParticipantResult): Stanza {
  const person =
    account === undefined
      ? element("participant", { jid, error })
      : personElement("participant", mode, account, { error });
  if (invitation === undefined) return person;
  return { ...person, content: [element("add_request", { code: invitation.code, expiration: invitation.expiresAt })] };
}

/** What of a group is shown: who of the members, and who could not be added when it was made. */
interface GroupView {
  /** How many of the members are listed; all when absent. */
  readonly limit?: number;
  readonly failed?: readonly ParticipantResult[];
  /** `group`, or `community` for clients that look for that tag. */
  readonly tag?: string;
}

/** `<group>` with all that clients read of it: the wire reference, section 13. */
export function groupElement(world: World, group: Group, view: GroupView = {}): Stanza {
  const { addressingMode: mode } = group;
  const account = (lid: string): Account | undefined => world.directory.byLid(lid);
  const creator = account(group.creator);
  const subjectOwner = account(group.subjectBy);
  const isLid = mode === "lid";
  const attributes = {
    id: group.id,
    subject: group.subject,
    s_t: group.subjectAt,
    s_o: subjectOwner && memberJid(mode, subjectOwner),
    s_o_pn: isLid ? subjectOwner && phoneJid(subjectOwner) : undefined,
    creation: group.createdAt,
    creator: creator && memberJid(mode, creator),
    creator_pn: isLid ? creator && phoneJid(creator) : undefined,
    addressing_mode: mode,
    size: group.participants.length,
  };
  const members = group.participants.slice(0, view.limit).flatMap(({ lid, role }) => {
    const member = account(lid);
    return member === undefined ? [] : [participantElement(mode, member, role)];
  });
  const failed = (view.failed ?? []).map((result) => resultElement(mode, result));
  return element(view.tag ?? "group", attributes, [...members, ...failed, ...settingElements(world, group)]);
}

function settingElements(world: World, group: Group): Stanza[] {
  const elements: Stanza[] = [];
  if (group.description !== null) elements.push(descriptionElement(world, group));
  if (group.announcement) elements.push(element("announcement"));
  if (group.locked) elements.push(element("locked"));
  if (group.ephemeralSeconds > 0) elements.push(element("ephemeral", { expiration: group.ephemeralSeconds }));
  elements.push(element("member_add_mode", {}, group.memberAddMode));
  // Clients take the mere presence of this element for "on".
  if (group.approvalMode) elements.push(approvalModeElement("group_join", true));
  if (group.kind === "community") {
    elements.push(element("parent", { default_membership_approval_mode: "request_required" }));
    if (group.membersMayAddGroups) elements.push(element("allow_non_admin_sub_group_creation"));
  }
  if (group.kind === "announcements") elements.push(element("default_sub_group"));
  if (group.kind === "general") elements.push(element("general_chat"));
  if (group.community !== null) elements.push(element("linked_parent", { jid: writeJid(group.community, "g.us") }));
  return elements;
}

/** `<description>`; without a body for a group that has none. */
export function descriptionElement(world: World, group: Group): Stanza {
  const { description, addressingMode: mode } = group;
  if (description === null) return element("description", { delete: "true" });
  const author = world.directory.byLid(description.by);
  return element(
    "description",
    {
      id: description.id,
      t: description.at,
      participant: author && memberJid(mode, author),
      participant_pn: mode === "lid" ? author && phoneJid(author) : undefined,
    },
    [element("body", {}, Buffer.from(description.text, "utf8"))],
  );
}

/** @param scope `group_join`, or `community_join` where clients ask for a community so. */
export function approvalModeElement(scope: string, isOn: boolean): Stanza {
  return element("membership_approval_mode", {}, [element(scope, { state: isOn ? "on" : "off" })]);
}
