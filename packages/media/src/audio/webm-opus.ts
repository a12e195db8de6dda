import { readSync } from "node:fs";
import OpusScript from "opusscript";
import { OPUS_RATE } from "./ogg-opus-writer.ts";
import type { DecodedSound } from "./voice-encoder.ts";

/** Matroska's elements (RFC 9559) that lead to the packets; all others are passed over. */
const ID = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codec: 0x86,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
};
/** Entered, not passed over. Their ends need no watching, so that a size that the writer did not know is no matter. */
const MASTERS = new Set([ID.segment, ID.tracks, ID.trackEntry, ID.cluster, ID.blockGroup]);
const WINDOW = 262_144;

/** The sound of the first Opus track of a WebM or Matroska file, as browsers record it. Raises a RangeError on any other. */
export function* webmOpusSound(descriptor: number): Generator<DecodedSound> {
  const opus = new OpusScript(OPUS_RATE, 1);
  try {
    let skip = 0;
    let hasTrack = false;
    for (const element of opusElements(descriptor)) {
      if (element.kind === "head") {
        hasTrack = true;
        // OpusHead (RFC 7845, 5.1): what the encoder put before the sound.
        skip = element.data.length >= 12 ? element.data.readUInt16LE(10) : 0;
        continue;
      }
      const pcm = opus.decode(element.data);
      const samples = Float32Array.from({ length: pcm.length / 2 }, (_, index) => pcm.readInt16LE(index * 2) / 32_768);
      const dropped = Math.min(skip, samples.length);
      skip -= dropped;
      yield { channelData: [samples.subarray(dropped)], sampleRate: OPUS_RATE };
    }
    if (!hasTrack) throw new RangeError("no Opus track");
  } finally {
    opus.delete();
  }
}

interface OpusElement {
  readonly kind: "head" | "packet";
  readonly data: Buffer;
}

function* opusElements(descriptor: number): Generator<OpusElement> {
  const bytes = new ByteWindow(descriptor);
  let track: { number: number; codec: string; head: Buffer } | undefined;
  let chosen: number | undefined;
  for (let at = 0; ; ) {
    const id = readVint(bytes.at(at, 4), true);
    const size = id === undefined ? undefined : readVint(bytes.at(at + id.length, 8), false);
    if (id === undefined || size === undefined) return;
    const start = at + id.length + size.length;
    const isMaster = MASTERS.has(id.value);
    if (isMaster) {
      if (id.value === ID.trackEntry) track = { number: 0, codec: "", head: Buffer.alloc(0) };
      if (id.value === ID.cluster && track === undefined) return;
    } else if (track !== undefined && chosen === undefined) {
      const data = bytes.at(start, Math.min(size.value, 4096));
      if (id.value === ID.trackNumber)
        track.number = data.length === 0 ? 0 : data.readUIntBE(0, Math.min(6, data.length));
      else if (id.value === ID.codec) track.codec = data.toString("latin1");
      else if (id.value === ID.codecPrivate) track.head = Buffer.from(data);
    }
    if (id.value === ID.block || id.value === ID.simpleBlock) {
      const block = bytes.at(start, Math.min(size.value, WINDOW));
      const number = readVint(block, false);
      if (number === undefined) return;
      const flags = block[number.length + 2] ?? 0;
      if (chosen === number.value) {
        if ((flags & 0x06) !== 0) throw new RangeError("laced blocks");
        const data = Buffer.from(block.subarray(number.length + 3));
        if (data.length > 0) yield { kind: "packet", data };
      }
    }
    // A track's entry is complete where the next one or the first cluster begins; its parts come in any order.
    if (chosen === undefined && track?.codec === "A_OPUS" && track.number > 0 && track.head.length > 0) {
      chosen = track.number;
      yield { kind: "head", data: track.head };
    }
    at = isMaster ? start : start + size.value;
  }
}

/** A variable-length integer (RFC 8794, section 4); ids keep their marker bit. */
function readVint(bytes: Buffer, keepMarker: boolean): { value: number; length: number } | undefined {
  const first = bytes[0];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (bytes.length < length) return undefined;
  let value = keepMarker ? first : first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + (bytes[index] as number);
  return { value, length };
}

/** Reads a file from front to back through one buffer. */
class ByteWindow {
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(WINDOW * 2);
  #start = 0;
  #length = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Up to `length` bytes at `position`; fewer at the end of the file. Valid until the next call. */
  at(position: number, length: number): Buffer {
    if (position < this.#start || position + length > this.#start + this.#length) {
      this.#length = Number.isSafeInteger(position)
        ? readSync(this.#descriptor, this.#buffer, 0, this.#buffer.length, position)
        : 0;
      this.#start = position;
    }
    const from = position - this.#start;
    return this.#buffer.subarray(from, Math.min(from + length, this.#length));
  }
}
