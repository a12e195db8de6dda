import { createHash, randomBytes } from "node:crypto";

/**
 * Makes the ids that Graph hands out. Random, or the same sequence in every run when a seed is given; a counter inside
 * keeps them unique within one server either way.
 */
export class Ids {
  readonly #state: Uint32Array;
  #count = 0;

  constructor(seed?: string | number) {
    const bytes = seed === undefined ? randomBytes(16) : createHash("sha256").update(String(seed)).digest();
    this.#state = new Uint32Array(4);
    for (let index = 0; index < 4; index++) this.#state[index] = bytes.readUInt32LE(index * 4) | 1;
  }

  /** The id of a message that a business sent to `waId`. Layout as observed: base64 of tag, wa_id and a hex key. */
  sentMessage(waId: string): string {
    return wamid(waId, 0x11, this.#hex(18));
  }

  /** The id of a message that a person with `waId` sent to a business. */
  receivedMessage(waId: string): string {
    return wamid(waId, 0x12, this.#hex(20));
  }

  /** A Graph object id: 16 decimal digits. */
  object(): string {
    return `1${String(this.#next()).padStart(10, "0").slice(-10)}${String(this.#tick()).padStart(5, "0").slice(-5)}`;
  }

  /** Meta's trace id of an error answer. */
  trace(): string {
    return `A${Buffer.from(this.#hex(30), "hex").toString("base64url")}`;
  }

  /** `digits` hexadecimal digits (at least 14), unique in this server. */
  #hex(digits: number): string {
    let text = this.#tick().toString(16).padStart(6, "0");
    while (text.length < digits) text = this.#next().toString(16).padStart(8, "0") + text;
    return text.slice(-digits).toUpperCase();
  }

  #tick(): number {
    this.#count = (this.#count + 1) % 0x1000000;
    return this.#count;
  }

  /** xoshiro128+ (Blackman and Vigna, 2018): fast, seedable; nothing here needs to be unguessable. */
  #next(): number {
    const s = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = s;
    const result = (a + d) >>> 0;
    s[2] = c ^ a;
    s[3] = d ^ b;
    s[1] = b ^ (c ^ a);
    s[0] = a ^ (d ^ b);
    s[2] = (s[2] ?? 0) ^ (b << 9);
    const last = s[3] ?? 0;
    s[3] = (last << 11) | (last >>> 21);
    return result;
  }
}

function wamid(waId: string, direction: number, key: string): string {
  const bytes = Buffer.alloc(waId.length + key.length + 10);
  let at = 0;
  const byte = (value: number): void => {
    at = bytes.writeUInt8(value, at);
  };
  byte(0x1c);
  byte(0x18);
  byte(waId.length);
  at += bytes.write(waId, at, "latin1");
  byte(0x15);
  byte(0x02);
  byte(0x00);
  byte(direction);
  byte(0x18);
  byte(key.length);
  at += bytes.write(key, at, "latin1");
  byte(0x00);
  return `wamid.${bytes.toString("base64")}`;
}
