/** How many things of the history one event tells at most, so that a subscriber can hold it. */
export const historyPageSize = 100;

/** A list in parts of at most `size`, in order. */
export function pagesOf<T>(items: readonly T[], size: number): T[][] {
  const pages: T[][] = [];
  for (let start = 0; start < items.length; start += size) pages.push(items.slice(start, start + size));
  return pages;
}
