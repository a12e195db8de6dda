import { type IqAnswer, IqError, type IqRequest, type IqRoute } from "../iq.ts";
import { childOf, textOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { type Actor, requester } from "./actor.ts";
import type { Group } from "./model.ts";
import { groupOf, GROUPS_XMLNS as xmlns } from "./request.ts";

type Change = (actor: Actor, group: Group, request: IqRequest) => void;

/** Subject, description and what members may do: all are answered with an empty result. */
export function settingRoutes(world: World): IqRoute[] {
  const { settings } = world.groups;
  const changes: Record<string, Change> = {
    subject: (actor, group, { child }) => settings.setSubject(actor, group, textOf(child)),
    description: (actor, group, { child }) => {
      const { id, prev = null } = child.attrs;
      const text = child.attrs["delete"] === "true" ? "" : textOf(childOf(child, "body"));
      settings.setDescription(actor, group, text, { id, previous: prev });
    },
    announcement: (actor, group) => settings.setAnnouncement(actor, group, true),
    not_announcement: (actor, group) => settings.setAnnouncement(actor, group, false),
    locked: (actor, group) => settings.setLocked(actor, group, true),
    unlocked: (actor, group) => settings.setLocked(actor, group, false),
    ephemeral: (actor, group, { child }) => settings.setEphemeral(actor, group, Number(child.attrs["expiration"])),
    not_ephemeral: (actor, group) => settings.setEphemeral(actor, group, 0),
    member_add_mode: (actor, group, { child }) => {
      const mode = textOf(child);
      if (mode !== "admin_add" && mode !== "all_member_add") throw new IqError(400, "bad-request");
      settings.setMemberAddMode(actor, group, mode);
    },
    membership_approval_mode: (actor, group, { child }) => {
      const scope = childOf(child);
      const state = scope?.attrs["state"];
      const isKnown = scope?.tag === "group_join" || scope?.tag === "community_join";
      if (scope === undefined || !isKnown || (state !== "on" && state !== "off")) throw new IqError(400, "bad-request");
      settings.setApprovalMode(actor, group, state === "on", scope.tag);
    },
  };
  return Object.entries(changes).map(([child, change]) => ({
    xmlns,
    type: "set",
    child,
    answer(request): IqAnswer {
      change(requester(request), groupOf(world, request), request);
      return undefined;
    },
  }));
}
