import type { EventData } from "@waxwing/contract";
import type { InboundBatch } from "@waxwing/core";
import type { BaileysEventMap, GroupMetadata, GroupParticipant } from "@whiskeysockets/baileys";
import { type Addresses, isPhoneJid } from "../addresses.ts";
import { present, textOf } from "../content/values.ts";
import { type Entry, stages } from "../entry.ts";
import { learnFromContacts } from "./contacts.ts";

type Group = EventData<"GROUPS_UPSERT">[number];
type GroupChange = EventData<"GROUP_UPDATE">[number];
type PassingEvent = NonNullable<InboundBatch["passing"]>[number];
type Identified = Partial<GroupMetadata> & Pick<GroupMetadata, "id">;

/** Remembers both addresses of members. */
export function learnFromGroups(groups: readonly Partial<GroupMetadata>[], addresses: Addresses): void {
  for (const group of groups) {
    learnFromContacts(group.participants ?? [], addresses);
    addresses.learn(group.owner, group.ownerPn);
    addresses.learn(group.author, group.authorPn);
    addresses.learn(group.subjectOwner, group.subjectOwnerPn);
  }
}

/** Groups that the account joined or made; their names are those of their chats. */
export function newGroupEntries(groups: readonly GroupMetadata[], addresses: Addresses): Entry[] {
  return groups.flatMap((metadata) => {
    const { subject = "", restrict = false, announce = false, ...rest } = changeOf(metadata, addresses);
    const { isCommunity = false, isCommunityAnnounce = false } = rest;
    const group: Group = { ...rest, subject, restrict, announce, isCommunity, isCommunityAnnounce };
    return entriesOf(metadata, { type: "GROUPS_UPSERT", data: [group] });
  });
}

/** What changed in groups. */
export function changedGroupEntries(groups: readonly Partial<GroupMetadata>[], addresses: Addresses): Entry[] {
  return groups.flatMap(({ id, ...facts }) => {
    if (!id) return [];
    const change = changeOf({ ...facts, id }, addresses);
    const isNews = Object.keys(change).some((name) => name !== "id" && name !== "author");
    return isNews ? entriesOf({ ...facts, id }, { type: "GROUP_UPDATE", data: [change] }) : [];
  });
}

function entriesOf({ id, subject }: Identified, event: PassingEvent): Entry[] {
  const name = textOf(subject);
  const told: Entry = { order: { chat: id, stage: stages.passing }, batch: { passing: [event] } };
  if (name === undefined) return [told];
  return [{ order: { chat: id, stage: stages.chats }, batch: { chats: [{ remoteJid: id, name }] } }, told];
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

type MemberData = NonNullable<EventData<"GROUP_PARTICIPANTS_UPDATE">["participantsData"]>[number];

function memberData(participant: GroupParticipant, addresses: Addresses): MemberData {
  const jid = addresses.phoneOf(participant.phoneNumber || participant.id);
  return { jid, phoneNumber: isPhoneJid(jid) ? jid : null };
}

/** The role that lets a member do what others may not. */
export function adminOf({ admin, isAdmin, isSuperAdmin }: GroupParticipant): "admin" | "superadmin" | null {
  if (admin === "superadmin" || isSuperAdmin) return "superadmin";
  return admin === "admin" || isAdmin ? "admin" : null;
}

function changeOf(metadata: Identified, addresses: Addresses): GroupChange {
  const person = (jid: string | undefined): string | undefined => (jid ? addresses.phoneOf(jid) : undefined);
  return present({
    id: metadata.id,
    subject: metadata.subject,
    subjectOwner: person(metadata.subjectOwnerPn || metadata.subjectOwner),
    subjectTime: wholeNumber(metadata.subjectTime),
    size: wholeNumber(metadata.size),
    creation: wholeNumber(metadata.creation),
    owner: person(metadata.ownerPn || metadata.owner),
    // Baileys says that a description was taken away by saying that it is undefined.
    desc: "desc" in metadata ? (metadata.desc ?? null) : undefined,
    descId: metadata.descId,
    descOwner: person(metadata.descOwnerPn || metadata.descOwner),
    descTime: wholeNumber(metadata.descTime),
    restrict: metadata.restrict,
    announce: metadata.announce,
    isCommunity: metadata.isCommunity,
    isCommunityAnnounce: metadata.isCommunityAnnounce,
    linkedParent: textOf(metadata.linkedParent),
    memberAddMode: metadata.memberAddMode,
    joinApprovalMode: metadata.joinApprovalMode,
    ephemeralDuration: wholeNumber(metadata.ephemeralDuration),
    addressingMode: metadata.addressingMode,
    inviteCode: textOf(metadata.inviteCode),
    author: person(metadata.authorPn || metadata.author),
    participants: metadata.participants?.map((participant) => memberOf(participant, addresses)),
  });
}

function memberOf(participant: GroupParticipant, addresses: Addresses): NonNullable<Group["participants"]>[number] {
  const id = addresses.phoneOf(participant.phoneNumber || participant.id);
  return { id, lid: addresses.lidOf(id) ?? null, admin: adminOf(participant) };
}

/** Baileys reads missing attributes as NaN. */
function wholeNumber(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
