import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field, model } from "../../definition/schema.ts";
import { Jid } from "../../models/jid.ts";
import { groupErrors, recipientErrors } from "../engine-errors.ts";
import { exampleGroup, groupFields, ParticipantResults, Participants } from "./fields.ts";

const leavePath = "/group/leaveGroup/:instanceName";

/** Operations on who is in a group. */
export const groupMembership = {
  updateParticipant: mutation({
    rest: { method: "POST", path: "/group/updateParticipant/:instanceName", status: 201 },
    aliases: [{ method: "POST", path: "/group/updateGroupMembers/:instanceName" }],
    access: "instance",
    summary: "Add, remove, promote or demote members",
    description:
      "Changes members and answers what became of each: an account that cannot be added has another status than `200`.",
    input: z.object({
      ...groupFields,
      action: enumeration("ParticipantAction", "What to do", ["add", "remove", "promote", "demote"]),
      participants: Participants,
    }),
    output: ParticipantResults,
    errors: [...recipientErrors, ...groupErrors],
    example: { ...exampleGroup, action: "add", participants: ["5511999999999"] },
  }),

  updateJoinRequest: mutation({
    rest: { method: "POST", path: "/group/updateJoinRequest/:instanceName", status: 201 },
    access: "instance",
    summary: "Approve or reject who asks to join",
    description: "Lets accounts into the group or turns them away, and answers what became of each.",
    input: z.object({
      ...groupFields,
      action: enumeration("JoinRequestAction", "What to do", ["approve", "reject"]),
      participants: Participants,
    }),
    output: ParticipantResults,
    errors: [...recipientErrors, ...groupErrors],
    example: { ...exampleGroup, action: "approve", participants: ["5511999999999"] },
  }),

  leaveGroup: mutation({
    rest: { method: "DELETE", path: leavePath, status: 200 },
    aliases: [{ method: "POST", path: leavePath }],
    access: "instance",
    summary: "Leave a group",
    description: "The account is no longer a member of the group.",
    input: z.object(groupFields),
    output: model("LeftGroup", "The group that was left", {
      groupJid: field(Jid, "The group", "120363025486748009@g.us"),
      leave: field(z.boolean(), "Always true", true),
    }),
    errors: groupErrors,
    example: exampleGroup,
  }),
};
