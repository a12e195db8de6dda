import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { decodeRecord, encodeRecord } from "./json.ts";
import { type DirectoryLock, lockDirectory } from "./lock.ts";

type Records = Map<string, Map<string, unknown>>;

const LINE_BREAK = 0x0a;

/** One line of the file: collection, key, and the value; without one the record is deleted. */
type Line = [collection: string, key: string] | [collection: string, key: string, value: unknown];

/**
 * An append-only file of changes, one JSON array a line. What changed within one turn of the event loop is written
 * together, each record once with its last value. A process that is killed loses nothing that was written; the last
 * line may then be half of one, and is dropped at the next start. Each start writes the file anew without history.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #lock: DirectoryLock;
  readonly #changes = new Map<string, { collection: string; key: string; values: Map<string, unknown> }>();
  #writing: Promise<void> = Promise.resolve();
  #scheduled: NodeJS.Immediate | null = null;
  #failure: Error | null = null;
  /** How many writes are under way. */
  #writes = 0;
  /** Resolves with the write that is to come. */
  #next: PromiseWithResolvers<void> | null = null;

  private constructor(file: FileHandle, lock: DirectoryLock) {
    this.#file = file;
    this.#lock = lock;
  }

  static async open(directory: string): Promise<{ journal: Journal; collections: Records }> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const lock = await lockDirectory(directory);
    try {
      const path = join(directory, "state.jsonl");
      const collections = await load(path);
      await writeWhole(path, collections);
      return { journal: new Journal(await open(path, "a"), lock), collections };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Notes that a record is to be written with the value that it has at the end of this turn. */
  changed(collection: string, key: string, values: Map<string, unknown>): void {
    this.#changes.set(`${collection}\0${key}`, { collection, key, values });
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = null;
      this.#write();
    });
  }

  /**
   * Null when everything that was changed until now is in the file; else resolves once it is, or could not be written.
   * Unlike {@link flush} it hurries nothing, so that all of a turn still goes in one write.
   */
  written(): Promise<void> | null {
    if (this.#changes.size === 0) return this.#writes === 0 ? null : this.#writing;
    this.#next ??= Promise.withResolvers<void>();
    return this.#next.promise;
  }

  /** Raises the first write error, if there was one: what came after it may be missing in the file. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
    if (this.#failure !== null) throw this.#failure;
  }

  async close(): Promise<void> {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    try {
      await this.flush();
      await this.#file.sync();
    } finally {
      await this.#file.close();
      await this.#lock.release();
    }
  }

  #write(): void {
    if (this.#changes.size === 0) return;
    let lines = "";
    for (const { collection, key, values } of this.#changes.values()) {
      const line: Line = values.has(key) ? [collection, key, values.get(key)] : [collection, key];
      try {
        lines += `${encodeRecord(line)}\n`;
      } catch (error) {
        // One record that JSON cannot hold must neither cost the others nor, out of a timer, the process.
        this.#fail(error);
      }
    }
    this.#changes.clear();
    const next = this.#next;
    this.#next = null;
    this.#writes++;
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(lines))
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        this.#writes--;
        next?.resolve();
      });
  }

  #fail(cause: unknown): void {
    this.#failure ??= new Error("the sandbox's state could not be written", { cause });
  }
}

async function load(path: string): Promise<Records> {
  const records: Records = new Map();
  let count = 0;
  for await (const line of completeLines(path)) {
    count++;
    let entry: Line;
    try {
      entry = decodeRecord(line) as Line;
    } catch (error) {
      throw new Error(`${path} is damaged in line ${count}`, { cause: error });
    }
    const [collection, key] = entry;
    const values = records.get(collection) ?? new Map<string, unknown>();
    records.set(collection, values);
    if (entry.length === 3) values.set(key, entry[2]);
    else values.delete(key);
  }
  return records;
}

/**
 * The lines of a file that end with a line break: a last one without is half of one. Piece by piece, since a journal
 * with much history is longer than a string can be. None when there is no file.
 */
async function* completeLines(path: string): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = piece.indexOf(LINE_BREAK); end >= 0; end = piece.indexOf(LINE_BREAK, start)) {
        yield Buffer.concat([...begun, piece.subarray(start, end)]).toString("utf8");
        begun = [];
        start = end + 1;
      }
      begun.push(piece.subarray(start));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Writes all records beside the old file and then takes its place. */
async function writeWhole(path: string, records: Records): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "w", 0o600);
  try {
    for (const [collection, values] of records) {
      for (const [key, value] of values) await file.appendFile(`${encodeRecord([collection, key, value])}\n`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}
