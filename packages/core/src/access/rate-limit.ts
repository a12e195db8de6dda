/** Counts events per key in windows of fixed length. */
export interface RateLimit {
  /** Counts one event; answers 0 when it is within the limit, else the milliseconds until the window ends. */
  hit(key: string): number;
  /** Milliseconds until a key that is over the limit is free again, 0 when it is not over; counts nothing. */
  blockedForMs(key: string): number;
}

const maxKeys = 100_000;

/** At most `limit` events per `windowMs` and key; 0 means no limit. Memory is bounded: a new window starts empty. */
export function createRateLimit(limit: number, windowMs: number, now: () => number = Date.now): RateLimit {
  let counts = new Map<string, number>();
  let windowStart = 0;
  const remainingMs = (): number => {
    const time = now();
    if (time - windowStart >= windowMs || counts.size > maxKeys) {
      counts = new Map();
      windowStart = time;
    }
    return windowStart + windowMs - time;
  };
  return {
    hit(key) {
      if (limit === 0) return 0;
      const remaining = remainingMs();
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count > limit ? remaining : 0;
    },
    blockedForMs(key) {
      if (limit === 0) return 0;
      const remaining = remainingMs();
      return (counts.get(key) ?? 0) >= limit ? remaining : 0;
    },
  };
}
