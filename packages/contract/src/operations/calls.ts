import { z } from "zod";
import { mutation } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { Address, InstanceName, Jid, Recipient } from "../models/jid.ts";
import { engineErrors, recipientErrors } from "./engine-errors.ts";

const callId = field(z.string().min(1).max(255), "WhatsApp's id of the call", "3EB0C767D26A1D8F0B");

/** Operations on calls. The group is named `calls`, because tRPC reserves `call`; on REST the paths are `/call/…`. */
export const calls = {
  offer: mutation({
    rest: { method: "POST", path: "/call/offer/:instanceName", status: 201 },
    access: "instance",
    summary: "Ring an account",
    description:
      "Lets the phone of an account ring for some seconds and then ends the call. No sound or picture is sent.",
    input: z.object({
      instanceName: InstanceName,
      number: Recipient,
      isVideo: field(z.boolean(), "Whether it rings as a video call", false).default(false),
      callDuration: field(z.int().min(1).max(15), "Seconds until the call is ended", 5),
    }),
    output: model("OfferedCall", "A call that was offered", {
      id: callId,
      jid: field(Jid, "Who is called", "5511999999999@s.whatsapp.net"),
      isVideo: field(z.boolean(), "Whether it rings as a video call", false),
      callDuration: field(z.int().min(1).max(15), "Seconds until the call is ended", 5),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999", isVideo: false, callDuration: 5 },
  }),

  reject: mutation({
    rest: { method: "POST", path: "/call/reject/:instanceName", status: 201 },
    access: "instance",
    summary: "Reject a call",
    description: "Rejects an incoming call; `callId` and `from` are those of the event CALL.",
    input: z.object({
      instanceName: InstanceName,
      callId,
      from: field(Address, "The caller: JID or number", "5511999999999@s.whatsapp.net"),
    }),
    output: model("RejectedCall", "A call that was rejected", {
      callId,
      rejected: field(z.boolean(), "Always true", true),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", callId: "3EB0C767D26A1D8F0B", from: "5511999999999@s.whatsapp.net" },
  }),
};
