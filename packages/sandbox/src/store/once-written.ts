import type { Store } from "./store.ts";

/**
 * Does things in order, each once the state that it tells of is in its file: nobody may be told of what a kill could
 * still undo. At once when the state is in memory only.
 */
export class OnceWritten {
  readonly #store: Store;
  readonly #waiting: (() => void)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  do(action: () => void): void {
    const written = this.#store.written();
    if (written === null && this.#waiting.length === 0) {
      action();
      return;
    }
    this.#waiting.push(action);
    // Writes come in order too, so that the oldest that waits may always go first.
    void (written ?? Promise.resolve()).then(() => this.#waiting.shift()?.());
  }
}
