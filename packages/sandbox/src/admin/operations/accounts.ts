import { z } from "zod";
import type { WhatsAppAccount } from "../../account.ts";
import { AdminError, defined } from "../../graph/admin/check.ts";
import { PRIVACY_VALUES } from "../../web/model.ts";
import { Base64, Done, done, Phone, PhonePath } from "../fields.ts";
import { accountOf } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";
import { Device, describeDevice } from "./device-schema.ts";

const Account = z.object({
  phone: z.string(),
  jid: z.string(),
  lid: z.string(),
  name: z.string(),
  about: z.string(),
  isBanned: z.boolean(),
  isBusiness: z.boolean(),
  hasPicture: z.boolean(),
  devices: z.array(Device),
});

const Privacy = z
  .strictObject({
    last: z.enum(PRIVACY_VALUES.last),
    online: z.enum(PRIVACY_VALUES.online),
    profile: z.enum(PRIVACY_VALUES.profile),
    status: z.enum(PRIVACY_VALUES.status),
    readreceipts: z.enum(PRIVACY_VALUES.readreceipts),
    groupadd: z.enum(PRIVACY_VALUES.groupadd),
    calladd: z.enum(PRIVACY_VALUES.calladd),
    messages: z.enum(PRIVACY_VALUES.messages),
  })
  .partial();

const Business = z.strictObject({
  address: z.string().optional(),
  description: z.string().optional(),
  email: z.string().optional(),
  websites: z.array(z.string()).default([]),
  categories: z.array(z.strictObject({ id: z.string(), name: z.string() })).default([]),
});

const Profile = z.strictObject({
  name: z.string().min(1).max(25).optional(),
  about: z.string().max(139).optional(),
  picture: Base64.nullable().optional().describe("A JPEG in base64; null removes the picture"),
  privacy: Privacy.optional(),
  business: Business.nullable().optional().describe("Null makes it a private account"),
});

export const accountOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/accounts",
    id: "listAccounts",
    tag: "Accounts",
    summary: "WhatsApp users, contacts included",
    answer: z.array(Account),
    handle: (_input, { accounts }) => accounts.map(describe),
  }),
  operation({
    method: "POST",
    path: "/accounts",
    id: "createAccount",
    tag: "Accounts",
    summary: "Make a WhatsApp user, or rename one",
    body: z.strictObject({ phone: Phone, name: z.string().min(1).optional() }),
    status: 201,
    answer: Account,
    handle: ({ body: { phone, name } }, sandbox) => describe(sandbox.account(phone, { name })),
  }),
  operation({
    method: "GET",
    path: "/accounts/{phone}",
    id: "getAccount",
    tag: "Accounts",
    summary: "One WhatsApp user",
    params: PhonePath,
    answer: Account,
    handle: ({ params }, sandbox) => describe(accountOf(sandbox, params.phone)),
  }),
  operation({
    method: "PUT",
    path: "/accounts/{phone}/profile",
    id: "changeProfile",
    tag: "Accounts",
    summary: "Change name, about, picture, privacy or business profile on the phone; others are told",
    params: PhonePath,
    body: Profile,
    bodyLimitBytes: 4 * 1024 * 1024,
    answer: Account,
    handle: ({ params, body }, sandbox) => {
      const account = accountOf(sandbox, params.phone);
      const { picture, privacy, business, ...rest } = body;
      account.changeProfile({
        ...defined(rest),
        ...(picture === undefined ? {} : { picture: picture === null ? null : Buffer.from(picture, "base64") }),
        ...(privacy === undefined ? {} : { privacy: defined(privacy) }),
        ...(business === undefined ? {} : { business: business === null ? null : defined(business) }),
      });
      return describe(account);
    },
  }),
  operation({
    method: "POST",
    path: "/accounts/{phone}/block",
    id: "blockUser",
    tag: "Accounts",
    summary: "Block somebody on the phone, or end that",
    params: PhonePath,
    body: z.strictObject({ phone: Phone, blocked: z.boolean().default(true) }),
    answer: Done,
    handle: ({ params, body: { phone, blocked } }, sandbox) => {
      const account = accountOf(sandbox, params.phone);
      const other = accountOf(sandbox, phone);
      if (other.phone === account.phone) throw new AdminError(400, "nobody can block himself");
      if (blocked) account.block(other.phone);
      else account.unblock(other.phone);
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/accounts/{phone}/ban",
    id: "banAccount",
    tag: "Accounts",
    summary: "Ban the account: its clients are thrown out, and their logins fail with 403",
    params: PhonePath,
    answer: Account,
    handle: ({ params }, sandbox) => {
      const account = accountOf(sandbox, params.phone);
      account.ban();
      return describe(account);
    },
  }),
  operation({
    method: "DELETE",
    path: "/accounts/{phone}/ban",
    id: "unbanAccount",
    tag: "Accounts",
    summary: "End the ban",
    params: PhonePath,
    answer: Account,
    handle: ({ params }, sandbox) => {
      const account = accountOf(sandbox, params.phone);
      account.unban();
      return describe(account);
    },
  }),
];

function describe(account: WhatsAppAccount): z.input<typeof Account> {
  const { record } = account;
  return {
    phone: account.phone,
    jid: account.jid,
    lid: account.lid,
    name: account.name,
    about: record.about.text,
    isBanned: account.isBanned,
    isBusiness: record.business !== null,
    hasPicture: record.picture !== null,
    devices: account.devices.map(describeDevice),
  };
}
