/** The longest frame that three bytes of length can announce. */
export const LONGEST_FRAME_BYTES = 2 ** 24 - 1;

/** `WA`, protocol 6, dictionary 3: opens every connection and is the first thing in the Noise hash. */
export const INTRO = Buffer.from([0x57, 0x41, 6, 3]);
/** `ED`, 0, 1: three bytes of length, the routing info and then the {@link INTRO} follow. */
const ROUTING_PREFIX = Buffer.from([0x45, 0x44, 0, 1]);

/** Bytes that are no frame of this protocol. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FrameError";
  }
}

/** What a client sends before its first frame. */
export interface Intro {
  /** Given out by an earlier connection; null for a client that has none. */
  readonly routingInfo: Buffer | null;
}

/** A frame: three bytes of length, big endian, and the payload. Raises FrameError for a payload of 16 MiB or more. */
export function encodeFrame(payload: Buffer): Buffer {
  if (payload.length > LONGEST_FRAME_BYTES) throw new FrameError(`a frame cannot have ${payload.length} bytes`);
  const frame = Buffer.allocUnsafe(3 + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  payload.copy(frame, 3);
  return frame;
}

/** Cuts a stream of bytes into frames: pieces may hold half a frame, or several. */
export class FrameReader {
  /** The longest frame that is accepted, in bytes. */
  limit: number;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(limit = LONGEST_FRAME_BYTES) {
    this.limit = limit;
  }

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** Takes the intro; null until it is complete. Raises FrameError when the bytes are none. */
  intro(): Intro | null {
    const isRouted = this.#startsWith(ROUTING_PREFIX);
    if (isRouted === null) return null;
    if (!isRouted) {
      if (this.#length < INTRO.length && this.#startsWith(INTRO) === null) return null;
      return this.#takeIntro() ? { routingInfo: null } : null;
    }
    const head = this.#peek(ROUTING_PREFIX.length + 3);
    if (head === null) return null;
    const length = this.#checked(head.readUIntBE(ROUTING_PREFIX.length, 3));
    const whole = this.#peek(head.length + length + INTRO.length);
    if (whole === null) return null;
    this.#take(head.length + length);
    this.#takeIntro();
    return { routingInfo: Buffer.from(whole.subarray(head.length, head.length + length)) };
  }

  /** Takes the next frame's payload; null until it is complete. Raises FrameError when it is announced too long. */
  next(): Buffer | null {
    const head = this.#peek(3);
    if (head === null) return null;
    const length = this.#checked(head.readUIntBE(0, 3));
    if (this.#length < 3 + length) return null;
    return this.#take(3 + length).subarray(3);
  }

  /** True when the intro was there; false when it is not complete. */
  #takeIntro(): boolean {
    const bytes = this.#peek(INTRO.length);
    if (bytes === null) return false;
    if (!bytes.equals(INTRO)) throw new FrameError(`unknown protocol: ${bytes.toString("hex")}`);
    this.#take(INTRO.length);
    return true;
  }

  /** Null when there are too few bytes to tell. */
  #startsWith(expected: Buffer): boolean | null {
    const have = this.#peek(Math.min(this.#length, expected.length)) ?? Buffer.alloc(0);
    if (!have.equals(expected.subarray(0, have.length))) return false;
    return have.length === expected.length ? true : null;
  }

  #checked(length: number): number {
    if (length > this.limit) throw new FrameError(`a frame of ${length} bytes, ${this.limit} are allowed`);
    return length;
  }

  #peek(count: number): Buffer | null {
    if (this.#length < count) return null;
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length >= count) return first.subarray(0, count);
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole.subarray(0, count);
  }

  /** To be called for bytes that are there. */
  #take(count: number): Buffer {
    const taken = this.#peek(count) ?? Buffer.alloc(0);
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length === count) this.#pieces.shift();
    else this.#pieces[0] = first.subarray(count);
    this.#length -= count;
    return taken;
  }
}
