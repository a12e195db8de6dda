import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { StoredFacts } from "./media-store.ts";

/** Raises an error when a file is not what its facts tell: a wrong file under a right key would stay for good. */
export async function requireContent(path: string, { bytes, sha256 }: StoredFacts): Promise<void> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  if (size !== bytes) throw new Error(`the file to store has ${size} bytes instead of ${bytes}`);
  if (hash.digest("hex") !== sha256.toLowerCase()) throw new Error("the file to store has another sha256");
}
