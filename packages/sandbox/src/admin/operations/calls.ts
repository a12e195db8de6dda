import { z } from "zod";
import { AdminError } from "../../graph/admin/check.ts";
import { CallHandle } from "../../web/calls/call-handle.ts";
import { Done, done, Flag, PhonePath, WriteTo } from "../fields.ts";
import { contactOf } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";

export const callOperations: readonly AdminOperation[] = [
  operation({
    method: "POST",
    path: "/contacts/{phone}/call",
    id: "call",
    tag: "Contacts",
    summary: "Call a WhatsApp user",
    params: PhonePath,
    body: z.strictObject({ to: WriteTo, video: z.boolean().default(false) }),
    answer: z.object({ id: z.string(), state: z.string() }),
    handle: async ({ params, body }, sandbox) => {
      const { id, state } = await contactOf(sandbox, params.phone).call(body);
      return { id, state };
    },
  }),
  operation({
    method: "GET",
    path: "/calls",
    id: "listCalls",
    tag: "Contacts",
    summary: "All calls and what became of them, oldest first",
    query: z.strictObject({ open: Flag.optional().describe("`true`: only calls that still ring or go on") }),
    answer: z.array(z.object({ id: z.string(), from: z.string(), to: z.array(z.string()), state: z.string() })),
    handle: ({ query: { open } }, { world }) =>
      world.calls.all
        .map(({ id, state, details }) => ({
          id,
          from: details.from.phone,
          to: details.to.map(({ phone }) => phone),
          state,
        }))
        .filter(({ state }) => open === undefined || (state !== "ended" && state !== "rejected") === open),
  }),
  operation({
    method: "POST",
    path: "/calls/{id}/terminate",
    id: "terminateCall",
    tag: "Contacts",
    summary: "Hang up a call that a contact makes",
    params: z.object({ id: z.string() }),
    body: z.strictObject({ reason: z.string().default("timeout").describe("`timeout`: clients show it as missed") }),
    answer: Done,
    handle: ({ params, body }, { world }) => {
      const call = world.calls.all.find(({ id }) => id === params.id);
      if (call === undefined) throw new AdminError(404, `there is no call ${params.id}`);
      new CallHandle(world, call).terminate(body.reason);
      return done;
    },
  }),
];
