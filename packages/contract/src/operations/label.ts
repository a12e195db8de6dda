import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { enumeration, field, model } from "../definition/schema.ts";
import { InstanceName, Jid, Recipient } from "../models/jid.ts";
import { engineErrors, recipientErrors } from "./engine-errors.ts";

const Label = model("Label", "A label", {
  id: field(z.string(), "WhatsApp's label id", "1"),
  name: field(z.string(), "Name", "New customer"),
  color: field(z.string(), "Colour, `0` to `19`", "0"),
  predefinedId: field(z.string(), "Id of a predefined label", "1").nullable(),
});

const done = field(z.boolean(), "True when this was done; missing when the other was", true).optional();

export const label = {
  findLabels: query({
    rest: { method: "GET", path: "/label/findLabels/:instanceName", status: 200 },
    access: "instance",
    summary: "List labels",
    description: "The labels of a business account, as last told by WhatsApp.",
    input: z.object({ instanceName: InstanceName }),
    output: z.array(Label),
    errors: ["NOT_SUPPORTED_BY_ENGINE", "INTEGRATION_NOT_AVAILABLE"],
    example: { instanceName: "my-instance" },
  }),

  handleLabel: mutation({
    rest: { method: "POST", path: "/label/handleLabel/:instanceName", status: 200 },
    access: "instance",
    summary: "Put a label on a chat, or take it off",
    description: "Puts a label of a business account on a chat (`add`) or takes it off (`remove`).",
    input: z.object({
      instanceName: InstanceName,
      number: Recipient,
      labelId: field(z.string().min(1).max(64), "WhatsApp's label id", "1"),
      action: enumeration("LabelAction", "What to do", ["add", "remove"]),
    }),
    output: model("LabelResult", "What was done with the label", {
      numberJid: field(Jid, "The chat", "5511999999999@s.whatsapp.net"),
      labelId: field(z.string(), "WhatsApp's label id", "1"),
      add: done,
      remove: done,
    }),
    errors: ["LABEL_NOT_FOUND", ...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999", labelId: "1", action: "add" },
  }),
};
