import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field, model } from "../../definition/schema.ts";
import { MediaInput, mediaBodyLimitBytes } from "../../models/media.ts";
import { UpdateResult } from "../../models/result.ts";
import { groupErrors, mediaErrors } from "../engine-errors.ts";
import { exampleGroup, groupFields } from "./fields.ts";

const picturePath = "/group/updateGroupPicture/:instanceName";
const ephemeralPath = "/group/toggleEphemeral/:instanceName";

/** Group names have at most 100 characters in WhatsApp's own apps; longer ones are its to refuse. */
export const GroupSubject = field(z.string().min(1).max(255), "Name of the group", "Team");
export const GroupDescription = field(z.string().max(4096), "Description of the group", "About work");

/** Operations that change a group itself. */
export const groupSettings = {
  updateGroupSubject: mutation({
    rest: { method: "POST", path: "/group/updateGroupSubject/:instanceName", status: 201 },
    access: "instance",
    summary: "Rename a group",
    description: "Changes the name of a group.",
    input: z.object({ ...groupFields, subject: GroupSubject }),
    output: UpdateResult,
    errors: groupErrors,
    example: { ...exampleGroup, subject: "Team" },
  }),

  updateGroupPicture: mutation({
    rest: { method: "POST", path: picturePath, status: 201 },
    aliases: [{ method: "POST", path: picturePath, fields: { url: "image" } }],
    access: "instance",
    summary: "Change the picture of a group",
    description: "Crops an image to a square and makes it the picture of the group.",
    input: z.object({ ...groupFields, image: MediaInput }),
    output: UpdateResult,
    errors: [...groupErrors, ...mediaErrors],
    example: { ...exampleGroup, image: "https://example.com/media/picture.jpg" },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "image",
  }),

  updateGroupDescription: mutation({
    rest: { method: "POST", path: "/group/updateGroupDescription/:instanceName", status: 201 },
    access: "instance",
    summary: "Change the description of a group",
    description: "Changes the description of a group; an empty one removes it.",
    input: z.object({ ...groupFields, description: GroupDescription }),
    output: UpdateResult,
    errors: groupErrors,
    example: { ...exampleGroup, description: "About work" },
  }),

  updateSetting: mutation({
    rest: { method: "POST", path: "/group/updateSetting/:instanceName", status: 201 },
    aliases: [{ method: "POST", path: "/group/updateGroupSetting/:instanceName" }],
    access: "instance",
    summary: "Change who writes in a group and who changes it",
    description:
      "`announcement`: only admins write; `not_announcement`: everybody. `locked`: only admins change the group; `unlocked`: everybody.",
    input: z.object({
      ...groupFields,
      action: enumeration("GroupSettingAction", "The setting", [
        "announcement",
        "not_announcement",
        "locked",
        "unlocked",
      ]),
    }),
    output: model("GroupSettingResult", "The setting was made", {
      ...UpdateResult.shape,
      action: field(z.string(), "The setting as given", "announcement"),
    }),
    errors: groupErrors,
    example: { ...exampleGroup, action: "announcement" },
    // What existing clients get carries nothing.
    evolutionAnswer: () => ({}),
  }),

  updateMemberAddMode: mutation({
    rest: { method: "POST", path: "/group/updateMemberAddMode/:instanceName", status: 201 },
    access: "instance",
    summary: "Change who adds members to a group",
    description: "`admin_add`: only admins add members; `all_member_add`: everybody.",
    input: z.object({
      ...groupFields,
      mode: enumeration("MemberAddMode", "Who adds members", ["admin_add", "all_member_add"]),
    }),
    output: model("MemberAddModeResult", "The mode was set", {
      ...UpdateResult.shape,
      mode: field(z.string(), "The mode as given", "admin_add"),
    }),
    errors: groupErrors,
    example: { ...exampleGroup, mode: "admin_add" },
  }),

  toggleEphemeral: mutation({
    rest: { method: "POST", path: ephemeralPath, status: 201 },
    aliases: [{ method: "POST", path: ephemeralPath, fields: { duration: "expiration" } }],
    access: "instance",
    summary: "Let messages of a group vanish",
    description: "Sets after how many seconds new messages vanish: a day, a week, 90 days, or 0 for never.",
    input: z.object({
      ...groupFields,
      expiration: field(z.literal([0, 86_400, 604_800, 7_776_000]), "Seconds: 0, 86400, 604800 or 7776000", 86_400),
    }),
    output: model("EphemeralResult", "The time was set", { success: field(z.boolean(), "Always true", true) }),
    errors: groupErrors,
    example: { ...exampleGroup, expiration: 86_400 },
  }),
};
