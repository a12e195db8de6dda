/** Texts by name, the least recently used of them dropped when they get too long together. */
export interface TextCache {
  /** null: known to be absent; undefined: not known. */
  get(name: string): string | null | undefined;
  set(name: string, text: string | null): void;
  delete(name: string): void;
  /** Characters held, names and bookkeeping included. */
  readonly size: number;
}

/** Of an entry of a Map with two references. */
const bookkeeping = 64;

/** A cache of at most `maxSize` characters. */
export function createTextCache(maxSize: number): TextCache {
  const texts = new Map<string, string | null>();
  let size = 0;
  const sizeOf = (name: string, text: string | null): number => name.length + (text?.length ?? 0) + bookkeeping;
  const remove = (name: string): void => {
    const text = texts.get(name);
    if (text === undefined) return;
    texts.delete(name);
    size -= sizeOf(name, text);
  };
  return {
    get(name) {
      const text = texts.get(name);
      if (text === undefined) return undefined;
      texts.delete(name);
      texts.set(name, text);
      return text;
    },
    set(name, text) {
      remove(name);
      texts.set(name, text);
      size += sizeOf(name, text);
      for (const oldest of texts.keys()) {
        if (size <= maxSize) break;
        remove(oldest);
      }
    },
    delete: remove,
    get size() {
      return size;
    },
  };
}
