import type { Readable } from "node:stream";

/** What is known of a file before it is stored. */
export interface StoredFacts {
  readonly mimetype: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Where media stay. Keys are a few segments of letters, digits, `-`, `_` and `.`, such as
 * `<instanceId>/<sha256 in hex>`; anything else raises a {@link RangeError}. A key holds a whole file or none, also
 * after a crash.
 */
export interface MediaStore {
  /** Stores a file. Raises an error, and stores nothing, when its bytes are not those that `facts` tell. */
  put(key: string, path: string, facts: StoredFacts): Promise<void>;
  /** The file's bytes; null when there is no such key. Whoever gets the stream reads or destroys it. */
  open(key: string): Promise<Readable | null>;
  /** An address that gives the file to anyone for `seconds` (default an hour); only where the store has such a thing. */
  url?(key: string, seconds?: number): Promise<string>;
  /** Removes a file; that there is none is no failure. */
  delete(key: string): Promise<void>;
  /** Removes everything below a folder: `deleteAll("a")` removes `a/b` and leaves `ab`. */
  deleteAll(prefix: string): Promise<void>;
}
