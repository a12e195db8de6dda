import { Journal } from "./journal.ts";

/** Records of one kind by key. Change a record in place and `touch` it, or put another in its place. */
export class Collection<Value> {
  readonly #name: string;
  readonly #values: Map<string, Value>;
  #journal: Journal | null;

  constructor(name: string, values: Map<string, Value>, journal: Journal | null) {
    this.#name = name;
    this.#values = values;
    this.#journal = journal;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** Insertion order, also after a restart. */
  values(): IterableIterator<Value> {
    return this.#values.values();
  }

  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }

  set(key: string, value: Value): void {
    this.#values.set(key, value);
    this.touch(key);
  }

  /** Says that the record under `key` was changed in place. */
  touch(key: string): void {
    this.#journal?.changed(this.#name, key, this.#values);
  }

  delete(key: string): boolean {
    const existed = this.#values.delete(key);
    if (existed) this.touch(key);
    return existed;
  }

  clear(): void {
    for (const key of [...this.#values.keys()]) this.delete(key);
  }

  /** Cuts it off from the file: what somebody still writes here is not kept. */
  detach(): void {
    this.#journal = null;
  }
}

/**
 * All state of a sandbox that outlives a connection: plain records (JSON values and bytes) in named collections. In
 * memory, and in an append-only journal as well when a directory is given.
 */
export class Store {
  readonly #journal: Journal | null;
  readonly #loaded: Map<string, Map<string, unknown>>;
  readonly #collections = new Map<string, Collection<unknown>>();

  /** Where the state is; null for one in memory. Files that are too large for records may stand there as well. */
  readonly directory: string | null;

  private constructor(
    journal: Journal | null,
    loaded: Map<string, Map<string, unknown>>,
    directory: string | null = null,
  ) {
    this.directory = directory;
    this.#journal = journal;
    this.#loaded = loaded;
  }

  static inMemory(): Store {
    return new Store(null, new Map());
  }

  /**
   * Opens the state below `directory`, which is made when it is missing.
   * Raises an Error when another running sandbox has it, or when its journal is damaged before its last line.
   */
  static async open(directory: string): Promise<Store> {
    const { journal, collections } = await Journal.open(directory);
    return new Store(journal, collections, directory);
  }

  /** The collection of this name; `Value` is trusted to be what was put there before. */
  collection<Value>(name: string): Collection<Value> {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      const values = this.#loaded.get(name) ?? new Map<string, unknown>();
      collection = new Collection<unknown>(name, values, this.#journal);
      this.#collections.set(name, collection);
    }
    return collection as Collection<Value>;
  }

  /**
   * Forgets everything but the named collections. Whoever still holds one of the others writes into the void: ask for
   * it again.
   */
  reset(kept: readonly string[]): void {
    for (const name of this.#loaded.keys()) this.collection(name);
    for (const [name, collection] of this.#collections) {
      if (kept.includes(name)) continue;
      collection.clear();
      collection.detach();
      this.#collections.delete(name);
      this.#loaded.delete(name);
    }
  }

  /**
   * What others may be told of now, since it would survive a kill: null when everything that was changed until now is
   * in the file, or in memory only; else resolves once it is. Never rejects.
   */
  written(): Promise<void> | null {
    return this.#journal?.written() ?? null;
  }

  /** Resolves when everything that was changed until now is in the file. */
  async flush(): Promise<void> {
    await this.#journal?.flush();
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }
}
