import { hkdfSync } from "node:crypto";

/** Length of the hash in bytes. */
export const LT_HASH_LENGTH = 128;

/**
 * The hash over a collection's value MACs that WhatsApp keeps next to it (LTHash16, info `WhatsApp Patch Integrity`):
 * what was added and removed counts, in whatever order. Gives back a new buffer.
 */
export function ltHash(hash: Buffer, removed: readonly Buffer[], added: readonly Buffer[]): Buffer {
  const result = Buffer.from(hash);
  for (const mac of removed) combine(result, mac, -1);
  for (const mac of added) combine(result, mac, 1);
  return result;
}

function combine(hash: Buffer, mac: Buffer, sign: 1 | -1): void {
  const expanded = Buffer.from(hkdfSync("sha256", mac, Buffer.alloc(0), "WhatsApp Patch Integrity", LT_HASH_LENGTH));
  for (let at = 0; at < LT_HASH_LENGTH; at += 2) {
    hash.writeUInt16LE((hash.readUInt16LE(at) + sign * expanded.readUInt16LE(at)) & 0xffff, at);
  }
}
