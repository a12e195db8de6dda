import type { CacheStore, GroupMetadata, PossiblyExtendedCacheStore } from "@whiskeysockets/baileys";
import { createBoundedCache } from "./bounded-cache.ts";

/** What Baileys remembers of an instance from one socket to the next. */
export interface InstanceCaches {
  /** Devices of users, so that a send needs no query. */
  readonly userDevices: PossiblyExtendedCacheStore;
  /** How often a message was asked for again: must outlive the socket, or a retry could go on for ever. */
  readonly retryCounters: CacheStore;
  readonly callOffers: CacheStore;
  readonly placeholderResends: CacheStore;
  readonly groups: GroupCache;
}

/** Metadata of groups that were written to lately. */
export interface GroupCache {
  /** The metadata; fetched once when it is not there, also for several that ask at a time. */
  get(groupJid: string, fetch: () => Promise<GroupMetadata>): Promise<GroupMetadata>;
  /** The group has changed. */
  forget(groupJid: string): void;
  clear(): void;
}

const minuteMs = 60_000;

export function createInstanceCaches(): InstanceCaches {
  return {
    userDevices: createBoundedCache(5_000, 5 * minuteMs),
    retryCounters: createBoundedCache(5_000, 60 * minuteMs),
    callOffers: createBoundedCache(500, 5 * minuteMs),
    placeholderResends: createBoundedCache(1_000, 60 * minuteMs),
    groups: createGroupCache(200, 10 * minuteMs),
  };
}

/** Keeps `maxGroups`, each at most `ttlMs`: a change that was told while the connection was away is not missed for longer. */
export function createGroupCache(maxGroups: number, ttlMs: number): GroupCache {
  const known = createBoundedCache(maxGroups, ttlMs);
  const fetching = new Map<string, Promise<GroupMetadata>>();
  return {
    async get(groupJid, fetch) {
      const cached = await known.get<GroupMetadata>(groupJid);
      if (cached !== undefined) return cached;
      const running = fetching.get(groupJid);
      if (running !== undefined) return running;
      const fetched = fetch();
      fetching.set(groupJid, fetched);
      try {
        const metadata = await fetched;
        // Who changed the group meanwhile has taken this query out of the list: its answer may be the old one.
        if (fetching.get(groupJid) === fetched) await known.set(groupJid, metadata);
        return metadata;
      } finally {
        if (fetching.get(groupJid) === fetched) fetching.delete(groupJid);
      }
    },
    forget(groupJid) {
      fetching.delete(groupJid);
      void known.del(groupJid);
    },
    clear() {
      fetching.clear();
      void known.flushAll();
    },
  };
}
