import type { BinaryNode } from "@whiskeysockets/baileys";

/** One decoded element of the wire protocol. */
export type Stanza = BinaryNode;
export type StanzaContent = BinaryNode["content"];

/** The server's own address: a JID with an empty user. As a plain word clients do not recognise some notifications. */
export const SERVER_JID = "@s.whatsapp.net";
export const STATUS_JID = "status@broadcast";

/** Attributes as written in code: numbers become text (a number would corrupt the stanza), undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Makes an element. */
export function element(tag: string, attributes: Attributes = {}, content?: StanzaContent): Stanza {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) attrs[name] = String(value);
  }
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

/** The child elements, those with a certain tag when one is given. */
export function childrenOf(stanza: Stanza | undefined, tag?: string): Stanza[] {
  const content = stanza?.content;
  if (!Array.isArray(content)) return [];
  return tag === undefined ? content : content.filter((child) => child.tag === tag);
}

/** The first child element, or the first with a certain tag. */
export function childOf(stanza: Stanza | undefined, tag?: string): Stanza | undefined {
  const content = stanza?.content;
  if (!Array.isArray(content)) return undefined;
  return tag === undefined ? content[0] : content.find((child) => child.tag === tag);
}

/** The content as text: the decoder gives a string for dictionary words, digits and JIDs, and bytes for the rest. */
export function textOf(stanza: Stanza | undefined): string {
  const content = stanza?.content;
  if (content === undefined || Array.isArray(content)) return "";
  return typeof content === "string" ? content : Buffer.from(content).toString("utf8");
}

/** The content as bytes; null when it is absent or made of elements. */
export function bytesOf(stanza: Stanza | undefined): Buffer | null {
  const content = stanza?.content;
  if (content === undefined || Array.isArray(content)) return null;
  return typeof content === "string" ? Buffer.from(content, "utf8") : Buffer.from(content);
}

/** A whole number as the protocol writes it: big endian in `length` bytes. */
export function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

/** Reads what {@link bigEndian} writes (up to six bytes); null when there are no bytes. */
export function readBigEndian(bytes: Buffer | null): number | null {
  return bytes === null || bytes.length === 0 || bytes.length > 6 ? null : bytes.readUIntBE(0, bytes.length);
}
