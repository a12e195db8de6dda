import { type FileHandle, open } from "node:fs/promises";
import { mediaInvalid } from "../faults.ts";

/** What the head of an MP4 file tells (ISO/IEC 14496-12). */
export interface IsoMedia {
  /** Four letters: `isom`, `mp42`, `qt  `, `3gp5`. */
  readonly brand: string;
  /** Absent when the file is in fragments that do not say how many there are. */
  readonly seconds?: number;
  /** In pixels, as shown: a quarter turn swaps them. */
  readonly width?: number;
  readonly height?: number;
  /** Four letters of each track's coding: `avc1`, `hvc1`, `mp4a`. */
  readonly codecs: readonly string[];
  readonly hasVideo: boolean;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** More than any honest file has; a crafted one may be all heads. */
const MOST_BOXES = 20_000;

/**
 * Reads the boxes that tell length, size and coding, and passes over all else without reading it. Raises
 * `MEDIA_INVALID` when the file is cut off or holds no track.
 */
export async function readIsoMedia(path: string): Promise<IsoMedia> {
  const handle = await open(path, "r");
  try {
    return await new IsoReader(handle, (await handle.stat()).size).read();
  } finally {
    await handle.close();
  }
}

class IsoReader {
  readonly #handle: FileHandle;
  readonly #size: number;
  #boxes = 0;
  #seconds: number | undefined;
  #width: number | undefined;
  #height: number | undefined;
  readonly #codecs: string[] = [];
  #hasVideo = false;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  async read(): Promise<IsoMedia> {
    let brand = "";
    let hasData = false;
    for await (const box of this.#children(0, this.#size)) {
      if (box.type === "ftyp") brand = (await this.#bytes(box, 0, 4)).toString("latin1");
      else if (box.type === "moov") await this.#movie(box);
      else if (box.type === "mdat" || box.type === "moof") hasData = true;
    }
    if (this.#codecs.length === 0 || !hasData) throw damaged();
    return {
      brand,
      codecs: this.#codecs,
      hasVideo: this.#hasVideo,
      ...(this.#seconds === undefined ? {} : { seconds: this.#seconds }),
      ...(this.#width === undefined ? {} : { width: this.#width }),
      ...(this.#height === undefined ? {} : { height: this.#height }),
    };
  }

  async #movie(movie: Box): Promise<void> {
    let timescale = 0;
    for await (const box of this.#children(movie.start, movie.end)) {
      if (box.type === "mvhd") {
        const head = await this.#bytes(box, 0, 32);
        const isLong = head.readUInt8(0) === 1;
        timescale = head.readUInt32BE(isLong ? 20 : 12);
        this.#setSeconds(isLong ? Number(head.readBigUInt64BE(24)) : head.readUInt32BE(16), timescale);
      } else if (box.type === "trak") {
        await this.#track(box);
      } else if (box.type === "mvex") {
        for await (const inner of this.#children(box.start, box.end)) {
          if (inner.type !== "mehd") continue;
          const head = await this.#bytes(inner, 0, 12);
          this.#setSeconds(head.readUInt8(0) === 1 ? Number(head.readBigUInt64BE(4)) : head.readUInt32BE(4), timescale);
        }
      }
    }
  }

  #setSeconds(duration: number, timescale: number): void {
    // All ones: not known.
    if (timescale > 0 && duration > 0 && duration !== 0xffffffff) this.#seconds = duration / timescale;
  }

  async #track(track: Box): Promise<void> {
    let size: { width: number; height: number } | undefined;
    for await (const box of this.#children(track.start, track.end)) {
      if (box.type === "tkhd") size = await this.#shownSize(box);
      else if (box.type === "mdia") {
        const isVideo = await this.#codings(box);
        if (!isVideo || this.#hasVideo) continue;
        this.#hasVideo = true;
        if (size !== undefined && size.width > 0 && size.height > 0) {
          this.#width = size.width;
          this.#height = size.height;
        }
      }
    }
  }

  async #shownSize(box: Box): Promise<{ width: number; height: number }> {
    const head = await this.#bytes(box, 0, 96);
    const matrix = head.readUInt8(0) === 1 ? 52 : 40;
    const isTurned = head.readInt32BE(matrix) === 0 && head.readInt32BE(matrix + 4) !== 0;
    const [width, height] = [matrix + 36, matrix + 40].map((at) => Math.round(head.readUInt32BE(at) / 65_536));
    return isTurned ? { width: height ?? 0, height: width ?? 0 } : { width: width ?? 0, height: height ?? 0 };
  }

  /** Notes the codings of one track; gives whether it is a video. */
  async #codings(media: Box): Promise<boolean> {
    let isVideo = false;
    for await (const box of this.#children(media.start, media.end)) {
      if (box.type === "hdlr") isVideo = (await this.#bytes(box, 8, 4)).toString("latin1") === "vide";
      if (box.type !== "minf") continue;
      for await (const inner of this.#children(box.start, box.end)) {
        if (inner.type !== "stbl") continue;
        for await (const table of this.#children(inner.start, inner.end)) {
          if (table.type === "stsd") this.#codecs.push((await this.#bytes(table, 12, 4)).toString("latin1"));
        }
      }
    }
    return isVideo;
  }

  async *#children(from: number, to: number): AsyncGenerator<Box> {
    for (let at = from; at + 8 <= to; ) {
      if (++this.#boxes > MOST_BOXES) throw damaged();
      const head = await this.#read(at, 16);
      const small = head.readUInt32BE(0);
      const size = small === 1 ? Number(head.readBigUInt64BE(8)) : small === 0 ? to - at : small;
      const headSize = small === 1 ? 16 : 8;
      if (size < headSize || at + size > to) throw damaged();
      yield { type: head.toString("latin1", 4, 8), start: at + headSize, end: at + size };
      at += size;
    }
  }

  /** The first bytes of a box's content; zeros stand where the box is shorter. */
  #bytes(box: Box, offset: number, length: number): Promise<Buffer> {
    return this.#read(box.start + offset, length, box.end);
  }

  async #read(position: number, length: number, end = this.#size): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    await this.#handle.read(buffer, 0, Math.max(0, Math.min(length, end - position)), position);
    return buffer;
  }
}

function damaged(): Error {
  return mediaInvalid("The video cannot be read: it is damaged or cut off.");
}
