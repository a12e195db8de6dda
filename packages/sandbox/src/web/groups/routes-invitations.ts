import { IqError, type IqRequest, type IqRoute } from "../iq.ts";
import { childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { requester } from "./actor.ts";
import { groupJid, personElement } from "./elements.ts";
import type { Target } from "./model.ts";
import { groupOf, outcomes, targetsOf, GROUPS_XMLNS as xmlns } from "./request.ts";
import { described } from "./routes-membership.ts";

/** Assumed from Baileys users' reports: strangers see this many members of a group at most. */
const MEMBERS_SHOWN_TO_STRANGERS = 10;

/** Invite links, personal invitations and requests for membership. */
export function invitationRoutes(world: World): IqRoute[] {
  return [
    { xmlns, type: "get", child: "invite", answer: (request) => readInvite(world, request) },
    { xmlns, type: "set", child: "invite", answer: (request) => useInvite(world, request) },
    { xmlns, type: "set", child: "accept", answer: (request) => accept(world, request) },
    {
      xmlns,
      type: "set",
      child: "revoke",
      answer(request) {
        const group = groupOf(world, request);
        const results = world.groups.invitations.revoke(requester(request), group, targetsOf(world, request.child));
        return [outcomes("revoke", group, results)];
      },
    },
    { xmlns, type: "get", child: "membership_approval_requests", answer: (request) => [requests(world, request)] },
    { xmlns, type: "set", child: "membership_requests_action", answer: (request) => [decide(world, request)] },
  ];
}

/** Without a code: that of the group addressed. With one: the group behind it. */
function readInvite(world: World, request: IqRequest): Stanza[] {
  const { code } = request.child.attrs;
  if (code === undefined) {
    const own = world.groups.links.code(requester(request), groupOf(world, request));
    return [element("invite", { code: own })];
  }
  const group = world.groups.links.resolve(code);
  const isMember = world.groups.isMember(group, request.from.account);
  return described(world, group, isMember ? undefined : MEMBERS_SHOWN_TO_STRANGERS);
}

/** Without a code: another one for the group addressed. With one: joins. */
function useInvite(world: World, request: IqRequest): Stanza[] {
  const { code } = request.child.attrs;
  if (code === undefined) {
    const fresh = world.groups.links.revoke(requester(request), groupOf(world, request));
    return [element("invite", { code: fresh })];
  }
  const { group, outcome } = world.groups.links.join(requester(request), code);
  const jid = groupJid(group);
  if (outcome === "request") return [element("membership_approval_request", { jid })];
  const tags = group.kind === "community" ? ["group", "community"] : ["group"];
  return tags.map((tag) => element(tag, { jid }));
}

function accept(world: World, request: IqRequest): Stanza[] {
  const { code = "", admin } = request.child.attrs;
  const group = groupOf(world, request);
  const by = world.directory.byJid(admin);
  const outcome = world.groups.invitations.accept(requester(request), group, code, by);
  return outcome === "joined" ? [] : [element("membership_approval_request", { jid: groupJid(group) })];
}

function requests(world: World, request: IqRequest): Stanza {
  const group = groupOf(world, request);
  const open = world.groups.requests.list(requester(request), group);
  const elements = open.flatMap(({ lid, method, by, at }) => {
    const account = world.directory.byLid(lid);
    const asker = by === lid ? undefined : world.directory.byLid(by);
    if (account === undefined) return [];
    const more = {
      request_method: method,
      request_time: at,
      requestor: asker && personElement("", group.addressingMode, asker).attrs["jid"],
    };
    return [personElement("membership_approval_request", group.addressingMode, account, more)];
  });
  return element("membership_approval_requests", {}, elements);
}

/** Raises error 400 for anything but approvals and rejections. */
function decide(world: World, request: IqRequest): Stanza {
  const group = groupOf(world, request);
  const decisions = childrenOf(request.child).map((decision): { tag: "approve" | "reject"; targets: Target[] } => {
    const { tag } = decision;
    if (tag !== "approve" && tag !== "reject") throw new IqError(400, "bad-request");
    return { tag, targets: targetsOf(world, decision) };
  });
  const answers = decisions.map(({ tag, targets }) =>
    outcomes(tag, group, world.groups.requests[tag](requester(request), group, targets)),
  );
  return element("membership_requests_action", {}, answers);
}
