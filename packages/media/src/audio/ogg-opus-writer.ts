/** One Opus packet holds 20 ms: the length that WhatsApp's clients send. */
export const FRAME_SAMPLES = 960;
/** Opus in Ogg counts in 48 kHz whatever the source had (RFC 7845, section 4). */
export const OPUS_RATE = 48_000;
/** What the encoder holds back at the start (libopus: 6.5 ms at 48 kHz); players leave it out again. */
export const PRE_SKIP = 312;

/** Packets of one page: one second, far below the 255 segments that a page can name. */
const PACKETS_PER_PAGE = 50;
const CONTINUES = { beginning: 2, end: 4 };

/** Writes a mono Opus stream as Ogg pages (RFC 3533 and RFC 7845) to `write`. */
export class OggOpusWriter {
  readonly #write: (page: Buffer) => void;
  readonly #serial: number;
  readonly #packets: Buffer[] = [];
  #sequence = 0;
  #granule = 0;

  constructor(write: (page: Buffer) => void, serial: number) {
    this.#write = write;
    this.#serial = serial;
    this.#page([opusHead()], 0, CONTINUES.beginning);
    this.#page([opusTags()], 0, 0);
  }

  /** One packet of {@link FRAME_SAMPLES}. */
  add(packet: Buffer): void {
    // The page goes when the next packet comes, so that there is one for the mark of the end.
    if (this.#packets.length === PACKETS_PER_PAGE) this.#page(this.#packets.splice(0), this.#granule, 0);
    this.#packets.push(packet);
    this.#granule += FRAME_SAMPLES;
  }

  /** Ends the stream after `samples` of sound: what the last packet holds beyond them is not played. */
  end(samples: number): void {
    this.#page(this.#packets.splice(0), PRE_SKIP + samples, CONTINUES.end);
  }

  #page(packets: readonly Buffer[], granule: number, flags: number): void {
    const lacing = packets.flatMap(({ length }) => [
      ...new Array<number>(Math.floor(length / 255)).fill(255),
      length % 255,
    ]);
    const head = Buffer.alloc(27 + lacing.length);
    head.write("OggS", 0, "latin1");
    head.writeUInt8(flags, 5);
    head.writeBigInt64LE(BigInt(granule), 6);
    head.writeUInt32LE(this.#serial, 14);
    head.writeUInt32LE(this.#sequence++, 18);
    head.writeUInt8(lacing.length, 26);
    head.set(lacing, 27);
    const page = Buffer.concat([head, ...packets]);
    page.writeUInt32LE(oggChecksum(page), 22);
    this.#write(page);
  }
}

function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", 0, "latin1");
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(OPUS_RATE, 12);
  return head;
}

function opusTags(): Buffer {
  const vendor = Buffer.from("waxwing");
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
  tags.write("OpusTags", 0, "latin1");
  tags.writeUInt32LE(vendor.length, 8);
  tags.set(vendor, 12);
  return tags;
}

const CHECKSUM_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

/** Ogg's CRC: 0x04c11db7, not reflected, from 0, with its own field as 0 (RFC 3533, section 6). */
function oggChecksum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (CHECKSUM_TABLE[(sum >>> 24) ^ byte] as number)) >>> 0;
  return sum;
}
