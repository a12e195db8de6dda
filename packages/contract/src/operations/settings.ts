import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { Settings, settingsFields } from "../models/instance.ts";
import { InstanceName } from "../models/jid.ts";

export const settings = {
  set: mutation({
    rest: { method: "POST", path: "/settings/set/:instanceName", status: 201 },
    access: "instance",
    summary: "Set the behaviour of an instance",
    description: "Replaces the six switches; `msgCall` and `wavoipToken` keep their value when left out.",
    input: z.object({
      instanceName: InstanceName,
      ...settingsFields,
      msgCall: settingsFields.msgCall.optional(),
      wavoipToken: settingsFields.wavoipToken.optional(),
    }),
    output: model("SettingsSet", "The settings as stored", {
      settings: model("NamedSettings", "Instance and settings", {
        instanceName: field(z.string(), "Name of the instance", "my-instance"),
        settings: Settings,
      }),
    }),
    errors: [],
    example: {
      instanceName: "my-instance",
      rejectCall: true,
      msgCall: "I can't answer calls",
      groupsIgnore: false,
      alwaysOnline: false,
      readMessages: true,
      readStatus: false,
      syncFullHistory: false,
    },
  }),

  find: query({
    rest: { method: "GET", path: "/settings/find/:instanceName", status: 200 },
    access: "instance",
    summary: "Behaviour of an instance",
    description: "Answers the settings as stored; an instance that never set any has the defaults.",
    input: z.object({ instanceName: InstanceName }),
    output: Settings,
    errors: [],
    example: { instanceName: "my-instance" },
  }),
};
