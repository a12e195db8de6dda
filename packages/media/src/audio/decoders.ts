import { readSync } from "node:fs";
import type { DecodedSound } from "./voice-encoder.ts";
import { webmOpusSound } from "./webm-opus.ts";

/** What all decoders of one family have in common. */
interface ChunkDecoder {
  decode(chunk: Uint8Array): DecodedSound;
  flush?(): DecodedSound;
  free(): void;
}

const CHUNK = 65_536;

type CreateDecoder = () => Promise<ChunkDecoder>;

// Each is loaded when it is needed: together they take a good part of a second.
const aiff: CreateDecoder = async () => (await import("@audio/decode-aiff")).decoder();
const amr: CreateDecoder = async () => (await import("@audio/decode-amr")).decoder();
const flac: CreateDecoder = async () => (await import("@audio/decode-flac")).decoder();
const mp3: CreateDecoder = async () => (await import("@audio/decode-mp3")).decoder();
const opus: CreateDecoder = async () => (await import("@audio/decode-opus")).decoder();
const vorbis: CreateDecoder = async () => (await import("@audio/decode-vorbis")).decoder();
const wav: CreateDecoder = async () => (await import("@audio/decode-wav")).decoder();

const byMimetype: Readonly<Record<string, CreateDecoder>> = {
  "audio/wav": wav,
  "audio/mpeg": mp3,
  "audio/flac": flac,
  "audio/x-flac": flac,
  "audio/amr": amr,
  "audio/aiff": aiff,
};

/**
 * Decodes an open file of a known type, chunk by chunk. Gives undefined when nothing here reads that type: AAC is left
 * to ffmpeg, as its free decoders for JavaScript come under the GPL.
 */
export async function decoderFor(
  mimetype: string,
  descriptor: number,
): Promise<AsyncIterable<DecodedSound> | Iterable<DecodedSound> | undefined> {
  if (mimetype === "video/webm" || mimetype === "audio/webm" || mimetype === "video/matroska") {
    return webmOpusSound(descriptor);
  }
  const isOgg = mimetype === "audio/ogg" || mimetype === "application/ogg" || mimetype === "video/ogg";
  const create = isOgg ? oggDecoder(descriptor) : byMimetype[mimetype];
  return create === undefined ? undefined : chunks(await create(), descriptor);
}

/** Ogg is a wrapper: what it holds stands at the start of the first page's packet. */
function oggDecoder(descriptor: number): CreateDecoder | undefined {
  const page = Buffer.alloc(512);
  const start = page.toString("latin1", 0, readSync(descriptor, page, 0, page.length, 0));
  if (start.includes("OpusHead")) return opus;
  return start.includes("\u0001vorbis") ? vorbis : undefined;
}

function* chunks(decoder: ChunkDecoder, descriptor: number): Generator<DecodedSound> {
  try {
    for (let position = 0; ; ) {
      // A new one each time: decoders keep views of what they were given.
      const buffer = Buffer.alloc(CHUNK);
      const length = readSync(descriptor, buffer, 0, CHUNK, position);
      if (length === 0) break;
      position += length;
      yield decoder.decode(new Uint8Array(buffer.buffer, buffer.byteOffset, length));
    }
    if (decoder.flush !== undefined) yield decoder.flush();
  } finally {
    decoder.free();
  }
}
