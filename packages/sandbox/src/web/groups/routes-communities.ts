import { IqError, type IqRequest, type IqRoute } from "../iq.ts";
import { childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { requester } from "./actor.ts";
import type { LinkResult } from "./communities.ts";
import { memberJid } from "./elements.ts";
import type { Group } from "./model.ts";
import { groupOf, GROUPS_XMLNS as xmlns } from "./request.ts";

/** Links between communities and their groups. A community itself is made, read and changed like a group. */
export function communityRoutes(world: World): IqRoute[] {
  return [
    {
      xmlns,
      type: "get",
      child: "sub_groups",
      answer(request) {
        const groups = world.groups.communities.subGroups(requester(request), groupOf(world, request));
        return [
          element(
            "sub_groups",
            {},
            groups.map((group) => subGroupElement(world, group)),
          ),
        ];
      },
    },
    {
      xmlns,
      type: "set",
      child: "links",
      answer(request) {
        const community = groupOf(world, request);
        // All of them are read before the first is done: a request that is refused changes nothing.
        const named = childrenOf(request.child, "link").map((link) => {
          requireSubGroups(link.attrs["link_type"]);
          return namedGroups(link);
        });
        const links = named.map((jids) => {
          const results = world.groups.communities.link(requester(request), community, jids);
          return element("link", { link_type: "sub_group" }, results.map(groupOutcome));
        });
        return [element("links", {}, links)];
      },
    },
    { xmlns, type: "set", child: "unlink", answer: (request) => [unlink(world, request)] },
  ];
}

function unlink(world: World, request: IqRequest): Stanza {
  requireSubGroups(request.child.attrs["unlink_type"]);
  const jids = namedGroups(request.child);
  const results = world.groups.communities.unlink(requester(request), groupOf(world, request), jids);
  return element("unlink", { unlink_type: "sub_group" }, results.map(groupOutcome));
}

function subGroupElement(world: World, group: Group): Stanza {
  const creator = world.directory.byLid(group.creator);
  return element(
    "group",
    {
      id: group.id,
      subject: group.subject,
      s_t: group.subjectAt,
      creation: group.createdAt,
      creator: creator && memberJid(group.addressingMode, creator),
      size: group.participants.length,
    },
    group.kind === "announcements" ? [element("default_sub_group")] : [],
  );
}

function requireSubGroups(type: string | undefined): void {
  if (type !== "sub_group") throw new IqError(400, "bad-request");
}

function namedGroups(stanza: Stanza): string[] {
  return childrenOf(stanza, "group").map(({ attrs: { jid } }) => {
    if (jid === undefined) throw new IqError(400, "bad-request");
    return jid;
  });
}

function groupOutcome({ jid, error }: LinkResult): Stanza {
  return element("group", { jid, error });
}
