/** How long to wait, and for what: the latter for the message of a failure. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly what?: string;
}

/** Enough for pairing on a machine that does other things as well. */
export const TIMEOUT_MS = 15_000;

/** Lets tests wait until something holds, without sleeping. */
export class Conditions {
  readonly #checks = new Set<() => void>();

  /** Looks at all conditions again: something has happened. */
  changed(): void {
    for (const check of [...this.#checks]) check();
  }

  /**
   * Resolves once the condition holds: it is looked at after each {@link changed} and every 20 ms. Rejects with what
   * the condition raises, and after `timeoutMs` (15 seconds) with a message that ends with `explain()`.
   */
  until(
    condition: () => unknown,
    explain: () => string,
    { timeoutMs = TIMEOUT_MS, what = "condition" }: Patience = {},
  ): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        clearInterval(interval);
        this.#checks.delete(check);
        action();
      };
      const check = (): void => {
        try {
          if (condition()) settle(resolve);
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`no ${what} within ${timeoutMs} ms${explain()}`))),
        timeoutMs,
      );
      const interval = setInterval(check, 20);
      this.#checks.add(check);
      check();
    });
  }
}
