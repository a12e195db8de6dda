const MAX_KEYS = 1_000;

/** Says yes to the first occurrence of a key, and again after `intervalMs`: for log lines that a sender could multiply. */
export class Occasional {
  readonly #intervalMs: number;
  readonly #lastAt = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  isDue(key: string, now: number = Date.now()): boolean {
    const last = this.#lastAt.get(key);
    if (last !== undefined && now - last < this.#intervalMs) return false;
    // Forgetting all at once costs some repeated lines, and bounds the memory that a stranger can take.
    if (last === undefined && this.#lastAt.size >= MAX_KEYS) this.#lastAt.clear();
    this.#lastAt.set(key, now);
    return true;
  }
}
