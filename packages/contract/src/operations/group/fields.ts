import { z } from "zod";
import { field, Json, model } from "../../definition/schema.ts";
import { GroupJid, InstanceName, Jid, Recipient } from "../../models/jid.ts";

/** Fields of every operation on one group. */
export const groupFields = { instanceName: InstanceName, groupJid: GroupJid };

/** The group of the examples. */
export const exampleGroup = { instanceName: "my-instance", groupJid: "120363025486748009@g.us" };

/** Accounts that are put into a group, or changed in it. */
export const Participants = z
  .array(Recipient)
  .min(1)
  .max(1024)
  .meta({ description: "Numbers or JIDs", examples: [["5511999999999"]] });

/** What became of each account. */
export const ParticipantResults = model("ParticipantResults", "What became of each account", {
  updateParticipants: z
    .array(
      model("ParticipantResult", "What became of one account", {
        status: field(z.string(), "`200` when done, else WhatsApp's code, e.g. `403` or `409`", "200"),
        jid: field(Jid, "The account", "5511999999999@s.whatsapp.net"),
        content: field(Json, "What WhatsApp says besides, e.g. an invitation to send", {
          tag: "add_request",
        }).optional(),
      }),
    )
    .meta({ description: "The accounts" }),
});
