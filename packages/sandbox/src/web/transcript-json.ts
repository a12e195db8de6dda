import type { Stanza } from "./stanza.ts";
import type { TranscriptEntry } from "./transcript.ts";

/** A stanza as JSON: bytes are `{base64}`. */
export interface StanzaJson {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly content?: string | { readonly base64: string } | readonly StanzaJson[];
}

/** Writes a stanza so that JSON can hold it. */
export function stanzaToJson({ tag, attrs, content }: Stanza): StanzaJson {
  if (content === undefined) return { tag, attrs };
  if (typeof content === "string") return { tag, attrs, content };
  if (Array.isArray(content)) return { tag, attrs, content: content.map(stanzaToJson) };
  return { tag, attrs, content: { base64: Buffer.from(content).toString("base64") } };
}

/** An entry of the transcript, as JSON can hold it. */
export type TranscriptEntryJson = Omit<TranscriptEntry, "stanza"> & { readonly stanza?: StanzaJson };

/** Writes an entry so that JSON can hold it. */
export function entryToJson(entry: TranscriptEntry): TranscriptEntryJson {
  return entry.kind === "stanza" ? { ...entry, stanza: stanzaToJson(entry.stanza) } : { ...entry };
}
