interface Waiter<Item> {
  accepts(item: Item): boolean;
  resolve(item: Item): void;
  reject(error: Error): void;
}

/** Promises that settle when something matching happens, or fail after a while with a message that says what did not. */
export class Waiters<Item> {
  readonly #waiting = new Set<Waiter<Item>>();

  /** Resolves with the next item for which `accepts` is true; rejects after `timeoutMs`. */
  wait<Found extends Item>(what: string, accepts: (item: Item) => boolean, timeoutMs: number): Promise<Found> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter<Item> = {
        accepts,
        resolve: (item) => {
          settle();
          resolve(item as Found);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiter.reject(new Error(`${what}: nothing within ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  /** Tells everyone who waits that `item` is there. */
  notify(item: Item): void {
    for (const waiter of this.#waiting) {
      try {
        if (waiter.accepts(item)) waiter.resolve(item);
      } catch (error) {
        // A predicate that throws is the waiter's own failure and must not reach the sender of the message.
        waiter.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** Fails everyone who still waits. */
  rejectAll(reason: string): void {
    for (const waiter of this.#waiting) waiter.reject(new Error(reason));
  }
}
