import type { Collection } from "../../store/store.ts";
import type { DeviceAddress } from "../model.ts";
import type { Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/** How many stanzas are taken at once before the machine's other work has its turn. */
const BATCH = 64;
/** How many stanzas are kept closed before they are opened without anybody looking. */
const DEFAULT_LIMIT = 10_000;

interface Arrival {
  readonly stanza: Stanza;
  /** Its key in the store; null when it is taken in the turn in which it came, before anything could be lost. */
  key: string | null;
}

/**
 * What came for a phone and was not looked at yet. The phone of a paired account that nobody looks at leaves it
 * encrypted: that costs memory alone. It survives restarts in the store's `phone-arrivals {own LID}`, under a number.
 */
export class Arrivals {
  readonly #take: (stanza: Stanza) => void;
  readonly #world: World;
  readonly #own: DeviceAddress;
  readonly #limit: number;
  readonly #records: Collection<Stanza>;
  #waiting: Arrival[] = [];
  #count = 0;
  #isScheduled = false;
  #isTaking = false;

  /** @param take Handles one stanza. What it raises is noted in the transcript, and the next one is taken. */
  constructor(world: World, own: DeviceAddress, take: (stanza: Stanza) => void, limit = DEFAULT_LIMIT) {
    this.#limit = limit;
    this.#world = world;
    this.#own = own;
    this.#take = take;
    this.#records = world.store.collection(`phone-arrivals ${own.account.lid}`);
    for (const [key, stanza] of this.#records.entries()) {
      this.#waiting.push({ stanza, key });
      this.#count = Number(key);
    }
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Keeps a stanza until somebody looks, or until there are too many. */
  keep(stanza: Stanza): void {
    this.#waiting.push({ stanza, key: this.#store(stanza) });
    if (this.#waiting.length > this.#limit) this.processAll();
  }

  /** Takes a stanza, and all before it, once the code that delivered it has done its own work. */
  process(stanza: Stanza): void {
    this.#waiting.push({ stanza, key: null });
    this.processAll();
  }

  /** Takes everything that waits, soon and in order. */
  processAll(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#run());
  }

  /** Takes everything that waits, now. Does nothing for whoever is called while a stanza is taken: it has its turn. */
  processNow(): void {
    this.#takeNext(Number.POSITIVE_INFINITY);
  }

  #run(): void {
    this.#takeNext(BATCH);
    if (this.#waiting.length === 0) {
      this.#isScheduled = false;
      return;
    }
    // Whoever sent them has his ack: what waits for the next turn must not be lost if there is none.
    for (const arrival of this.#waiting) arrival.key ??= this.#store(arrival.stanza);
    setImmediate(() => this.#run());
  }

  #store(stanza: Stanza): string {
    const key = String(++this.#count);
    this.#records.set(key, stanza);
    return key;
  }

  #takeNext(limit: number): void {
    if (this.#isTaking) return;
    this.#isTaking = true;
    let taken = 0;
    // What is taken may bring more, which then waits behind the rest.
    for (; taken < limit && taken < this.#waiting.length; taken++) {
      const arrival = this.#waiting[taken];
      if (arrival !== undefined) this.#takeOne(arrival);
    }
    this.#waiting = this.#waiting.slice(taken);
    this.#isTaking = false;
  }

  #takeOne({ stanza, key }: Arrival): void {
    if (key !== null) this.#records.delete(key);
    try {
      this.#take(stanza);
    } catch (error) {
      // Nobody called who could be told: the stanza was delivered long ago.
      this.#world.transcript.failure({ id: 0, address: this.#own }, stanza, error);
    }
  }
}
