import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, Json, model } from "../definition/schema.ts";
import { Jid } from "../models/jid.ts";

const GroupMember = model("GroupMember", "A member of a group", {
  id: field(Jid, "The member", "5511999999999@s.whatsapp.net"),
  admin: field(z.string(), "`admin`, `superadmin` or null", "admin").nullable(),
});

const groupFields = {
  subject: field(z.string(), "Name", "Team"),
  subjectOwner: field(Jid, "Who named it", "5511999999999@s.whatsapp.net"),
  subjectTime: field(z.int(), "When it was named, Unix time in seconds", 1717689097),
  pictureUrl: field(z.string(), "Picture", "https://example.com/p.jpg").nullable(),
  size: field(z.int().min(0).max(1_000_000), "Members", 2),
  creation: field(z.int(), "When it was made, Unix time in seconds", 1717689000),
  owner: field(Jid, "Who made it", "5511999999999@s.whatsapp.net"),
  desc: field(z.string(), "Description", "About work"),
  descId: field(z.string(), "Id of the description", "3EB0A1"),
  restrict: field(z.boolean(), "Whether only admins change it", false),
  announce: field(z.boolean(), "Whether only admins write", false),
  participants: z.array(GroupMember).meta({ description: "Members" }),
  isCommunity: field(z.boolean(), "Whether it is a community", false),
  isCommunityAnnounce: field(z.boolean(), "Whether it is a community's announcements", false),
  linkedParent: field(Jid, "Its community", "120363025486748000@g.us"),
};

/** All fields may be missing: WhatsApp sends what it knows or what changed. */
const Group = z
  .object({ id: field(Jid, "The group", "120363025486748009@g.us"), ...z.object(groupFields).partial().shape })
  .meta({ id: "Group", description: "A group; fields that are unknown or unchanged are missing" });

export const groupEvents = {
  GROUPS_UPSERT: event("groups.upsert", "The account joined or made groups.", z.array(Group)),
  GROUP_UPDATE: event("groups.update", "Groups changed: subject, description, settings.", z.array(Group)),
  GROUP_PARTICIPANTS_UPDATE: event(
    "group-participants.update",
    "Members joined, left, or changed their role.",
    model("GroupParticipantsUpdate", "Members joined, left, or changed their role", {
      id: field(Jid, "The group", "120363025486748009@g.us"),
      author: field(Jid, "Who did it", "5511999999999@s.whatsapp.net").nullable(),
      participants: z.array(Jid).meta({ description: "The members", examples: [["5511888888888@s.whatsapp.net"]] }),
      action: field(z.string(), "`add`, `remove`, `promote`, `demote` or `modify`", "add"),
      participantsData: z
        .array(Json)
        .optional()
        .meta({
          description: "The members with names and numbers",
          examples: [[{ jid: "5511888888888@s.whatsapp.net" }]],
        }),
    }),
  ),
};
