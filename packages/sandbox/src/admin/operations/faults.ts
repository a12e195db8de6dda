import { z } from "zod";
import { AdminError, defined } from "../../graph/admin/check.ts";
import type { ArmedFault, FaultOptions } from "../../web/faults/fault.ts";
import { Done, done, Phone } from "../fields.ts";
import { type AdminOperation, operation } from "../operation.ts";

const milliseconds = z.number().min(0);
const direction = z.enum(["in", "out"]).optional().describe("`out`, the default: to the client");

/** On whom and on what a fault plays, and how often. */
const scope = {
  phone: Phone.optional().describe("Only clients of this account; every client when absent"),
  device: z.int().min(0).optional(),
  connection: z.int().min(1).optional().describe("Only this connection, as the transcript numbers it"),
  match: z
    .strictObject({
      tag: z.string(),
      child: z.string().describe("Tag of the first child"),
      xmlns: z.string(),
      type: z.string(),
      id: z.string(),
      class: z.string().describe("Of an ack: what it acknowledges"),
      from: z.string(),
      to: z.string(),
    })
    .partial()
    .optional()
    .describe("Only stanzas that have all of this"),
  times: z.int().min(1).optional().describe("1 unless given; latency lasts until it is removed"),
};

const NewFault = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("latency"),
      ms: milliseconds,
      jitterMs: milliseconds.optional(),
      ...scope,
      direction: z.enum(["in", "out", "both"]).optional(),
    })
    .describe("Each stanza waits; the order is kept"),
  z.strictObject({ kind: z.literal("drop"), ...scope, direction }).describe("The connection is cut without a word"),
  z
    .strictObject({ kind: z.literal("freeze"), ...scope, direction })
    .describe("Nothing goes either way any more, but the connection stays open, until the fault is released"),
  z.strictObject({ kind: z.literal("lose"), ...scope, direction }).describe("The stanza is lost"),
  z.strictObject({ kind: z.literal("lose-ack"), ...scope }).describe("The server's ack is lost"),
  z.strictObject({ kind: z.literal("duplicate"), ...scope, direction }).describe("The stanza comes twice"),
  z
    .strictObject({ kind: z.literal("reorder"), ...scope, direction })
    .describe("The stanza comes after the next one that matches"),
  z
    .strictObject({ kind: z.literal("refuse-iq"), code: z.int().min(1), text: z.string().optional(), ...scope })
    .describe("The client's request is answered with this error"),
  z
    .strictObject({
      kind: z.literal("stream-error"),
      code: z.int().min(1).optional(),
      conflict: z.string().optional(),
      ...scope,
      direction,
    })
    .describe("The connection ends with a stream error; at once when no stanza is named"),
]);

const Fault = z.object({
  id: z.string(),
  fault: z.looseObject({ kind: z.string() }),
  remaining: z.number().nullable().describe("How often it will still play; null until it is removed"),
  played: z.int(),
  frozen: z.array(z.int()).describe("Connections that it holds frozen"),
});

const FaultPath = z.object({ id: z.string() });

export const faultOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/faults",
    id: "listFaults",
    tag: "Faults",
    summary: "Faults that wait or go on, oldest first",
    answer: z.array(Fault),
    handle: (_input, { faults }) => faults.list().map(describe),
  }),
  operation({
    method: "POST",
    path: "/faults",
    id: "addFault",
    tag: "Faults",
    summary: "Let something go wrong",
    description:
      "On each stanza plays, beside latency, at most one fault: the one that was added first. `drop`, `freeze` and " +
      "`stream-error` without `match` and `direction` act at once. Faults of the Cloud API: POST /admin/graph/faults.",
    body: NewFault,
    status: 201,
    answer: Fault,
    handle: ({ body: { match, ...body } }, { faults }) => {
      const fault = { ...defined(body), ...(match === undefined ? {} : { match: defined(match) }) };
      return describe(faults.add(fault as FaultOptions));
    },
  }),
  operation({
    method: "DELETE",
    path: "/faults",
    id: "clearFaults",
    tag: "Faults",
    summary: "End all faults; what they kept back goes its way",
    answer: Done,
    handle: (_input, { faults }) => {
      faults.clear();
      return done;
    },
  }),
  operation({
    method: "DELETE",
    path: "/faults/{id}",
    id: "removeFault",
    tag: "Faults",
    summary: "End one fault; connections that it froze go on",
    params: FaultPath,
    answer: Done,
    handle: ({ params: { id } }, { faults }) => {
      if (!faults.remove(id)) throw new AdminError(404, `there is no fault ${id} (any more)`);
      return done;
    },
  }),
];

function describe({ fault, remaining, ...rest }: ArmedFault): z.input<typeof Fault> {
  return {
    ...rest,
    fault: { ...fault },
    // JSON has no infinity.
    remaining: Number.isFinite(remaining) ? remaining : null,
    frozen: [...rest.frozen],
  };
}
