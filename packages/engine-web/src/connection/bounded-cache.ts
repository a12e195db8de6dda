import type { PossiblyExtendedCacheStore } from "@whiskeysockets/baileys";

interface Entry {
  readonly value: unknown;
  readonly expiresAt: number;
}

/**
 * What Baileys takes for its caches: the entries that were set last, for a time. No timer runs and nothing is held while
 * it is empty, so that a thousand idle instances cost nothing.
 */
export function createBoundedCache(
  maxEntries: number,
  ttlMs: number,
  now: () => number = Date.now,
): PossiblyExtendedCacheStore {
  const entries = new Map<string, Entry>();

  const read = <T>(key: string): T | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt > now()) return entry.value as T;
    entries.delete(key);
    return undefined;
  };
  const write = (key: string, value: unknown): void => {
    entries.delete(key);
    entries.set(key, { value, expiresAt: now() + ttlMs });
    if (entries.size <= maxEntries) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  };

  return {
    get: read,
    set: write,
    del: (key) => {
      entries.delete(key);
    },
    flushAll: () => entries.clear(),
    mget: async <T>(keys: string[]) => {
      const found: Record<string, T | undefined> = {};
      for (const key of keys) {
        const value = read<T>(key);
        if (value !== undefined) found[key] = value;
      }
      return found;
    },
    mset: (list) => {
      for (const { key, value } of list) write(key, value);
    },
    mdel: (keys) => {
      for (const key of keys) entries.delete(key);
    },
  };
}
