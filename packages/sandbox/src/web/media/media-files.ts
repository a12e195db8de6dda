import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file that was taken in but is not kept yet. */
export interface IncomingFile {
  /** SHA-256 in hex: the name that it is kept under. */
  readonly hash: string;
  readonly length: number;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A stream of more bytes than are taken. */
export class FileTooLargeError extends Error {
  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.name = "FileTooLargeError";
  }
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Files by the SHA-256 of their content, in hex. The same content is there once. */
export interface MediaFiles {
  put(hash: string, bytes: Buffer): void;
  /** Reads a stream to its end. Raises {@link FileTooLargeError}, or what the stream fails with; nothing remains then. */
  receive(stream: Readable, limit: number): Promise<IncomingFile>;
  has(hash: string): boolean;
  /** Raises an Error when there is no such file. */
  read(hash: string): Promise<Buffer>;
  open(hash: string, range: ByteRange): Readable;
  delete(hash: string): void;
  /** How many bytes all files together may have. */
  readonly capacityBytes: number;
}

/** Files of a sandbox without a data directory. */
export class MemoryFiles implements MediaFiles {
  readonly capacityBytes = 512 * 1024 * 1024;
  readonly #files = new Map<string, Buffer>();

  put(hash: string, bytes: Buffer): void {
    this.#files.set(hash, bytes);
  }

  async receive(stream: Readable, limit: number): Promise<IncomingFile> {
    const chunks: Buffer[] = [];
    for await (const chunk of limited(stream, limit)) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const hash = createHash("sha256").update(bytes).digest("hex");
    return { hash, length: bytes.length, keep: async () => this.put(hash, bytes), discard: async () => undefined };
  }

  has(hash: string): boolean {
    return this.#files.has(hash);
  }

  async read(hash: string): Promise<Buffer> {
    const bytes = this.#files.get(hash);
    if (bytes === undefined) throw new Error(`no file ${hash}`);
    return bytes;
  }

  open(hash: string, range: ByteRange): Readable {
    return Readable.from([(this.#files.get(hash) ?? Buffer.alloc(0)).subarray(range.start, range.end + 1)]);
  }

  delete(hash: string): void {
    this.#files.delete(hash);
  }
}

/** Files of a sandbox with a data directory: they survive a restart. */
export class DirectoryFiles implements MediaFiles {
  readonly capacityBytes = 8 * 1024 * 1024 * 1024;
  readonly #directory: string;
  #count = 0;

  /** Makes the directory, and removes what nobody knows of: an upload may have been cut off by the end of the process. */
  constructor(directory: string, knownHashes: ReadonlySet<string>) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory)) {
      if (!knownHashes.has(name)) rmSync(join(directory, name), { force: true });
    }
  }

  put(hash: string, bytes: Buffer): void {
    // At once, so that who was told the address can fetch the file in the same turn.
    writeFileSync(this.#path(hash), bytes, { mode: 0o600 });
  }

  async receive(stream: Readable, limit: number): Promise<IncomingFile> {
    const part = join(this.#directory, `${process.pid}-${++this.#count}.part`);
    const digest = createHash("sha256");
    let length = 0;
    try {
      await pipeline(
        limited(stream, limit),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            digest.update(chunk);
            length += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(part, { mode: 0o600 }),
      );
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    const hash = digest.digest("hex");
    return {
      hash,
      length,
      keep: () => rename(part, this.#path(hash)),
      discard: () => rm(part, { force: true }),
    };
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  read(hash: string): Promise<Buffer> {
    return readFile(this.#path(hash));
  }

  open(hash: string, range: ByteRange): Readable {
    return createReadStream(this.#path(hash), { start: range.start, end: range.end });
  }

  delete(hash: string): void {
    rmSync(this.#path(hash), { force: true });
  }

  #path(hash: string): string {
    return join(this.#directory, hash);
  }
}

async function* limited(stream: Readable, limit: number): AsyncGenerator<Buffer> {
  let length = 0;
  // Not destroyed when it is too long: the sender must still get an answer on the same connection.
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new FileTooLargeError(limit);
    yield chunk;
  }
}
