import { z } from "zod";
import { enumeration, field, model } from "../definition/schema.ts";
import { lid } from "./chat.ts";
import { Jid } from "./jid.ts";
import { AddressingMode } from "./message-key.ts";

export const GroupRole = enumeration("GroupRole", "What a member of a group may do", ["admin", "superadmin"]);

/** A member of a group. */
export const GroupParticipant = model("GroupParticipant", "A member of a group", {
  id: field(Jid, "The member: phone JID where it is known, else LID", "5511999999999@s.whatsapp.net"),
  lid,
  admin: GroupRole.nullable().meta({ description: "Null for a plain member" }),
  name: field(z.string(), "Name, where it is known", "Maria").nullish(),
  imgUrl: field(z.string(), "Picture, where it is known", "https://example.com/p.jpg").nullish(),
});

const groupId = field(Jid, "The group", "120363025486748009@g.us");
const seconds = (description: string) => field(z.int(), `${description}, Unix time in seconds`, 1717689097);

const knownFields = {
  subject: field(z.string(), "Name", "Team"),
  restrict: field(z.boolean(), "Whether only admins change it", false),
  announce: field(z.boolean(), "Whether only admins write", false),
  isCommunity: field(z.boolean(), "Whether it is a community", false),
  isCommunityAnnounce: field(z.boolean(), "Whether it is a community's announcements", false),
};

const otherFields = {
  subjectOwner: field(Jid, "Who named it", "5511999999999@s.whatsapp.net").nullish(),
  subjectTime: seconds("When it was named").nullish(),
  pictureUrl: field(z.string(), "Picture", "https://example.com/p.jpg").nullish(),
  size: field(z.int().min(0).max(1_000_000), "Members", 2).nullish(),
  creation: seconds("When it was made").nullish(),
  owner: field(Jid, "Who made it", "5511999999999@s.whatsapp.net").nullish(),
  desc: field(z.string(), "Description", "About work").nullish(),
  descId: field(z.string(), "Id of the description", "3EB0A1").nullish(),
  descOwner: field(Jid, "Who wrote the description", "5511999999999@s.whatsapp.net").nullish(),
  descTime: seconds("When the description was written").nullish(),
  linkedParent: field(Jid, "Its community", "120363025486748000@g.us").nullish(),
  memberAddMode: field(z.boolean(), "Whether all members may add others", false).nullish(),
  joinApprovalMode: field(z.boolean(), "Whether admins approve who joins", false).nullish(),
  ephemeralDuration: field(z.int().min(0).max(2_000_000_000), "Seconds until messages vanish", 86400).nullish(),
  addressingMode: AddressingMode.nullish(),
  inviteCode: field(z.string(), "Code of the invite link, where it is known", "DCqQ6ixLUvJ9Vq6mQpNqCi").nullish(),
  author: field(Jid, "Who made the change", "5511999999999@s.whatsapp.net").nullish(),
  participants: z.array(GroupParticipant).optional().meta({ description: "Members, where they are asked for" }),
};

/** A group as WhatsApp describes it. */
export const Group = model("Group", "A group; what WhatsApp does not tell, or the group has not, is missing or null", {
  id: groupId,
  ...knownFields,
  ...otherFields,
});
export type Group = z.infer<typeof Group>;

/** A change of a group: only what changed is present. */
export const GroupChange = model(
  "GroupChange",
  "A change of a group; what is unchanged is missing, what was taken away is null",
  {
    id: groupId,
    ...z.object(knownFields).partial().shape,
    ...otherFields,
  },
);
