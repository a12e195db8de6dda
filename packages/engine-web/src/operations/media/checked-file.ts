import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { PassThrough, type Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { WaxwingError } from "@waxwing/contract";

/** A file that was written. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: Buffer;
}

/** How a stream is written. */
export interface WriteOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** What the bytes go through on their way, e.g. a cipher. */
  readonly through?: Transform;
}

/** Writes a stream to a file and tells what it was. Throws MEDIA_TOO_LARGE as soon as it is larger than `maxBytes`. */
export async function writeChecked(
  source: Readable,
  path: string,
  { maxBytes, signal, through = new PassThrough() }: WriteOptions,
): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  const target = createWriteStream(path, { mode: 0o600 });
  await pipeline(source, through, counted, target, { signal });
  return { bytes, sha256: hash.digest() };
}

export function tooLarge(limitBytes: number): WaxwingError {
  return new WaxwingError("MEDIA_TOO_LARGE", undefined, { details: { limitBytes } });
}
