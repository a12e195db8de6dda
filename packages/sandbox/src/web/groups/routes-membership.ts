import { IqError, type IqRequest, type IqRoute } from "../iq.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { requester } from "./actor.ts";
import { createGroup } from "./creation.ts";
import { groupElement, groupJid } from "./elements.ts";
import type { Group, GroupOptions } from "./model.ts";
import { foundGroup, groupOf, outcomes, targetsOf, GROUPS_XMLNS as xmlns } from "./request.ts";
import { requireMember } from "./rights.ts";

/** Making, listing and reading groups, and who is in them. */
export function membershipRoutes(world: World): IqRoute[] {
  return [
    { xmlns, type: "set", child: "create", answer: (request) => [create(world, request)] },
    { xmlns, type: "get", child: "participating", answer: (request) => participating(world, request) },
    { xmlns, type: "get", child: "query", answer: (request) => query(world, request) },
    { xmlns, type: "set", child: "leave", answer: (request) => [leave(world, request)] },
    ...(["add", "remove", "promote", "demote"] as const).map(
      (change): IqRoute => ({
        xmlns,
        type: "set",
        child: change,
        answer(request) {
          const group = groupOf(world, request);
          const targets = targetsOf(world, request.child);
          const results = world.groups.membership[change](requester(request), group, targets);
          if (change === "remove" && request.child.attrs["linked_groups"] === "true") {
            world.groups.communities.removeFromLinked(requester(request), group, targets);
          }
          return [outcomes(change, group, results)];
        },
      }),
    ),
  ];
}

function create(world: World, request: IqRequest): Stanza {
  const actor = requester(request);
  const { child } = request;
  const { subject = "", key } = child.attrs;
  const description = childOf(child, "description");
  const text = textOf(childOf(description, "body"));
  const descriptionId = description?.attrs["id"];
  if (childOf(child, "parent") !== undefined) {
    const community = world.groups.communities.create(actor, subject, {
      description: text,
      descriptionId,
      generalChat: childOf(child, "create_general_chat") !== undefined,
      membersMayAddGroups: childOf(child, "allow_non_admin_sub_group_creation") !== undefined,
    });
    return groupElement(world, community);
  }
  const parent = childOf(child, "linked_parent");
  const community = parent === undefined ? undefined : foundGroup(world, parent.attrs["jid"]);
  if (community !== undefined) world.groups.communities.requireMayAddGroups(community, actor.account);
  const { group, failed } = createGroup(
    world.groups,
    actor,
    subject,
    targetsOf(world, child),
    { description: text, ...optionsOf(child) },
    { key, descriptionId, ...(community && { community }) },
  );
  return groupElement(world, group, { failed });
}

/** Settings that other clients than Baileys give at once. */
function optionsOf(create: Stanza): GroupOptions {
  const has = (tag: string): boolean => childOf(create, tag) !== undefined;
  const expiration = childOf(create, "ephemeral")?.attrs["expiration"];
  return {
    announcement: has("announcement"),
    locked: has("locked"),
    approvalMode: has("membership_approval_mode"),
    ...(textOf(childOf(create, "member_add_mode")) === "admin_add" && { memberAddMode: "admin_add" as const }),
    ...(expiration !== undefined && { ephemeralSeconds: Number(expiration) }),
  };
}

function participating(world: World, request: IqRequest): Stanza[] {
  const groups = world.groups.groupsOf(request.from.account);
  const communities = groups.filter(({ kind }) => kind === "community");
  return [
    element(
      "groups",
      {},
      groups.map((group) => groupElement(world, group)),
    ),
    // Assumed: Baileys' communityFetchAllParticipating sends the same request and reads this tag.
    element(
      "communities",
      {},
      communities.map((group) => groupElement(world, group, { tag: "community" })),
    ),
  ];
}

function query(world: World, request: IqRequest): Stanza[] {
  const group = groupOf(world, request);
  requireMember(world.groups.records, group, request.from.account);
  return described(world, group);
}

/** A group, and a community under both tags that clients look for (assumed: only `group` is known from the service). */
export function described(world: World, group: Group, limit?: number): Stanza[] {
  const view = limit === undefined ? {} : { limit };
  const own = groupElement(world, group, view);
  return group.kind === "community" ? [own, groupElement(world, group, { ...view, tag: "community" })] : [own];
}

function leave(world: World, request: IqRequest): Stanza {
  const actor = requester(request);
  const named = childrenOf(request.child).filter(({ tag }) => tag === "group" || tag === "community");
  if (named.length === 0) throw new IqError(400, "bad-request");
  const answers = named.map(({ tag, attrs }) => {
    const group = world.groups.get(attrs["id"] ?? "");
    if (group === undefined) return element(tag, { id: attrs["id"], error: 404 });
    const id = groupJid(group);
    if (!world.groups.isMember(group, actor.account)) return element(tag, { id, error: 403 });
    if (group.kind === "community") world.groups.communities.leave(actor, group);
    else world.groups.membership.leave(actor, group);
    return element(tag, { id });
  });
  return element("leave", {}, answers);
}
