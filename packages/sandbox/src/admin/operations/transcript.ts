import { z } from "zod";
import { defined } from "../../graph/admin/check.ts";
import { entryToJson } from "../../web/transcript-json.ts";
import { Done, done, Flag, Phone, wholeNumber } from "../fields.ts";
import { type AdminOperation, operation } from "../operation.ts";

const Entry = z.looseObject({
  number: z.int().describe("Counts all entries from 1; give the last one you saw as `since` to go on"),
  at: z.number().describe("Unix time in milliseconds, by the sandbox's clock"),
  kind: z.enum(["stanza", "connection"]),
  connection: z.int(),
  phone: z.string().nullable(),
  device: z.int().nullable(),
  note: z.string().nullable(),
});

const Query = z.strictObject({
  since: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe("Only entries with a higher number"),
  limit: wholeNumber(1, 10_000).default(100).describe("The newest so many; the oldest so many together with `since`"),
  kind: z.enum(["stanza", "connection"]).optional(),
  direction: z.enum(["in", "out"]).optional().describe("`in`: from a client"),
  phone: Phone.optional(),
  device: wholeNumber(0, 1_000_000).optional(),
  connection: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  tag: z.string().optional().describe("For example `message`, `iq`, `receipt`"),
  xmlns: z.string().optional(),
  type: z.string().optional(),
  id: z.string().optional(),
  unknown: Flag.optional().describe("`true`: only what the sandbox did not know"),
});

export const transcriptOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/transcript",
    id: "listTranscript",
    tag: "Transcript",
    summary: "Every decoded stanza, oldest first, and the beginnings and ends of connections",
    description:
      "Stanzas have `tag`, `attrs` and `content`; bytes are `{base64}`. Messages in them are end-to-end encrypted.",
    query: Query,
    answer: z.array(Entry),
    handle: ({ query }, { transcript }) => {
      const { since, limit, unknown, kind, xmlns, type, id, ...place } = query;
      const attrs: Record<string, string> = defined({ xmlns, type, id });
      const isAnything = Object.keys(attrs).length === 0 && Object.keys(defined(place)).length === 0;
      const stanzas = new Set<unknown>(isAnything ? [] : transcript.stanzas({ ...defined(place), attrs }));
      const entries = transcript.entries.filter(
        (entry) =>
          (isAnything || stanzas.has(entry)) &&
          (kind === undefined || entry.kind === kind) &&
          entry.number > (since ?? 0) &&
          (unknown === undefined || (entry.kind === "stanza" && entry.isUnknown) === unknown),
      );
      return (since === undefined ? entries.slice(-limit) : entries.slice(0, limit)).map(entryToJson);
    },
  }),
  operation({
    method: "DELETE",
    path: "/transcript",
    id: "clearTranscript",
    tag: "Transcript",
    summary: "Forget the entries so far; their numbers go on",
    answer: Done,
    handle: (_input, { transcript }) => {
      transcript.clear();
      return done;
    },
  }),
];
