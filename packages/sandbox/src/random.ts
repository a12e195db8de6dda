import { createHash, randomBytes } from "node:crypto";

/**
 * Random bytes, or the same ones in every run when a seed is given: SHA-256 over seed, label and a counter. Each label
 * is a stream of its own, so that what one account draws does not depend on what others drew before it. Nothing that
 * it makes is secret outside a sandbox.
 */
export class Random {
  readonly #seed: Buffer;
  readonly #counters = new Map<string, number>();

  /** @param generation Counts the starts on one data directory, so that a restart with the same seed repeats no id. */
  constructor(seed?: string | number, generation = 0) {
    this.#seed = seed === undefined ? randomBytes(32) : createHash("sha256").update(`${seed}\0${generation}`).digest();
  }

  /** The next `length` bytes of the stream `label`. */
  bytes(label: string, length: number): Buffer {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      const count = this.#counters.get(label) ?? 0;
      this.#counters.set(label, count + 1);
      blocks.push(createHash("sha256").update(this.#seed).update(`${label}\0${count}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  }

  /** A whole number from 0 to `below` - 1. */
  integer(label: string, below: number): number {
    return this.bytes(label, 6).readUIntBE(0, 6) % below;
  }

  /** Decimal digits, the first never 0. */
  digits(label: string, length: number): string {
    let text = String(1 + this.integer(label, 9));
    while (text.length < length) text += String(this.integer(label, 10));
    return text;
  }

  /** Upper-case hexadecimal digits, as message ids have them. */
  hex(label: string, digits: number): string {
    return this.bytes(label, Math.ceil(digits / 2))
      .toString("hex")
      .slice(0, digits)
      .toUpperCase();
  }
}
