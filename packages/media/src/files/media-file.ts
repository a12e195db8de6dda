import { open } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";

/** A medium of a caller in a temporary file, which goes when this is disposed. */
export interface MediaFile extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  /** What the first bytes say, e.g. `image/png`; null for text and all that has no signature. */
  readonly sniffedMimetype: string | null;
  /** What the source said: the answer's content type, the data URI's, the upload's. Never trusted. */
  readonly claimedMimetype: string | null;
  /** Name without folders, when the source had one. */
  readonly fileName: string | null;
}

/** Enough for every signature, also for the entries by which office documents are told from other archives. */
const SNIFFED_BYTES = 65_536;

/** The media type that a file's first bytes show, without parameters; null when they show none. */
export async function sniffMimetype(path: string): Promise<string | null> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return await sniffBytes(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function sniffBytes(start: Uint8Array): Promise<string | null> {
  try {
    const type = await fileTypeFromBuffer(start);
    return type === undefined ? null : withoutParameters(type.mime);
  } catch {
    // The signature is there and what follows it is not: the reader of that format will say so.
    return null;
  }
}

/** `Audio/OGG; codecs=opus` as `audio/ogg`; null when it is not a media type. */
export function mimetypeOf(text: string | undefined): string | null {
  const mimetype = withoutParameters(text ?? "");
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(mimetype) ? mimetype : null;
}

function withoutParameters(mimetype: string): string {
  return (mimetype.split(";")[0] ?? "").trim().toLowerCase();
}

/** A name without folders and control characters, short enough for every file system; null when nothing is left. */
export function plainFileName(name: string | null | undefined): string | null {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const plain = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  return plain === "" || plain === "." || plain === ".." ? null : [...plain].slice(0, 200).join("");
}
