import { z } from "zod";
import { AdminError, defined } from "../../graph/admin/check.ts";
import type { GroupHandle } from "../../web/groups/handle.ts";
import type { ParticipantResult } from "../../web/groups/model.ts";
import { isGroupJid } from "../../web/jid.ts";
import { Base64, Done, done, Phone } from "../fields.ts";
import { accountOf, accountsOf, groupOf } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";

const Member = z.object({ phone: z.string(), jid: z.string(), role: z.enum(["member", "admin", "superadmin"]) });

const Group = z.object({
  jid: z.string(),
  kind: z.string().describe("group, community, announcements or general"),
  addressingMode: z.enum(["pn", "lid"]),
  subject: z.string(),
  description: z.string().nullable(),
  creator: z.string(),
  createdAt: z.number().describe("Unix seconds"),
  members: z.array(Member),
  announcement: z.boolean().describe("Only admins may send"),
  locked: z.boolean().describe("Only admins may edit"),
  ephemeralSeconds: z.int(),
  memberAddMode: z.enum(["admin_add", "all_member_add"]),
  approvalMode: z.boolean(),
  inviteCode: z.string(),
  requests: z.array(z.object({ phone: z.string(), method: z.string(), at: z.number() })),
});

const GroupPath = z.object({
  jid: z
    .string()
    .transform((text) => (isGroupJid(text) ? text : `${text}@g.us`))
    .describe("JID of the group, or its digits"),
});

const Settings = z.strictObject({
  by: Phone.describe("Who does it: needs the right to"),
  subject: z.string().optional(),
  description: z.string().optional().describe("An empty text removes it"),
  picture: Base64.nullable().optional().describe("A JPEG in base64; null removes the picture"),
  announcement: z.boolean().optional(),
  locked: z.boolean().optional(),
  ephemeralSeconds: z.int().min(0).optional().describe("0, 86400, 604800 or 7776000"),
  memberAddMode: z.enum(["admin_add", "all_member_add"]).optional(),
  approvalMode: z.boolean().optional(),
});

const Result = z.object({
  phone: z.string(),
  error: z.int().nullable().describe("WhatsApp's code; null when it was done"),
});

export const groupOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/groups",
    id: "listGroups",
    tag: "Groups",
    summary: "All groups and communities",
    answer: z.array(Group),
    handle: (_input, { world }) => world.groups.all.map(({ id }) => describe(world.groups.handle(id))),
  }),
  operation({
    method: "POST",
    path: "/groups",
    id: "createGroup",
    tag: "Groups",
    summary: "Make a group on somebody's phone",
    body: z.strictObject({
      by: Phone,
      subject: z.string(),
      members: z.array(Phone),
      description: z.string().optional(),
      addressingMode: z.enum(["pn", "lid"]).optional().describe("`lid`, the default, as in new groups of WhatsApp"),
    }),
    status: 201,
    answer: Group,
    handle: ({ body: { by, subject, members, ...options } }, sandbox) => {
      const maker = accountOf(sandbox, by).record;
      const others = accountsOf(sandbox, members).map(({ record }) => record);
      return describe(sandbox.world.groups.create(maker, subject, others, defined(options)));
    },
  }),
  operation({
    method: "GET",
    path: "/groups/{jid}",
    id: "getGroup",
    tag: "Groups",
    summary: "A group as somebody sees it who may see everything",
    params: GroupPath,
    answer: Group,
    handle: ({ params }, sandbox) => describe(groupOf(sandbox, params.jid)),
  }),
  operation({
    method: "PUT",
    path: "/groups/{jid}",
    id: "changeGroup",
    tag: "Groups",
    summary: "Change subject, description, picture or settings on a member's phone",
    description: "409 when the member has not the right, or a value is refused; then nothing is changed.",
    params: GroupPath,
    body: Settings,
    bodyLimitBytes: 4 * 1024 * 1024,
    answer: Group,
    handle: ({ params: { jid }, body }, sandbox) => {
      const handle = groupOf(sandbox, jid);
      const { groups } = sandbox.world;
      const actor = accountOf(sandbox, body.by).record;
      const { by: _by, picture, ...changes } = body;
      const jpeg = typeof picture === "string" ? Buffer.from(picture, "base64") : picture;
      groups.change(actor, jid, defined({ ...changes, picture: jpeg }));
      return describe(handle);
    },
  }),
  operation({
    method: "POST",
    path: "/groups/{jid}/participants",
    id: "changeParticipants",
    tag: "Groups",
    summary: "Add, remove, promote or demote members, or decide on requests, on a member's phone",
    params: GroupPath,
    body: z.strictObject({
      by: Phone,
      action: z.enum(["add", "remove", "promote", "demote", "approve", "reject"]),
      phones: z.array(Phone).min(1),
    }),
    answer: z.array(Result),
    handle: ({ params: { jid }, body: { by, action, phones } }, sandbox) => {
      groupOf(sandbox, jid);
      const actor = accountOf(sandbox, by).record;
      const people = accountsOf(sandbox, phones).map(({ record }) => record);
      return sandbox.world.groups[action](actor, jid, people).map(describeResult);
    },
  }),
  operation({
    method: "POST",
    path: "/groups/{jid}/leave",
    id: "leaveGroup",
    tag: "Groups",
    summary: "Leave a group on a member's phone",
    params: GroupPath,
    body: z.strictObject({ phone: Phone }),
    answer: Done,
    handle: ({ params: { jid }, body: { phone } }, sandbox) => {
      groupOf(sandbox, jid);
      sandbox.world.groups.leave(accountOf(sandbox, phone).record, jid);
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/groups/join",
    id: "joinGroup",
    tag: "Groups",
    summary: "Join a group by its invite code or link, on somebody's phone",
    body: z.strictObject({ phone: Phone, code: z.string().min(1).describe("Code or https://chat.whatsapp.com link") }),
    answer: z.object({ outcome: z.enum(["joined", "request"]).describe("`request`: an admin must approve") }),
    handle: ({ body: { phone, code } }, sandbox) => ({
      outcome: sandbox.world.groups.join(accountOf(sandbox, phone).record, code),
    }),
  }),
  operation({
    method: "POST",
    path: "/groups/{jid}/invite-code",
    id: "revokeInviteCode",
    tag: "Groups",
    summary: "Make a new invite code on an admin's phone; the old one is void",
    params: GroupPath,
    body: z.strictObject({ by: Phone }),
    answer: z.object({ inviteCode: z.string() }),
    handle: ({ params: { jid }, body: { by } }, sandbox) => {
      groupOf(sandbox, jid);
      return { inviteCode: sandbox.world.groups.revokeInviteCode(accountOf(sandbox, by).record, jid) };
    },
  }),
];

function describe(handle: GroupHandle): z.input<typeof Group> {
  const { members, requests, ...rest } = handle.metadata();
  return {
    ...rest,
    inviteCode: handle.inviteCode,
    members: members.map(({ phone, jid, role }) => ({ phone, jid, role })),
    requests: requests.map((each) => ({ ...each })),
  };
}

function describeResult({ jid, account, error }: ParticipantResult): z.input<typeof Result> {
  if (account === undefined) throw new AdminError(404, `nobody on WhatsApp has the JID ${jid}`);
  return { phone: account.phone, error: error ?? null };
}
