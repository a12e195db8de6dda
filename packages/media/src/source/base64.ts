import { open } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";

/** Characters decoded at a time. */
const SLICE = 1_048_576;

/**
 * Decodes base64 (standard or URL-safe, with or without padding, line breaks allowed) from `text` at `start` into a
 * file, slice by slice. Gives the bytes written. Raises `MEDIA_INVALID` for anything else in the text.
 */
export async function writeBase64(text: string, start: number, path: string, maxBytes: number): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    let bytes = 0;
    let rest = "";
    let isPadded = false;
    for (let at = start; at < text.length; at += SLICE) {
      const digits = rest + text.slice(at, at + SLICE).replace(/\s+/g, "");
      const padding = /=*$/.exec(digits)?.[0] ?? "";
      const plain = padding === "" ? digits : digits.slice(0, -padding.length);
      if (!/^[A-Za-z0-9+/_-]*$/.test(plain) || padding.length > 2 || (isPadded && plain !== "")) throw notBase64();
      isPadded ||= padding !== "";
      const isLast = isPadded || at + SLICE >= text.length;
      const whole = isLast ? plain.length : plain.length - (plain.length % 4);
      if (isLast && plain.length % 4 === 1) throw notBase64();
      rest = plain.slice(whole);
      const decoded = Buffer.from(plain.slice(0, whole), "base64");
      bytes += decoded.length;
      if (bytes > maxBytes) throw mediaTooLarge({ limitBytes: maxBytes });
      await file.write(decoded);
    }
    if (bytes === 0) throw notBase64();
    return bytes;
  } finally {
    await file.close();
  }
}

function notBase64(): Error {
  return mediaInvalid("The medium is neither an http(s) address, nor a data URI, nor base64.");
}
