import { pause } from "@waxwing/core";

/** Waits for a promise, but not beyond `deadlineMs` on the clock of `performance.now()`. Answers whether it was in time. */
export async function within(deadlineMs: number, promise: Promise<unknown>): Promise<boolean> {
  const ending = new AbortController();
  const late = pause(Math.max(0, deadlineMs - performance.now()), ending.signal).then(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  ending.abort();
  return inTime;
}
