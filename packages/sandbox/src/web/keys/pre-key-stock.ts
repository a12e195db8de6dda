import type { Collection, Store } from "../../store/store.ts";
import { KeyError, type PreKey } from "./model.ts";

/** Bytes of one key in a batch: its id (24 bits) and the key. */
const ENTRY = 35;

/** Where a device's stock stands. Kept in the store's `preKeyStocks` under the device's address. */
interface Stock {
  /** Number of the batch that is in use. */
  batch: number;
  /** How many keys of that batch are used. */
  used: number;
  /** Number of the next batch to be uploaded. */
  next: number;
  /** Unused keys in all batches. */
  count: number;
  /** The highest id that was ever uploaded. */
  highestId: number;
}

/**
 * One-time pre-keys by device, oldest first. Each upload is one packed record (a client's first upload has 812 keys),
 * so that using a key up writes only where the stock stands.
 */
export class PreKeyStock {
  readonly #stocks: Collection<Stock>;
  readonly #batches: Collection<Buffer>;

  constructor(store: Store) {
    this.#stocks = store.collection("preKeyStocks");
    this.#batches = store.collection("preKeyBatches");
  }

  /** How many keys are left. */
  count(address: string): number {
    return this.#stocks.get(address)?.count ?? 0;
  }

  /**
   * Adds keys behind those that are there. A key that is there already is passed over, so that an upload whose answer
   * was lost can be repeated. Raises {@link KeyError}, and adds none, for a key of the wrong length and for an id that
   * had another key before.
   */
  add(address: string, keys: readonly PreKey[]): void {
    const stock = this.#stocks.get(address) ?? { batch: 0, used: 0, next: 0, count: 0, highestId: -1 };
    const fresh: PreKey[] = [];
    const ids = new Set<number>();
    for (const key of keys) {
      if (key.publicKey.length !== 32) throw new KeyError(`pre-key ${key.id} has ${key.publicKey.length} bytes`);
      if (ids.has(key.id)) throw new KeyError(`pre-key ${key.id} is there twice`);
      ids.add(key.id);
      if (key.id > stock.highestId) fresh.push(key);
      else if (!this.#kept(address, stock, key.id)?.equals(key.publicKey)) {
        throw new KeyError(`pre-key id ${key.id} was used before`);
      }
    }
    if (fresh.length === 0) return;
    const batch = Buffer.alloc(fresh.length * ENTRY);
    for (const [index, { id, publicKey }] of fresh.entries()) {
      batch.writeUIntBE(id, index * ENTRY, 3);
      publicKey.copy(batch, index * ENTRY + 3);
      stock.highestId = Math.max(stock.highestId, id);
    }
    this.#batches.set(`${address} ${stock.next}`, batch);
    stock.next++;
    stock.count += fresh.length;
    this.#stocks.set(address, stock);
  }

  /** The oldest key, which is then gone; null when there is none. */
  take(address: string): PreKey | null {
    const stock = this.#stocks.get(address);
    const batch = stock === undefined ? undefined : this.#batches.get(`${address} ${stock.batch}`);
    if (stock === undefined || batch === undefined) return null;
    const start = stock.used * ENTRY;
    const key: PreKey = {
      id: batch.readUIntBE(start, 3),
      publicKey: Buffer.from(batch.subarray(start + 3, start + ENTRY)),
    };
    stock.used++;
    stock.count--;
    if (stock.used * ENTRY >= batch.length) {
      this.#batches.delete(`${address} ${stock.batch}`);
      stock.batch++;
      stock.used = 0;
    }
    this.#stocks.touch(address);
    return key;
  }

  /** The unused keys, oldest first. */
  list(address: string): PreKey[] {
    const stock = this.#stocks.get(address);
    if (stock === undefined) return [];
    const keys: PreKey[] = [];
    for (let number = stock.batch; number < stock.next; number++) {
      const batch = this.#batches.get(`${address} ${number}`) ?? Buffer.alloc(0);
      const first = number === stock.batch ? stock.used * ENTRY : 0;
      for (let start = first; start < batch.length; start += ENTRY) {
        keys.push({ id: batch.readUIntBE(start, 3), publicKey: batch.subarray(start + 3, start + ENTRY) });
      }
    }
    return keys;
  }

  /** Drops all keys; ids may then start anew. */
  forget(address: string): void {
    const stock = this.#stocks.get(address);
    if (stock === undefined) return;
    for (let number = stock.batch; number < stock.next; number++) this.#batches.delete(`${address} ${number}`);
    this.#stocks.delete(address);
  }

  /** The key with this id as far as its batch is still there, used or not. */
  #kept(address: string, stock: Stock, id: number): Buffer | undefined {
    for (let number = stock.batch; number < stock.next; number++) {
      const batch = this.#batches.get(`${address} ${number}`) ?? Buffer.alloc(0);
      for (let start = 0; start < batch.length; start += ENTRY) {
        if (batch.readUIntBE(start, 3) === id) return batch.subarray(start + 3, start + ENTRY);
      }
    }
    return undefined;
  }
}
