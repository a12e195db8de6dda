import { inflateSync } from "node:zlib";
import { decodeDecompressedBinaryNode, encodeBinaryNode } from "@whiskeysockets/baileys";
import * as dictionary from "@whiskeysockets/baileys/lib/WABinary/constants.js";
import type { Stanza } from "../stanza.ts";

/** Set in the first byte of a payload whose rest is zlib-deflated. */
const DEFLATED = 2;
const LONGEST_STANZA_BYTES = 64 * 2 ** 20;
/** Real stanzas have about ten levels. What is handed on is written, logged and stored by recursion, which has an end. */
const DEEPEST_NESTING = 64;

/** The payload of a stanza: a zero byte (nothing is compressed) and binary XML. Raises an Error when it has no tag. */
export function encodeStanza(stanza: Stanza): Buffer {
  return encodeBinaryNode(stanza);
}

/** Reads a payload. Raises an Error for anything that is not exactly one stanza, or one that is nested too deeply. */
export function decodeStanza(payload: Buffer): Stanza {
  const [flags] = payload;
  if (flags === undefined) throw new Error("an empty payload");
  const rest = payload.subarray(1);
  const bytes = (flags & DEFLATED) === 0 ? rest : inflateSync(rest, { maxOutputLength: LONGEST_STANZA_BYTES });
  const position = { index: 0 };
  const stanza = decodeDecompressedBinaryNode(bytes, dictionary, position);
  if (position.index !== bytes.length) throw new Error(`${bytes.length - position.index} bytes behind a stanza`);
  if (isDeeperThan(DEEPEST_NESTING, stanza)) throw new Error(`a stanza nested deeper than ${DEEPEST_NESTING} levels`);
  return stanza;
}

function isDeeperThan(levels: number, { content }: Stanza): boolean {
  if (levels === 0) return true;
  return Array.isArray(content) && content.some((child) => isDeeperThan(levels - 1, child));
}
