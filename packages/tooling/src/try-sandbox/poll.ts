import { setTimeout } from "node:timers/promises";

/** How often is asked, in milliseconds: a person waits for the answer. */
const POLL_MS = 20;

/**
 * Asks until there is something other than null, and answers it. Raises the signal's reason once it is aborted, and an Error
 * with the text of `tooLate` after `patienceMs` milliseconds.
 */
export async function poll<T>(
  ask: () => Promise<T | null>,
  { patienceMs, tooLate, signal }: { patienceMs: number; tooLate: () => string; signal: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(tooLate());
    await setTimeout(POLL_MS);
  }
}
