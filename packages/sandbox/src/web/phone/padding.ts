import { SignalError } from "./signal/signal-error.ts";

/** Adds 1 to 16 bytes, each equal to their number, so that a message's length tells little. */
export function pad(plaintext: Uint8Array, length: number): Buffer {
  return Buffer.concat([plaintext, Buffer.alloc(length, length)]);
}

/** Takes off what {@link pad} added. Raises SignalError when there is no such padding. */
export function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0;
  if (length < 1 || length > 16 || length > padded.length) throw new SignalError("the message is not padded");
  return padded.subarray(0, padded.length - length);
}
