import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { AccountOrOwn, InstanceName, Jid } from "../models/jid.ts";
import { MediaInput, mediaBodyLimitBytes } from "../models/media.ts";
import { PrivacySettings, privacyFields } from "../models/privacy.ts";
import { UpdateResult } from "../models/result.ts";
import { businessFields } from "./chat/contacts.ts";
import { engineErrors, mediaErrors, recipientErrors } from "./engine-errors.ts";

const privacyPath = "/chat/updatePrivacySettings/:instanceName";

export const profile = {
  fetchProfile: query({
    rest: { method: "POST", path: "/profile/fetchProfile/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/fetchProfile/:instanceName" }],
    access: "instance",
    summary: "Get a profile",
    description: "Answers what WhatsApp tells of an account, or of the instance's own one when no number is given.",
    input: z.object({ instanceName: InstanceName, number: AccountOrOwn }),
    output: model("Profile", "What WhatsApp tells of an account", {
      wuid: field(Jid, "The account", "5511999999999@s.whatsapp.net"),
      name: field(z.string(), "Name, where it is known", "Maria").nullable(),
      numberExists: field(z.boolean(), "Whether it is on WhatsApp", true),
      picture: field(
        z.string(),
        "Picture; null when there is none or it is hidden",
        "https://example.com/p.jpg",
      ).nullable(),
      status: field(z.string(), "Its text about itself; null when hidden", "Available").nullable(),
      isBusiness: field(z.boolean(), "Whether it is a business account", false),
      ...businessFields,
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999" },
  }),

  updateProfileName: mutation({
    rest: { method: "POST", path: "/profile/updateProfileName/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/updateProfileName/:instanceName" }],
    access: "instance",
    summary: "Change the account's name",
    description: "Changes the name that others see.",
    input: z.object({ instanceName: InstanceName, name: field(z.string().min(1).max(255), "The name", "My shop") }),
    output: UpdateResult,
    errors: engineErrors,
    example: { instanceName: "my-instance", name: "My shop" },
  }),

  updateProfileStatus: mutation({
    rest: { method: "POST", path: "/profile/updateProfileStatus/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/updateProfileStatus/:instanceName" }],
    access: "instance",
    summary: "Change the account's text about itself",
    description: "Changes the text that others see in the profile; an empty one removes it.",
    input: z.object({ instanceName: InstanceName, status: field(z.string().max(1024), "The text", "Available") }),
    output: UpdateResult,
    errors: engineErrors,
    example: { instanceName: "my-instance", status: "Available" },
  }),

  updateProfilePicture: mutation({
    rest: { method: "POST", path: "/profile/updateProfilePicture/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/chat/updateProfilePicture/:instanceName" }],
    access: "instance",
    summary: "Change the account's picture",
    description: "Crops an image to a square and makes it the picture of the account.",
    input: z.object({ instanceName: InstanceName, picture: MediaInput }),
    output: UpdateResult,
    errors: [...engineErrors, ...mediaErrors],
    example: { instanceName: "my-instance", picture: "https://example.com/media/picture.jpg" },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "picture",
  }),

  removeProfilePicture: mutation({
    rest: { method: "DELETE", path: "/profile/removeProfilePicture/:instanceName", status: 200 },
    aliases: [{ method: "DELETE", path: "/chat/removeProfilePicture/:instanceName" }],
    access: "instance",
    summary: "Remove the account's picture",
    description: "The account has no picture any more. Repeating it succeeds.",
    input: z.object({ instanceName: InstanceName }),
    output: UpdateResult,
    errors: engineErrors,
    example: { instanceName: "my-instance" },
  }),

  fetchPrivacySettings: query({
    rest: { method: "GET", path: "/profile/fetchPrivacySettings/:instanceName", status: 200 },
    aliases: [{ method: "GET", path: "/chat/fetchPrivacySettings/:instanceName" }],
    access: "instance",
    summary: "Get the privacy settings",
    description: "Answers who sees what of the account, as WhatsApp has it now.",
    input: z.object({ instanceName: InstanceName }),
    output: PrivacySettings,
    errors: engineErrors,
    example: { instanceName: "my-instance" },
  }),

  updatePrivacySettings: mutation({
    rest: { method: "POST", path: "/profile/updatePrivacySettings/:instanceName", status: 201 },
    aliases: [
      { method: "POST", path: privacyPath },
      { method: "PUT", path: privacyPath },
    ],
    access: "instance",
    summary: "Change the privacy settings",
    description: "Changes the settings that are given and answers all six as WhatsApp has them then.",
    input: z
      .object({ instanceName: InstanceName, ...z.object(privacyFields).partial().shape })
      .refine(
        ({ instanceName: _, ...settings }) => Object.values(settings).some((value) => value !== undefined),
        "must have at least one of readreceipts, profile, status, online, last, groupadd",
      ),
    output: model("PrivacyResult", "The settings were changed", { ...UpdateResult.shape, data: PrivacySettings }),
    errors: engineErrors,
    example: {
      instanceName: "my-instance",
      readreceipts: "all",
      profile: "all",
      status: "contacts",
      online: "all",
      last: "contacts",
      groupadd: "none",
    },
  }),
};
