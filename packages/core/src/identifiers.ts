import { randomFillSync } from "node:crypto";

const poolSize = 4096;
const pool = Buffer.allocUnsafe(poolSize);
let offset = poolSize;

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that new rows land at the end of their indexes.
 * The order of ids is not the order of commits: never use one as a cursor.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (offset + 10 > poolSize) {
    randomFillSync(pool);
    offset = 0;
  }
  const time = nowMs.toString(16).padStart(12, "0");
  const random = pool.toString("hex", offset, offset + 10);
  offset += 10;
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID, so that it may be compared with a uuid column. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
