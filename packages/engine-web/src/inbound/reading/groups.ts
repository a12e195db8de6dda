import type { EventData } from "@waxwing/contract";
import type { BaileysEventMap, GroupMetadata, GroupParticipant } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { present, textOf } from "../content/values.ts";
import { type Entry, stages } from "../entry.ts";
import { learnFromContacts } from "./contacts.ts";

type Group = EventData<"GROUPS_UPSERT">[number];

/** Remembers both addresses of members. */
export function learnFromGroups(groups: readonly Partial<GroupMetadata>[], addresses: Addresses): void {
  for (const group of groups) {
    learnFromContacts(group.participants ?? [], addresses);
    addresses.learn(group.owner, group.ownerPn);
    addresses.learn(group.author, group.authorPn);
    addresses.learn(group.subjectOwner, group.subjectOwnerPn);
  }
}

/** Groups that the account joined or made, or what changed in groups; names go to the chats too. */
export function groupEntries(
  type: "GROUPS_UPSERT" | "GROUP_UPDATE",
  groups: readonly Partial<GroupMetadata>[],
  addresses: Addresses,
): Entry[] {
  return groups.flatMap((metadata) => {
    const { id } = metadata;
    if (!id) return [];
    const group = groupOf(id, metadata, addresses);
    const name = textOf(metadata.subject);
    const chat: Entry[] =
      name === undefined
        ? []
        : [{ order: { chat: id, stage: stages.chats }, batch: { chats: [{ remoteJid: id, name }] } }];
    // A change of what the contract does not show, such as the invite code, is no news.
    if (type === "GROUP_UPDATE" && Object.keys(group).length === 1) return chat;
    return [...chat, { order: { chat: id, stage: stages.passing }, batch: { passing: [{ type, data: [group] }] } }];
  });
}

/** Members who joined, left or changed their role. */
export function participantsEntry(update: BaileysEventMap["group-participants.update"], addresses: Addresses): Entry {
  const author = update.authorPn || update.author;
  const members = update.participants.map((participant) => memberData(participant, addresses));
  return {
    order: { chat: update.id, stage: stages.passing },
    batch: {
      passing: [
        {
          type: "GROUP_PARTICIPANTS_UPDATE",
          data: {
            id: update.id,
            author: author ? addresses.phoneOf(author) : null,
            participants: members.map(({ jid }) => jid),
            action: update.action,
            participantsData: members,
          },
        },
      ],
    },
  };
}

interface MemberData {
  /** As the group names the member. */
  readonly [field: string]: string | null;
  readonly jid: string;
  readonly phoneNumber: string | null;
  readonly lid: string | null;
  readonly admin: string | null;
}

function memberData(participant: GroupParticipant, addresses: Addresses): MemberData {
  const jid = addresses.phoneOf(participant.phoneNumber || participant.id);
  const phone = jid.endsWith("@s.whatsapp.net") ? jid : null;
  return { jid, phoneNumber: phone, lid: addresses.lidOf(jid) ?? null, admin: adminOf(participant) };
}

function adminOf({ admin, isAdmin, isSuperAdmin }: GroupParticipant): string | null {
  if (admin) return admin;
  return isSuperAdmin ? "superadmin" : isAdmin ? "admin" : null;
}

function groupOf(id: string, metadata: Partial<GroupMetadata>, addresses: Addresses): Group {
  const person = (jid: string | undefined): string | undefined => (jid ? addresses.phoneOf(jid) : undefined);
  return present({
    id,
    subject: metadata.subject,
    subjectOwner: person(metadata.subjectOwnerPn || metadata.subjectOwner),
    subjectTime: wholeNumber(metadata.subjectTime),
    size: wholeNumber(metadata.size),
    creation: wholeNumber(metadata.creation),
    owner: person(metadata.ownerPn || metadata.owner),
    desc: metadata.desc,
    descId: metadata.descId,
    restrict: metadata.restrict,
    announce: metadata.announce,
    participants: metadata.participants?.map((participant) => ({
      id: addresses.phoneOf(participant.phoneNumber || participant.id),
      admin: adminOf(participant),
    })),
    isCommunity: metadata.isCommunity,
    isCommunityAnnounce: metadata.isCommunityAnnounce,
    linkedParent: textOf(metadata.linkedParent),
  });
}

/** Baileys reads missing attributes as NaN. */
function wholeNumber(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}
