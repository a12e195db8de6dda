import { proto } from "@whiskeysockets/baileys";
import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import type { CollectionName } from "./collections.ts";
import { LT_HASH_LENGTH, ltHash } from "./lt-hash.ts";
import { type Mutation, valueMacOf } from "./mutation-codec.ts";

/** Where a snapshot's encrypted blob lies. */
export interface SnapshotReference {
  readonly version: number;
  readonly directPath: string;
  readonly mediaKey: Buffer;
  readonly fileSha256: Buffer;
  readonly fileEncSha256: Buffer;
  /** Bytes of the encrypted file. */
  readonly fileLength: number;
}

/** What is kept of a collection besides its records and patches. */
export interface CollectionState {
  /** Number of its last patch; 0 before the first. */
  version: number;
  /** LTHash over the records. */
  hash: Buffer;
  /** Number of the oldest patch that is kept; `version + 1` when there is none. */
  oldestPatch: number;
  snapshot: SnapshotReference | null;
}

/** One record: the last value under an index. */
export interface AppStateRecord {
  readonly index: readonly string[];
  readonly indexMac: Buffer;
  /** The encoded `SyncActionData`. */
  readonly data: Buffer;
  readonly blob: Buffer;
}

/** The stored collections of all accounts: state, records and patches, each a record of the store. */
export class Ledger {
  readonly #states: Collection<CollectionState>;
  readonly #records: Collection<AppStateRecord>;
  readonly #patches: Collection<Buffer>;
  readonly #byCollection = new Map<string, Map<string, AppStateRecord>>();

  constructor(world: World) {
    this.#states = world.store.collection("app-state");
    this.#records = world.store.collection("app-state-records");
    this.#patches = world.store.collection("app-state-patches");
    for (const [key, record] of this.#records.entries()) {
      const cut = key.lastIndexOf("/");
      this.#recordMap(key.slice(0, cut)).set(key.slice(cut + 1), record);
    }
  }

  state(account: Account, name: CollectionName): Readonly<CollectionState> {
    return this.#states.get(keyOf(account, name)) ?? emptyState();
  }

  /** The records of a collection, oldest first. */
  records(account: Account, name: CollectionName): AppStateRecord[] {
    return [...(this.#byCollection.get(keyOf(account, name))?.values() ?? [])];
  }

  /** The patches from `first` on, at most `limit`. */
  patches(account: Account, name: CollectionName, first: number, limit: number): Buffer[] {
    const { version } = this.state(account, name);
    const patches: Buffer[] = [];
    for (let number = first; number <= version && patches.length < limit; number++) {
      const patch = this.#patches.get(`${keyOf(account, name)}/${number}`);
      if (patch !== undefined) patches.push(patch);
    }
    return patches;
  }

  /** The hash that the collection has after these mutations. */
  hashAfter(account: Account, name: CollectionName, mutations: readonly Mutation[]): Buffer {
    const known = this.#byCollection.get(keyOf(account, name));
    const current = new Map<string, Buffer | null>();
    const removed: Buffer[] = [];
    const added: Buffer[] = [];
    for (const { indexMac, blob, operation } of mutations) {
      const key = indexMac.toString("hex");
      const stored = known?.get(key);
      const previous = current.has(key) ? current.get(key) : stored && valueMacOf(stored.blob);
      if (previous) removed.push(previous);
      if (operation === "set") added.push(valueMacOf(blob));
      current.set(key, operation === "set" ? valueMacOf(blob) : null);
    }
    return ltHash(this.state(account, name).hash, removed, added);
  }

  /**
   * Takes a patch in, which becomes the collection's next version.
   * @param keep How many patches are kept at most; a client that is further behind needs a snapshot.
   */
  append(
    account: Account,
    name: CollectionName,
    patch: proto.ISyncdPatch,
    mutations: readonly Mutation[],
    keep: number,
  ): number {
    const key = keyOf(account, name);
    const state: CollectionState = { ...this.state(account, name) };
    state.hash = this.hashAfter(account, name, mutations);
    state.version += 1;
    const encoded = proto.SyncdPatch.encode({ ...patch, version: { version: state.version } }).finish();
    this.#patches.set(`${key}/${state.version}`, Buffer.from(encoded));
    for (; state.version - state.oldestPatch >= keep; state.oldestPatch++) {
      this.#patches.delete(`${key}/${state.oldestPatch}`);
    }
    for (const mutation of mutations) this.#apply(key, mutation);
    this.#states.set(key, state);
    return state.version;
  }

  setSnapshot(account: Account, name: CollectionName, snapshot: SnapshotReference): void {
    this.#states.set(keyOf(account, name), { ...this.state(account, name), snapshot });
  }

  #apply(key: string, mutation: Mutation): void {
    const indexKey = mutation.indexMac.toString("hex");
    const records = this.#recordMap(key);
    if (mutation.operation === "remove") {
      records.delete(indexKey);
      this.#records.delete(`${key}/${indexKey}`);
      return;
    }
    const { index, indexMac, data, blob } = mutation;
    const record: AppStateRecord = { index, indexMac, data, blob };
    records.set(indexKey, record);
    this.#records.set(`${key}/${indexKey}`, record);
  }

  #recordMap(key: string): Map<string, AppStateRecord> {
    let records = this.#byCollection.get(key);
    if (records === undefined) {
      records = new Map();
      this.#byCollection.set(key, records);
    }
    return records;
  }
}

function keyOf(account: Account, name: CollectionName): string {
  return `${account.lid}/${name}`;
}

function emptyState(): CollectionState {
  return { version: 0, hash: Buffer.alloc(LT_HASH_LENGTH), oldestPatch: 1, snapshot: null };
}
