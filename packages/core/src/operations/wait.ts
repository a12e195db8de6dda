import { setTimeout } from "node:timers/promises";

/** Waits `ms` milliseconds; rejects with the signal's reason when it aborts. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
