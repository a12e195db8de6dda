/** A sleep that can be cut short. */
export interface Alarm {
  /** Resolves after `ms` or with the next ring, whichever is first; at once when it rang since the last wait. */
  wait(ms: number): Promise<void>;
  ring(): void;
  /** Rings in so many milliseconds, up to 10 ms later. */
  ringIn(ms: number): void;
  /** Ends the wait and all timers. */
  stop(): void;
}

/** Rings that are due within the same 10 ms are one. */
const graceMs = 10;

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  const timers = new Map<number, NodeJS.Timeout>();

  const ring = (): void => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          wake = undefined;
          rung = false;
          resolve();
        }
        wake = done;
        if (rung) done();
      }),
    ringIn(ms) {
      const slot = Math.ceil((performance.now() + ms) / graceMs);
      if (timers.has(slot)) return;
      const timer = setTimeout(
        () => {
          timers.delete(slot);
          ring();
        },
        Math.max(0, slot * graceMs - performance.now()),
      );
      timers.set(slot, timer);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      ring();
    },
  };
}
