import type { Group, GroupParticipant } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { z } from "zod";
import type { GroupInfo, GroupParticipant as Member } from "../../engine.ts";
import { contactFaces } from "../contact-names.ts";

type ShownMember = z.infer<typeof GroupParticipant>;

/** Members with names and pictures, where they are stored: one look-up for all. */
export async function shownMembers(
  database: Database,
  instanceId: string,
  members: readonly Member[],
): Promise<ShownMember[]> {
  const addresses = members.flatMap(({ id, lid }) => (lid === null ? [id] : [id, lid]));
  const faces = await contactFaces(database, instanceId, addresses);
  return members.map(({ id, lid, admin }) => {
    const face = faces.get(id) ?? faces.get(lid ?? "");
    return { id, lid, admin, name: face?.name ?? null, imgUrl: face?.pictureUrl ?? null };
  });
}

/** A group without its members, as answers show it. */
export function shownGroup({ participants: _, ...group }: GroupInfo): Group {
  return group;
}

/** A group with its members. */
export async function shownGroupWithMembers(database: Database, instanceId: string, group: GroupInfo): Promise<Group> {
  return { ...shownGroup(group), participants: await shownMembers(database, instanceId, group.participants) };
}

/** Groups with their members, with one look-up for all. */
export async function shownGroupsWithMembers(
  database: Database,
  instanceId: string,
  groups: readonly GroupInfo[],
): Promise<Group[]> {
  const members = await shownMembers(
    database,
    instanceId,
    groups.flatMap(({ participants }) => participants),
  );
  let start = 0;
  return groups.map((group) => {
    const participants = members.slice(start, start + group.participants.length);
    start += group.participants.length;
    return { ...shownGroup(group), participants };
  });
}
