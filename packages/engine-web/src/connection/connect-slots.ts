/** The right to have a connection under way; to be given back once, more often does no harm. */
export interface ConnectSlot {
  release(): void;
}

/** Limits how many connections are under way at a time, in the order in which they asked. */
export interface ConnectSlots {
  /** Undefined when the signal aborts first. */
  acquire(signal: AbortSignal): Promise<ConnectSlot | undefined>;
}

export function createConnectSlots(limit: number): ConnectSlots {
  let free = limit;
  const waiting = new Set<() => void>();

  const takeSlot = (): ConnectSlot => {
    let isHeld = true;
    return {
      release() {
        if (!isHeld) return;
        isHeld = false;
        const [next] = waiting;
        if (next === undefined) free += 1;
        else next();
      },
    };
  };

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(takeSlot());
      }
      return new Promise((resolve) => {
        const settle = (slot: ConnectSlot | undefined): void => {
          waiting.delete(take);
          signal.removeEventListener("abort", giveUp);
          resolve(slot);
        };
        const take = (): void => settle(takeSlot());
        const giveUp = (): void => settle(undefined);
        waiting.add(take);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
