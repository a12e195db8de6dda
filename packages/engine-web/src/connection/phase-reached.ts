import type { Phase } from "./keep-connected.ts";

/**
 * Waits until a phase is reached in which a caller can be answered: anything but `connecting`, which is answered when
 * the time is over. Rejects with the signal's reason.
 */
export function phaseReached(
  present: () => Phase,
  listeners: Set<() => void>,
  waitMs: number,
  signal: AbortSignal,
): Promise<Phase> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      listeners.delete(look);
      signal.removeEventListener("abort", cancel);
      action();
    };
    const look = (): void => {
      const phase = present();
      if (phase.kind !== "connecting") settle(() => resolve(phase));
    };
    const cancel = (): void => settle(() => reject(signal.reason));
    const timer = setTimeout(() => settle(() => resolve(present())), waitMs);
    listeners.add(look);
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    else look();
  });
}
