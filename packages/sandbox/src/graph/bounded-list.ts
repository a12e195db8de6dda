/** A list that keeps its newest `limit` items: adding one to a full list lets the oldest go. O(1), no copying. */
export class BoundedList<Item> {
  readonly #limit: number;
  #items: Item[] = [];
  #oldest = 0;

  constructor(limit: number) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit must be a positive integer, not ${limit}`);
    this.#limit = limit;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Adds an item and gives back the one that had to go, if any. */
  push(item: Item): Item | undefined {
    if (this.#items.length < this.#limit) {
      this.#items.push(item);
      return undefined;
    }
    const evicted = this.#items[this.#oldest];
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#limit;
    return evicted;
  }

  /** The items, oldest first. */
  toArray(): Item[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }

  clear(): void {
    this.#items = [];
    this.#oldest = 0;
  }
}
