/** Longest pause before a repetition, in milliseconds: who asks for a longer one gets the error instead. */
export const longestWaitMs = 60_000;

/**
 * Resolves after `ms` milliseconds.
 * @throws the signal's reason when it aborts before
 */
export function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Milliseconds before the repetition `attempt` (from 0): doubling, with a random part so that clients do not march in step. */
export function backoffMs(attempt: number, firstMs: number, mostMs: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** attempt);
  return full / 2 + Math.random() * (full / 2);
}

/** Milliseconds that the header `Retry-After` (seconds or a date) asks to wait, undefined without one. */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
