import { z } from "zod";
import { mutation, query } from "../../definition/operation.ts";
import { enumeration, field, Json, model } from "../../definition/schema.ts";
import { AccountOrOwn, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { engineErrors, recipientErrors } from "../engine-errors.ts";

/** What a business says of itself. */
export const businessFields = {
  description: field(z.string(), "What it does", "We sell pizza").nullish(),
  email: field(z.string(), "E-mail address", "shop@example.com").nullish(),
  website: z
    .array(z.string())
    .nullish()
    .meta({ description: "Its pages", examples: [["https://example.com"]] }),
  address: field(z.string(), "Where it is", "Praça da Sé, São Paulo").nullish(),
  category: field(z.string(), "What kind it is", "Restaurant").nullish(),
};

/** Operations on what WhatsApp knows of other accounts, and on blocking them. */
export const contactOperations = {
  fetchProfilePictureUrl: query({
    rest: { method: "POST", path: "/chat/fetchProfilePictureUrl/:instanceName", status: 200 },
    access: "instance",
    summary: "Get the picture of an account or group",
    description: "Answers where the picture is, or null when there is none or it is hidden from this account.",
    input: z.object({ instanceName: InstanceName, number: AccountOrOwn }),
    output: model("ProfilePicture", "Where a picture is", {
      wuid: field(Jid, "The account or group", "5511999999999@s.whatsapp.net"),
      profilePictureUrl: field(z.string(), "The picture", "https://example.com/p.jpg").nullable(),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999" },
  }),

  fetchBusinessProfile: query({
    rest: { method: "POST", path: "/chat/fetchBusinessProfile/:instanceName", status: 200 },
    access: "instance",
    summary: "Get what a business says of itself",
    description: "Answers the profile of a business account, or `isBusiness` false and why.",
    input: z.object({ instanceName: InstanceName, number: AccountOrOwn }),
    output: model("BusinessProfile", "The profile of a business; only `isBusiness` and `message` when it is none", {
      isBusiness: field(z.boolean(), "Whether it is a business account", true),
      message: field(z.string(), "Why there is no profile", "Not a business profile").optional(),
      jid: field(Jid, "The account", "5511999999999@s.whatsapp.net").optional(),
      exists: field(z.boolean(), "Whether it is on WhatsApp", true).optional(),
      wid: field(Jid, "The business account", "5511999999999@s.whatsapp.net").optional(),
      ...businessFields,
      business_hours: field(Json, "When it is open, as WhatsApp gave it", { timezone: "America/Sao_Paulo" }).nullish(),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999" },
  }),

  updateBlockStatus: mutation({
    rest: { method: "POST", path: "/chat/updateBlockStatus/:instanceName", status: 201 },
    access: "instance",
    summary: "Block an account, or end it",
    description: "Blocks an account or takes it off the list of blocked ones.",
    input: z.object({
      instanceName: InstanceName,
      number: Recipient,
      status: enumeration("BlockStatus", "What to do", ["block", "unblock"]),
    }),
    output: model("BlockResult", "The list was changed", { block: field(z.string(), "`success`", "success") }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999", status: "block" },
  }),

  fetchBlocklist: query({
    rest: { method: "GET", path: "/chat/fetchBlocklist/:instanceName", status: 200 },
    access: "instance",
    summary: "List blocked accounts",
    description: "The accounts that this account has blocked.",
    input: z.object({ instanceName: InstanceName }),
    output: model("Blocklist", "Blocked accounts", {
      blocklist: z.array(Jid).meta({ description: "Their addresses", examples: [["5511999999999@s.whatsapp.net"]] }),
    }),
    errors: engineErrors,
    example: { instanceName: "my-instance" },
  }),
};
