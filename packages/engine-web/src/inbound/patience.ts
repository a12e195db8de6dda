import { isDatabaseAway, pause } from "@waxwing/core";
import type { Logger } from "pino";
import { faultOf } from "./fault.ts";

const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 10_000;

/** How long to wait before attempt number `round` + 1: exponential with a cap, and with jitter. */
export function pauseBefore(round: number): number {
  const pauseMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(round, 10));
  return pauseMs * (0.5 + Math.random() / 2);
}

/** What lets waiting end, and where it is told. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Reads from the database, and again while it is away. Rejects with what else goes wrong, and when the signal aborts. */
export async function patiently<T>(read: () => Promise<T>, { signal, log }: Patience): Promise<T> {
  for (let round = 0; ; round += 1) {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.warn({ fault: faultOf(error), round }, "what arrived cannot be read without the database, trying again");
      await pause(pauseBefore(round), signal);
    }
  }
}
