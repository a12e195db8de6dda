import { IqError } from "../iq.ts";
import { element } from "../stanza.ts";
import type { Actor } from "./actor.ts";
import { newInviteCode } from "./codes.ts";
import { groupElement, groupJid } from "./elements.ts";
import {
  EPHEMERAL_SECONDS,
  type Group,
  type GroupKind,
  type GroupOptions,
  MAX_DESCRIPTION_CHARACTERS,
  MAX_PARTICIPANTS,
  MAX_SUBJECT_CHARACTERS,
  type ParticipantResult,
  type Target,
} from "./model.ts";
import type { GroupsRoom } from "./room.ts";
import { distinct } from "./targets.ts";

/** A new group, and who could not be made a member of it. */
export interface Created {
  readonly group: Group;
  readonly failed: readonly ParticipantResult[];
}

/** What a creation needs besides {@link GroupOptions}. */
interface CreationDetails {
  readonly kind?: GroupKind;
  readonly community?: Group;
  readonly membersMayAddGroups?: boolean;
  /** As the client chose it; it recognises its own group by it. */
  readonly key?: string | undefined;
  readonly descriptionId?: string | undefined;
}

/**
 * Makes a group with its maker as superadmin. Raises error 406 for a subject or description that is empty or too long,
 * 419 for more people than a group may have (assumed), 400 for a lifetime that WhatsApp does not offer.
 */
export function createGroup(
  room: GroupsRoom,
  actor: Actor,
  subject: string,
  targets: readonly Target[],
  options: GroupOptions = {},
  details: CreationDetails = {},
): Created {
  checkSubject(subject);
  checkDescription(options.description ?? "");
  checkEphemeral(options.ephemeralSeconds ?? 0);
  const others = distinct(targets).filter(({ account }) => account !== actor.account);
  if (others.length + 1 > MAX_PARTICIPANTS) throw new IqError(419, "resource-limit");

  const group = newGroup(room, actor, subject, options, details);
  room.records.add(group);
  const failed: ParticipantResult[] = [];
  for (const target of others) {
    const result = room.membership.admission(actor, group, target);
    if (result.error !== undefined) failed.push(result);
    else if (target.account !== undefined) room.records.join(group, { lid: target.account.lid, role: "member" });
  }

  const creation = (key?: string) => element("create", { type: "new", key }, [groupElement(room.world, group)]);
  const members = room.notifier.members(group);
  room.notifier.tell(actor, group, creation(details.key), [actor.account]);
  const invited = members.filter((account) => account !== actor.account);
  if (invited.length > 0) room.notifier.tell(actor, group, creation(), invited);
  room.events.add("create", groupJid(group), actor.account, members);
  room.communities.follow(actor, group, members);
  return { group, failed };
}

function newGroup(
  room: GroupsRoom,
  actor: Actor,
  subject: string,
  options: GroupOptions,
  details: CreationDetails,
): Group {
  const { random, clock } = room.world;
  const by = actor.account.lid;
  const at = clock.seconds();
  const text = options.description ?? "";
  const id = newId(room, by);
  const descriptionId = details.descriptionId ?? random.hex(`group descriptions ${id}`, 20);
  return {
    id,
    kind: details.kind ?? "group",
    addressingMode: options.addressingMode ?? "lid",
    creator: by,
    createdAt: at,
    subject,
    subjectBy: by,
    subjectAt: at,
    description: text === "" ? null : { id: descriptionId, text, by, at },
    participants: [{ lid: by, role: "superadmin" }],
    announcement: options.announcement ?? false,
    locked: options.locked ?? false,
    ephemeralSeconds: options.ephemeralSeconds ?? 0,
    memberAddMode: options.memberAddMode ?? "all_member_add",
    approvalMode: options.approvalMode ?? false,
    inviteCode: newInviteCode(random, id),
    revokedCodes: [],
    invitations: [],
    requests: [],
    removed: [],
    picture: null,
    epoch: 0,
    community: details.community?.id ?? null,
    membersMayAddGroups: details.membersMayAddGroups ?? false,
  };
}

/** Drawn from a stream of its maker's own: what others make at the same time changes nothing under a seed. */
function newId(room: GroupsRoom, maker: string): string {
  for (;;) {
    const id = `120363${room.world.random.digits(`groups ${maker}`, 12)}`;
    if (room.records.get(id) === undefined) return id;
  }
}

/** WhatsApp answers an unacceptable subject with 406 (whatsmeow, group.go). */
export function checkSubject(subject: string): void {
  if (subject === "" || [...subject].length > MAX_SUBJECT_CHARACTERS) throw new IqError(406, "not-acceptable");
}

export function checkDescription(text: string): void {
  if ([...text].length > MAX_DESCRIPTION_CHARACTERS) throw new IqError(406, "not-acceptable");
}

export function checkEphemeral(seconds: number): void {
  if (!EPHEMERAL_SECONDS.includes(seconds)) throw new IqError(400, "bad-request");
}
