import { PairingError } from "./pairing-error.ts";

/** What a QR code for linking says. */
export interface PairingQr {
  readonly ref: string;
  /** The client's Noise static key (32 bytes). */
  readonly noiseKey: Buffer;
  /** The client's Signal identity (32 bytes). */
  readonly identityKey: Buffer;
  /** The secret that proves to the client that its QR code was seen (32 bytes). */
  readonly advSecret: Buffer;
}

/**
 * Reads the text of a QR code: `ref,noise key,identity,secret[,platform]` with keys in base64, alone or behind the `#`
 * of an address (as Baileys 7 has it). Raises {@link PairingError}.
 */
export function parseQr(text: string): PairingQr {
  const plain = text.trim();
  const [ref = "", noiseKey = "", identityKey = "", advSecret = ""] = plain
    .slice(plain.indexOf("#") + 1)
    .split(",")
    .map((part) => part.trim());
  if (ref === "") throw new PairingError("invalid-qr", "the text is no QR code of WhatsApp Web");
  return {
    ref,
    noiseKey: key("noise key", noiseKey),
    identityKey: key("identity", identityKey),
    advSecret: key("secret", advSecret),
  };
}

function key(name: string, base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== 32) {
    throw new PairingError("invalid-qr", `the text is no QR code of WhatsApp Web: its ${name} has no 32 bytes`);
  }
  return bytes;
}
