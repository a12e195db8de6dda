import { proto } from "@whiskeysockets/baileys";
import { untyped } from "./curve.ts";
import { SignalError } from "./signal-error.ts";

/** Message version 3 of 3, as the byte before each message. */
export const VERSION = 0x33;

/** The first message of a session that another device began. */
export interface PreKeyMessage {
  readonly baseKey: Buffer;
  readonly identityKey: Buffer;
  readonly signedPreKeyId: number;
  /** Null when the other side found no one-time key of ours. */
  readonly preKeyId: number | null;
  /** The message proper. */
  readonly message: Buffer;
}

/** Reads a `pkmsg`. Raises SignalError when it is none. */
export function readPreKeyMessage(bytes: Buffer): PreKeyMessage {
  try {
    checkVersion(bytes);
    const read = proto.PreKeySignalMessage.decode(bytes.subarray(1));
    return {
      baseKey: untyped(read.baseKey),
      identityKey: untyped(read.identityKey),
      signedPreKeyId: read.signedPreKeyId ?? 0,
      preKeyId: read.preKeyId || null,
      message: Buffer.from(read.message ?? []),
    };
  } catch (error) {
    throw new SignalError("not a pre-key message", { cause: error });
  }
}

/** Reads a `msg`. Raises SignalError when it is none. */
export function readMessage(bytes: Buffer): {
  ratchetKey: Buffer;
  counter: number;
  previousCounter: number;
  ciphertext: Buffer;
} {
  try {
    checkVersion(bytes);
    const read = proto.SignalMessage.decode(bytes.subarray(1, -8));
    return {
      ratchetKey: untyped(read.ratchetKey),
      counter: read.counter ?? 0,
      previousCounter: read.previousCounter ?? 0,
      ciphertext: Buffer.from(read.ciphertext ?? []),
    };
  } catch (error) {
    throw new SignalError("not a Signal message", { cause: error });
  }
}

function checkVersion(bytes: Buffer): void {
  if (bytes.length < 10 || bytes.readUInt8(0) >> 4 !== 3) throw new SignalError("not of message version 3");
}
