import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, model } from "../definition/schema.ts";
import { Group, GroupChange } from "../models/group.ts";
import { Jid } from "../models/jid.ts";

export const groupEvents = {
  GROUPS_UPSERT: event("groups.upsert", "The account joined or made groups.", z.array(Group)),
  GROUP_UPDATE: event("groups.update", "Groups changed: subject, description, settings.", z.array(GroupChange)),
  GROUP_PARTICIPANTS_UPDATE: event(
    "group-participants.update",
    "Members joined, left, or changed their role.",
    model("GroupParticipantsUpdate", "Members joined, left, or changed their role", {
      id: field(Jid, "The group", "120363025486748009@g.us"),
      author: field(Jid, "Who did it", "5511999999999@s.whatsapp.net").nullable(),
      participants: z.array(Jid).meta({ description: "The members", examples: [["5511888888888@s.whatsapp.net"]] }),
      action: field(z.string(), "`add`, `remove`, `promote`, `demote` or `modify`", "add"),
      participantsData: z
        .array(
          model("ChangedParticipant", "A member with name and number", {
            jid: field(Jid, "The member", "5511888888888@s.whatsapp.net"),
            phoneNumber: field(z.string(), "Number or phone JID, where it is known", "5511888888888").nullable(),
            name: field(z.string(), "Name, where it is known", "Maria").nullable().optional(),
            imgUrl: field(z.string(), "Picture, where it is known", "https://example.com/p.jpg").nullable().optional(),
          }),
        )
        .optional()
        .meta({ description: "The members with names and numbers" }),
    }),
  ),
};
