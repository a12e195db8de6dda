import { WaxwingError } from "@waxwing/contract";

/** The error for a caller who went away or a time that is over, before anything left. */
export function cancelled({ reason }: AbortSignal): WaxwingError {
  if (reason instanceof WaxwingError) return reason;
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return new WaxwingError(isTimeout ? "REQUEST_TIMEOUT" : "REQUEST_CANCELLED", undefined, { cause: reason });
}

/** Waits for a promise no longer than until the signal, whose error it throws then. */
export async function whenAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  // Whoever loses the race must not be an unhandled rejection.
  promise.catch(() => undefined);
  if (signal.aborted) throw cancelled(signal);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(cancelled(signal));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
