import { z } from "zod";
import { mutation, query } from "../../definition/operation.ts";
import { field, model } from "../../definition/schema.ts";
import { Group } from "../../models/group.ts";
import { IdempotencyKey, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { engineErrors, groupErrors, idempotencyErrors, recipientErrors } from "../engine-errors.ts";
import { exampleGroup, groupFields } from "./fields.ts";

const beforeCode = /^(?:https?:\/\/)?chat\.whatsapp\.com\/(?:invite\/)?/;
const afterCode = /[/?#].*$/;
const code = /^[A-Za-z0-9_-]{16,64}$/;

/** An invite code as callers write it: alone, or as the whole link. */
const InviteCode = field(
  z
    .string()
    .trim()
    .max(255)
    .overwrite((text) => text.replace(beforeCode, "").replace(afterCode, ""))
    .refine((text) => code.test(text), "must be an invite code of 22 letters and digits, or the link with it"),
  "The code of an invite link, or the link",
  "DCqQ6ixLUvJ9Vq6mQpNqCi",
);

const inviteUrl = field(z.string(), "The link", "https://chat.whatsapp.com/DCqQ6ixLUvJ9Vq6mQpNqCi");
const inviteCode = field(z.string(), "The code", "DCqQ6ixLUvJ9Vq6mQpNqCi");

/** Operations on invitations. */
export const groupInvitations = {
  inviteCode: query({
    rest: { method: "GET", path: "/group/inviteCode/:instanceName", status: 200 },
    aliases: [{ method: "GET", path: "/group/fetchInviteCode/:instanceName" }],
    access: "instance",
    summary: "Get the invite link of a group",
    description: "Answers link and code; the account must be an admin.",
    input: z.object(groupFields),
    output: model("GroupInviteLink", "Invite link of a group", { inviteUrl, inviteCode }),
    errors: groupErrors,
    example: exampleGroup,
  }),

  inviteInfo: query({
    rest: { method: "GET", path: "/group/inviteInfo/:instanceName", status: 200 },
    access: "instance",
    summary: "Get the group behind an invite code",
    description: "Answers what WhatsApp tells of the group before joining it.",
    input: z.object({ instanceName: InstanceName, inviteCode: InviteCode }),
    output: Group,
    errors: ["INVITE_INVALID", "GROUP_ACCESS_DENIED", ...engineErrors],
    example: { instanceName: "my-instance", inviteCode: "DCqQ6ixLUvJ9Vq6mQpNqCi" },
  }),

  acceptInviteCode: mutation({
    rest: { method: "GET", path: "/group/acceptInviteCode/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/group/acceptInviteCode/:instanceName" }],
    access: "instance",
    summary: "Join a group by an invite code",
    description: "Joins the group; where admins approve who joins, asks to join it.",
    input: z.object({ instanceName: InstanceName, inviteCode: InviteCode }),
    output: model("AcceptedInvite", "The group that was joined", {
      accepted: field(z.boolean(), "Always true", true),
      groupJid: field(Jid, "The group", "120363025486748009@g.us"),
    }),
    errors: ["INVITE_INVALID", "GROUP_ACCESS_DENIED", ...engineErrors],
    example: { instanceName: "my-instance", inviteCode: "DCqQ6ixLUvJ9Vq6mQpNqCi" },
  }),

  sendInvite: mutation({
    rest: { method: "POST", path: "/group/sendInvite/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/group/sendGroupInvite/:instanceName" }],
    access: "instance",
    summary: "Send the invite link of a group",
    description: "Sends the group's name, a text of yours and the link to each number.",
    input: z.object({
      ...groupFields,
      description: field(z.string().max(4096), "Text above the link", "Join us").default(""),
      numbers: z
        .array(Recipient)
        .min(1)
        .max(256)
        .meta({ description: "Numbers or JIDs", examples: [["5511999999999"]] }),
      idempotencyKey: IdempotencyKey.optional(),
    }),
    output: model("SentInvite", "The invitations were sent", {
      send: field(z.boolean(), "Always true", true),
      inviteUrl,
    }),
    errors: [...recipientErrors, ...groupErrors, ...idempotencyErrors],
    example: { ...exampleGroup, description: "Join us", numbers: ["5511999999999"] },
  }),

  revokeInviteCode: mutation({
    rest: { method: "POST", path: "/group/revokeInviteCode/:instanceName", status: 201 },
    access: "instance",
    summary: "Replace the invite link of a group",
    description: "Makes a new code; the old link stops working.",
    input: z.object(groupFields),
    output: model("RevokedInvite", "The new code", {
      revoked: field(z.boolean(), "Always true", true),
      inviteCode,
    }),
    errors: groupErrors,
    example: exampleGroup,
  }),
};
