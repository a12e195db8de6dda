import { createReadStream } from "node:fs";

/** Bytes of one chunk that are seen again with the next, so that no entry is cut in two. */
const OVERLAP = 512;

/**
 * The number of pages of a PDF, by the `/Count` of its page tree's root (ISO 32000-1, 7.7.3.2): the largest one. Where
 * the tree stands inside a compressed object stream, there is nothing to see, and nothing is given.
 */
export async function pdfPageCount(path: string): Promise<number | undefined> {
  let count = 0;
  let end = "";
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) {
    const text = end + chunk.toString("latin1");
    for (const entry of text.matchAll(
      /\/Type\s*\/Pages\b[\s\S]{0,400}?\/Count\s+(\d{1,6})|\/Count\s+(\d{1,6})[\s\S]{0,400}?\/Type\s*\/Pages\b/g,
    )) {
      count = Math.max(count, Number(entry[1] ?? entry[2]));
    }
    end = text.slice(-OVERLAP);
  }
  return count === 0 ? undefined : count;
}
