/** A sleep that can be cut short. */
export interface Alarm {
  /** Resolves after `ms` or with the next ring, whichever is first; at once when it rang since the last wait. */
  wait(ms: number): Promise<void>;
  ring(): void;
  /** Rings later, unless it rings before. */
  ringIn(ms: number): void;
  /** Ends the wait and all timers. */
  stop(): void;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  let later: { timer: NodeJS.Timeout; atMs: number } | undefined;

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
      const atMs = performance.now() + ms;
      if (later !== undefined && later.atMs <= atMs) return;
      clearTimeout(later?.timer);
      const timer = setTimeout(() => {
        later = undefined;
        ring();
      }, ms);
      later = { timer, atMs };
    },
    stop() {
      clearTimeout(later?.timer);
      later = undefined;
      ring();
    },
  };
}
