interface Delayed<Item> {
  readonly item: Item;
  /** By `performance.now()`. An item that is due before its predecessor goes right behind it. */
  readonly dueMs: number;
}

/** An item that goes over once another has: the first for which `isSuccessor` is true. */
interface Overtaken<Item> {
  readonly item: Item;
  isSuccessor(next: Item): boolean;
}

/**
 * One direction of a connection: brings items over in order, at once unless it is held or an item has to wait. An item
 * never overtakes another, except one that was put behind its successor on purpose.
 */
export class Lane<Item> {
  readonly #deliver: (item: Item) => void;
  #queue: Delayed<Item>[] = [];
  #behind: Overtaken<Item>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isHeld = false;

  constructor(deliver: (item: Item) => void) {
    this.#deliver = deliver;
  }

  /** Brings an item over, `delayMs` from now at the earliest. */
  push(item: Item, delayMs = 0): void {
    this.#enqueue(item, delayMs);
    if (this.#behind.length > 0) this.#pushOvertaken((waiting) => waiting.isSuccessor(item));
  }

  /** Brings an item over right behind the next one for which `isSuccessor` is true. */
  pushBehind(item: Item, isSuccessor: (next: Item) => boolean): void {
    this.#behind.push({ item, isSuccessor });
  }

  /** What waits behind a successor that has not come goes now. */
  settle(): void {
    this.#pushOvertaken(() => true);
  }

  /** Keeps everything back until {@link release}. */
  hold(): void {
    this.#isHeld = true;
    this.#stopTimer();
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#run();
  }

  /** Forgets what has not gone over. */
  clear(): void {
    this.#stopTimer();
    this.#queue = [];
    this.#behind = [];
  }

  #pushOvertaken(isDue: (waiting: Overtaken<Item>) => boolean): void {
    const due = this.#behind.filter(isDue);
    this.#behind = this.#behind.filter((waiting) => !due.includes(waiting));
    for (const { item } of due) this.#enqueue(item, 0);
  }

  #enqueue(item: Item, delayMs: number): void {
    if (this.#queue.length === 0 && delayMs === 0 && !this.#isHeld) {
      this.#deliver(item);
      return;
    }
    this.#queue.push({ item, dueMs: performance.now() + delayMs });
    this.#schedule();
  }

  #run(): void {
    this.#timer = null;
    // Read anew each time: delivering may hold or clear this lane.
    for (let head = this.#queue[0]; head !== undefined && !this.#isHeld; head = this.#queue[0]) {
      if (head.dueMs > performance.now()) break;
      this.#queue.shift();
      this.#deliver(head.item);
    }
    this.#schedule();
  }

  #schedule(): void {
    const [head] = this.#queue;
    if (head === undefined || this.#isHeld || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, head.dueMs - performance.now()));
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
