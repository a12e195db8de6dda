import { z } from "zod";
import { query } from "../../definition/operation.ts";
import { field, model } from "../../definition/schema.ts";
import { lid } from "../../models/chat.ts";
import { Group, GroupParticipant } from "../../models/group.ts";
import { InstanceName, Jid } from "../../models/jid.ts";
import { engineErrors, groupErrors } from "../engine-errors.ts";
import { exampleGroup, groupFields } from "./fields.ts";

/** Operations that look at groups. */
export const groupQueries = {
  findGroupInfos: query({
    rest: { method: "GET", path: "/group/findGroupInfos/:instanceName", status: 200 },
    access: "instance",
    summary: "Get a group",
    description: "Answers name, description, settings and members of a group.",
    input: z.object(groupFields),
    output: Group,
    errors: groupErrors,
    example: exampleGroup,
  }),

  fetchAllGroups: query({
    rest: { method: "GET", path: "/group/fetchAllGroups/:instanceName", status: 200 },
    access: "instance",
    summary: "List the account's groups",
    description: "All groups that the account is a member of; members only where they are asked for.",
    input: z.object({
      instanceName: InstanceName,
      getParticipants: field(z.boolean(), "Whether members are answered too", false).default(false),
    }),
    output: z.array(Group),
    errors: engineErrors,
    example: { instanceName: "my-instance" },
  }),

  participants: query({
    rest: { method: "GET", path: "/group/participants/:instanceName", status: 200 },
    aliases: [{ method: "GET", path: "/group/findGroupMembers/:instanceName" }],
    access: "instance",
    summary: "List the members of a group",
    description: "The members with their role, and name and picture where they are known.",
    input: z.object(groupFields),
    output: model("GroupParticipants", "The members of a group", {
      participants: z.array(GroupParticipant).meta({ description: "The members" }),
    }),
    errors: groupErrors,
    example: exampleGroup,
  }),

  fetchJoinRequests: query({
    rest: { method: "GET", path: "/group/fetchJoinRequests/:instanceName", status: 200 },
    access: "instance",
    summary: "List who asks to join a group",
    description: "The accounts that wait for an admin's approval.",
    input: z.object(groupFields),
    output: model("JoinRequests", "Who asks to join", {
      requests: z
        .array(
          model("JoinRequest", "An account that asks to join", {
            jid: field(Jid, "The account: phone JID where it is known, else LID", "5511999999999@s.whatsapp.net"),
            lid,
            requestedAt: field(z.int(), "When, Unix time in seconds", 1717689097).nullable(),
            method: field(
              z.string(),
              "How: `invite_link`, `linked_group_join` or `non_admin_add`",
              "invite_link",
            ).nullish(),
          }),
        )
        .meta({ description: "The accounts" }),
    }),
    errors: groupErrors,
    example: exampleGroup,
  }),
};
