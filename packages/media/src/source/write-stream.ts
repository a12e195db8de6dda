import { createWriteStream } from "node:fs";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";

/** Writes a stream into a new file within `maxBytes`; gives the bytes written. The source is destroyed on a failure. */
export async function writeStream(
  stream: Readable,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (bytes > maxBytes) callback(mediaTooLarge({ limitBytes: maxBytes }));
      else callback(null, chunk);
    },
  });
  try {
    await pipeline(stream, count, createWriteStream(path, { flags: "wx", mode: 0o600 }), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  if (bytes === 0) throw mediaInvalid("The file is empty.");
  return bytes;
}
