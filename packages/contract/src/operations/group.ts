import { z } from "zod";
import { mutation } from "../definition/operation.ts";
import { field } from "../definition/schema.ts";
import { Group } from "../models/group.ts";
import { InstanceName } from "../models/jid.ts";
import { engineErrors, recipientErrors } from "./engine-errors.ts";
import { Participants } from "./group/fields.ts";
import { groupQueries } from "./group/find.ts";
import { groupInvitations } from "./group/invite.ts";
import { groupMembership } from "./group/members.ts";
import { GroupDescription, GroupSubject, groupSettings } from "./group/settings.ts";

export const group = {
  create: mutation({
    rest: { method: "POST", path: "/group/create/:instanceName", status: 201 },
    access: "instance",
    summary: "Create a group",
    description: "Creates a group with members, and a description where one is given; answers the group.",
    input: z.object({
      instanceName: InstanceName,
      subject: GroupSubject,
      participants: Participants,
      description: GroupDescription.optional(),
      promoteParticipants: field(z.boolean(), "Make all members admins", false).optional(),
    }),
    output: Group,
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", subject: "Team", participants: ["5511999999999"] },
  }),

  ...groupQueries,
  ...groupSettings,
  ...groupMembership,
  ...groupInvitations,
};
