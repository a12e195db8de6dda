import type { GroupInfo } from "@waxwing/core";
import { type BinaryNode, type GroupMetadata, getBinaryNodeChildren, type WASocket } from "@whiskeysockets/baileys";
import { extractGroupMetadata } from "@whiskeysockets/baileys/lib/Socket/groups.js";
import { identitiesOf, type NamedAccount } from "../addresses.ts";

/** Reads the `<group>` of an answer. Raises Baileys' error when there is none. */
export function groupInfoOf(socket: WASocket, answer: BinaryNode): Promise<GroupInfo> {
  return describe(socket, extractGroupMetadata(answer));
}

/** Reads all groups of an answer to `participating`. */
export function groupInfosOf(socket: WASocket, answer: BinaryNode): Promise<GroupInfo[]> {
  const groups = getBinaryNodeChildren(answer, "groups").flatMap((node) => getBinaryNodeChildren(node, "group"));
  return Promise.all(groups.map((group) => groupInfoOf(socket, { tag: "result", attrs: {}, content: [group] })));
}

/** What the group protocol says; the picture is asked for elsewhere. */
async function describe(socket: WASocket, group: GroupMetadata): Promise<GroupInfo> {
  const { participants } = group;
  const owner = group.owner ? [{ jid: group.owner, phoneJid: group.ownerPn }] : [];
  const subjectOwner = group.subjectOwner ? [{ jid: group.subjectOwner, phoneJid: group.subjectOwnerPn }] : [];
  const identities = await identitiesOf(socket, [...participants.map(named), ...owner, ...subjectOwner]);
  const others = identities.slice(participants.length);
  return {
    id: group.id,
    subject: group.subject,
    subjectOwner: subjectOwner.length === 0 ? null : (others.at(-1)?.id ?? null),
    subjectTime: secondsOf(group.subjectTime),
    pictureUrl: null,
    size: group.size ?? participants.length,
    creation: secondsOf(group.creation),
    owner: owner.length === 0 ? null : (others[0]?.id ?? null),
    desc: group.desc ?? null,
    descId: group.descId ?? null,
    restrict: group.restrict === true,
    announce: group.announce === true,
    participants: participants.map(({ id, admin }, index) => ({
      id: identities[index]?.id ?? id,
      lid: identities[index]?.lid ?? null,
      admin: admin ?? null,
    })),
    isCommunity: group.isCommunity === true,
    isCommunityAnnounce: group.isCommunityAnnounce === true,
    linkedParent: group.linkedParent ?? null,
    memberAddMode: group.memberAddMode ?? null,
    joinApprovalMode: group.joinApprovalMode ?? null,
    ephemeralDuration: group.ephemeralDuration ?? 0,
  };
}

function named({ id, phoneNumber, lid }: GroupMetadata["participants"][number]): NamedAccount {
  return { jid: id, phoneJid: phoneNumber, lid };
}

/** Baileys makes NaN of a missing time. */
function secondsOf(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
