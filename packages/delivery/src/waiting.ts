/** Waits, or until the signal aborts. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}

/** Waits for a promise, but not beyond `deadlineMs` on the clock of `performance.now()`. Answers whether it was in time. */
export async function within(deadlineMs: number, promise: Promise<unknown>): Promise<boolean> {
  const ending = new AbortController();
  const late = pause(Math.max(0, deadlineMs - performance.now()), ending.signal).then(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  ending.abort();
  return inTime;
}
