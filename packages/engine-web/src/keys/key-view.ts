import type { Committer, KeyChange, PayloadRow } from "./committer.ts";
import type { KeyText, KeyType } from "./encoding.ts";
import { createTextCache } from "./text-cache.ts";

/** The keys of a connection as its own writes have made them, whether they are committed yet or not. */
export interface KeyView {
  /** The texts of the ids; null where there is none. A failed read fails the whole connection. */
  get(type: KeyType, ids: readonly string[]): Promise<Map<string, KeyText | null>>;
  /** What {@link KeyView.get} sees is changed at once. Resolves once it is committed, with the payload if there is one. */
  apply(keys: readonly KeyChange[], payload?: PayloadRow): Promise<void>;
  /** Resolves when the reads that are under way now have ended. */
  readsEnded(): Promise<void>;
  /** Characters held in memory; to count them, the texts of uncommitted sessions are made. */
  readonly size: number;
}

/** Reads keys of one type; absent ones are left out. */
export type KeyReader = (type: KeyType, ids: readonly string[]) => Promise<Map<string, string>>;

interface Uncommitted {
  readonly text: KeyText | null;
}

/** Used once each, hundreds at a time, and never again. */
const isWorthKeeping = (type: KeyType): boolean => type !== "pre-key";

const nameOf = (type: KeyType, id: string): string => `${type}:${id}`;

/**
 * A view that keeps every uncommitted text and of the others the most recently used, at most `maxCached` characters.
 * This connection is the only writer, so what was read once stays true until it is written here.
 */
export function createKeyView(read: KeyReader, committer: Committer, maxCached: number): KeyView {
  const uncommitted = new Map<string, Uncommitted>();
  const cache = createTextCache(maxCached);
  /** Names that were written while a read was under way: what it found of them is old. One set a read. */
  const reads = new Set<Set<string>>();
  const answering = new Set<Promise<void>>();

  const known = (name: string): KeyText | null | undefined => {
    const written = uncommitted.get(name);
    return written === undefined ? cache.get(name) : written.text;
  };

  const readMissing = async (type: KeyType, ids: readonly string[], found: Map<string, KeyText | null>) => {
    const writtenMeanwhile = new Set<string>();
    reads.add(writtenMeanwhile);
    let stored: Map<string, string>;
    try {
      stored = await read(type, ids);
    } catch (error) {
      throw committer.fail(error);
    } finally {
      reads.delete(writtenMeanwhile);
    }
    committer.check();
    for (const id of ids) {
      const name = nameOf(type, id);
      const present = known(name);
      if (present !== undefined) {
        found.set(id, present);
        continue;
      }
      const text = stored.get(id) ?? null;
      found.set(id, text);
      if (isWorthKeeping(type) && !writtenMeanwhile.has(name)) cache.set(name, text);
    }
  };

  const isNews = ({ type, id, text }: KeyChange): boolean => {
    const name = nameOf(type, id);
    return uncommitted.has(name) || cache.get(name) !== text;
  };

  return {
    async get(type, ids) {
      committer.check();
      const found = new Map<string, KeyText | null>();
      const missing: string[] = [];
      for (const id of ids) {
        const text = known(nameOf(type, id));
        if (text === undefined) missing.push(id);
        else found.set(id, text);
      }
      if (missing.length === 0) return found;
      const answered = readMissing(type, missing, found);
      answering.add(answered);
      await answered.finally(() => answering.delete(answered));
      return found;
    },
    async apply(keys, payload) {
      committer.check();
      const changes = keys.filter(isNews);
      if (changes.length === 0 && payload === undefined) return;
      const written = changes.map(({ type, id, text }) => {
        const name = nameOf(type, id);
        const entry: Uncommitted = { text };
        uncommitted.set(name, entry);
        cache.delete(name);
        for (const names of reads) names.add(name);
        return { name, entry, type };
      });
      await committer.submit(payload === undefined ? { keys: changes } : { keys: changes, payload });
      for (const { name, entry, type } of written) {
        if (uncommitted.get(name) !== entry) continue;
        uncommitted.delete(name);
        if (isWorthKeeping(type)) cache.set(name, entry.text === null ? null : String(entry.text));
      }
    },
    async readsEnded() {
      await Promise.allSettled(answering);
    },
    get size() {
      let size = cache.size;
      for (const [name, { text }] of uncommitted) size += name.length + (text === null ? 0 : String(text).length);
      return size;
    },
  };
}
