import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { SignalError } from "./signal-error.ts";

/** Keys of messages that were jumped over, by the message's number. */
export type SkippedKeys = Readonly<Record<string, Buffer>>;

/** How far ahead of the last one a message may be; Signal's own limit. */
const MAX_JUMP = 2000;
/** How many jumped-over keys of one chain are kept, for messages that come late. */
const MAX_SKIPPED = 200;

/** Where a chain stands: the key of the next message, and its number. */
export interface ChainPosition {
  readonly key: Buffer;
  readonly next: number;
  readonly skipped: SkippedKeys;
}

/** The key of message `number`, and the chain after it. Raises SignalError when that key was used or is out of reach. */
export function takeMessageKey(chain: ChainPosition, number: number): { key: Buffer; chain: ChainPosition } {
  if (number < chain.next) {
    const { [number]: key, ...skipped } = chain.skipped;
    if (key === undefined) throw new SignalError(`the key of message ${number} was used already`);
    return { key, chain: { ...chain, skipped } };
  }
  if (number - chain.next > MAX_JUMP) throw new SignalError(`message ${number} is too far ahead of ${chain.next}`);
  let position = chain.key;
  const jumped: [string, Buffer][] = [];
  for (let next = chain.next; next < number; next++) {
    jumped.push([String(next), hmac(position, ONE)]);
    position = hmac(position, TWO);
  }
  const kept = jumped.length === 0 ? chain.skipped : newest([...Object.entries(chain.skipped), ...jumped]);
  return { key: hmac(position, ONE), chain: { key: hmac(position, TWO), next: number + 1, skipped: kept } };
}

const ONE = Buffer.from([1]);
const TWO = Buffer.from([2]);

function newest(skipped: [string, Buffer][]): SkippedKeys {
  return Object.fromEntries(skipped.slice(-MAX_SKIPPED));
}

export function hmac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac("sha256", key).update(bytes).digest();
}

export function encryptCbc(key: Buffer, iv: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** Raises SignalError when the padding is wrong, and with it the key. */
export function decryptCbc(key: Buffer, iv: Buffer, ciphertext: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-cbc", key, iv);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (error) {
    throw new SignalError("the ciphertext does not fit its key", { cause: error });
  }
}
