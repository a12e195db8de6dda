import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** A path that is free to be written, and gone once disposed, written or not. */
export interface TemporaryFile extends AsyncDisposable {
  readonly path: string;
}

/** A folder of files that live as long as one call. It belongs to one process: what is in it at the start is litter. */
export class TemporaryFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
  }

  /** A new file; `extension` (`.ogg`) is for programs that go by it. */
  create(extension = ""): TemporaryFile {
    const path = join(this.#directory, `${randomUUID()}${extension}`);
    return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  }

  /**
   * Makes a file with `write`, and gives what that gives beside the file, which its receiver disposes. When `write`
   * fails, nothing stays.
   */
  async make<T extends object>(
    extension: string,
    write: (path: string) => Promise<T>,
  ): Promise<T & { readonly path: string } & AsyncDisposable> {
    const file = this.create(extension);
    try {
      return Object.assign(await write(file.path), file);
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }
}

/** A result that is the source itself: its file belongs to whoever opened the source. */
export function borrowed<T extends object>(path: string, facts: T): T & { readonly path: string } & AsyncDisposable {
  return Object.assign({ path, [Symbol.asyncDispose]: async () => {} }, facts);
}
