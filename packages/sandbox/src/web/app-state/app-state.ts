import { proto } from "@whiskeysockets/baileys";
import { BoundedList } from "../../graph/bounded-list.ts";
import { Waiters } from "../../graph/waiters.ts";
import type { Account, DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import { type AppStateAction, pushName } from "./actions.ts";
import { COLLECTION_NAMES, type CollectionName } from "./collections.ts";
import { type AppStateRecord, Ledger, type SnapshotReference } from "./ledger.ts";
import {
  encodeMutation,
  type Mutation,
  MutationError,
  patchMac,
  sealMutation,
  snapshotMac,
  valueMacOf,
} from "./mutation-codec.ts";
import { checkPatch } from "./patch-intake.ts";
import { ServerSync } from "./server-sync.ts";
import { Snapshots } from "./snapshots.ts";
import { SyncKeys } from "./sync-keys.ts";
import { type AppStateView, viewOf } from "./view.ts";

/** Sizes that decide how app state travels. May be changed at any time. */
export interface AppStateLimits {
  /** A new device gets a snapshot, from the media server, when a collection has more patches than this. */
  snapshotAfterPatches: number;
  /** Patches in one answer; a client asks again for the rest. */
  patchesPerAnswer: number;
  /** Patches that are kept of a collection; a client that is further behind gets a snapshot. */
  patchesKept: number;
}

/** Something wrong with an uploaded patch. */
export interface AppStateProblem {
  readonly phone: string;
  readonly device: number;
  readonly collection: CollectionName;
  /** The version that the patch has or would have had. */
  readonly version: number;
  readonly isRefused: boolean;
  readonly text: string;
}

/** What a client that has `version` still lacks. */
export interface CollectionUpdate {
  readonly version: number;
  readonly snapshot: SnapshotReference | null;
  readonly patches: readonly Buffer[];
  readonly hasMore: boolean;
}

/** How an upload ended. */
export type UploadOutcome = { result: "stored"; version: number } | { result: "conflict" } | { result: "refused" };

interface Change {
  readonly account: Account;
}

/** The app state of all accounts: what is archived, muted, pinned, starred, labeled, saved. */
export class AppState {
  readonly keys: SyncKeys;
  readonly limits: AppStateLimits = { snapshotAfterPatches: 500, patchesPerAnswer: 100, patchesKept: 2000 };
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #snapshots: Snapshots;
  readonly #serverSync: ServerSync;
  readonly #views = new Map<string, AppStateView>();
  readonly #waiters = new Waiters<Change>();
  readonly #problems: BoundedList<AppStateProblem>;

  constructor(world: World) {
    this.#world = world;
    this.keys = new SyncKeys(world);
    this.#ledger = new Ledger(world);
    this.#snapshots = new Snapshots(world, this.#ledger, this.keys);
    this.#serverSync = new ServerSync(world);
    this.#problems = new BoundedList(world.settings.historyLimit);
  }

  /** What companions did wrong in their uploads, oldest first: empty after a faithful session. */
  get problems(): AppStateProblem[] {
    return this.#problems.toArray();
  }

  /** Number of the collection's last patch; 0 when it has none. */
  version(account: Account, name: CollectionName): number {
    return this.#ledger.state(account, name).version;
  }

  /** The records of one collection, or of all of them, oldest first. */
  records(account: Account, ...names: CollectionName[]): AppStateRecord[] {
    return (names.length === 0 ? COLLECTION_NAMES : names).flatMap((name) => this.#ledger.records(account, name));
  }

  /** The account's app state in plain words, as the phone shows it. The same object until something changes: read only. */
  view(account: Account): AppStateView {
    let view = this.#views.get(account.lid);
    if (view === undefined) {
      view = viewOf(this.records(account));
      this.#views.set(account.lid, view);
    }
    return view;
  }

  /**
   * Resolves with the account's app state as soon as `accepts` is true for it; rejects after `timeoutMs` (5 seconds
   * unless given) with a message that has `what` in it.
   */
  async waitFor(
    account: Account,
    accepts: (view: AppStateView) => boolean,
    { timeoutMs = 5000, what = "app state" }: { timeoutMs?: number; what?: string } = {},
  ): Promise<AppStateView> {
    if (!accepts(this.view(account))) {
      const isIt = (change: Change): boolean => change.account === account && accepts(this.view(account));
      await this.#waiters.wait(`${what} of +${account.phone}`, isIt, timeoutMs);
    }
    return this.view(account);
  }

  /** Does what the user does on the phone: one patch a collection, and the companions are told. */
  mutate(account: Account, ...actions: AppStateAction[]): void {
    for (const name of COLLECTION_NAMES) {
      const own = actions.filter((action) => action.collection === name);
      if (own.length > 0) this.#write(account, name, own);
    }
  }

  /** Writes the account's name into its app state, where companions look for it, unless it is there already. */
  announceName(account: Account): void {
    if (this.view(account).pushName !== account.name) this.mutate(account, pushName(account.name));
  }

  /** What a client that has `version` of a collection lacks. */
  update(account: Account, name: CollectionName, version: number, wantsSnapshot: boolean): CollectionUpdate {
    const { version: current, oldestPatch } = this.#ledger.state(account, name);
    const { snapshotAfterPatches, patchesPerAnswer } = this.limits;
    const needsSnapshot = version + 1 < oldestPatch || version > current;
    const isSnapshotDue = wantsSnapshot && current > snapshotAfterPatches;
    const isSnapshotted = current > 0 && (needsSnapshot || isSnapshotDue);
    const snapshot = isSnapshotted ? this.#snapshots.current(account, name, snapshotAfterPatches) : null;
    const patches = this.#ledger.patches(account, name, (snapshot?.version ?? version) + 1, patchesPerAnswer);
    const reached = (snapshot?.version ?? version) + patches.length;
    return { version: current, snapshot, patches, hasMore: reached < current };
  }

  /** Takes in a companion's patch, which must follow on the current version. Others are told `afterwards`. */
  upload(
    from: DeviceAddress,
    name: CollectionName,
    base: number,
    bytes: Buffer,
    afterwards: (action: () => void) => void,
  ): UploadOutcome {
    const { account, device } = from;
    if (base !== this.version(account, name)) return { result: "conflict" };
    const problem = { phone: account.phone, device, collection: name, version: base + 1 };
    try {
      const key = this.keys.of(account);
      const checked = checkPatch(account, name, bytes, key, this.keys.expanded(account), this.#ledger);
      if (!checked.isInStep) {
        this.#problems.push({ ...problem, isRefused: false, text: "the client's snapshot MAC differs from ours" });
      }
      const version = this.#append(account, name, { ...checked.patch, deviceIndex: device }, checked.mutations);
      afterwards(() => {
        this.#serverSync.announce(account, name, version, device);
        this.#followName(from, checked.mutations);
      });
      return { result: "stored", version };
    } catch (error) {
      if (!(error instanceof MutationError)) throw error;
      this.#problems.push({ ...problem, isRefused: true, text: error.message });
      return { result: "refused" };
    }
  }

  /** Tells a companion, which has got its keys now, of what was changed in the meantime. */
  provisioned(address: DeviceAddress): void {
    this.#serverSync.release(address, (name) => this.version(address.account, name));
  }

  /** Forgets what a companion was to be told, which was unlinked. */
  forget(address: DeviceAddress): void {
    this.#serverSync.forget(address);
  }

  /** Fails everyone who waits. Called when the sandbox closes or is reset. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
  }

  #write(account: Account, name: CollectionName, actions: readonly AppStateAction[]): void {
    const keys = this.keys.expanded(account);
    const { id } = this.keys.of(account);
    const timestamp = this.#world.clock.now();
    const mutations = actions.map(({ operation, index, value, version }) => {
      const iv = this.#world.random.bytes(`app-state iv ${account.lid}`, 16);
      return sealMutation(keys, id, { operation, index, value: { ...value, timestamp }, version }, iv);
    });
    const next = this.version(account, name) + 1;
    const mac = snapshotMac(keys, this.#ledger.hashAfter(account, name, mutations), next, name);
    const valueMacs = mutations.map(({ blob }) => valueMacOf(blob));
    const patch: proto.ISyncdPatch = {
      mutations: mutations.map((mutation) => encodeMutation(mutation, id)),
      snapshotMac: mac,
      patchMac: patchMac(keys, mac, valueMacs, next, name),
      keyId: { id },
      deviceIndex: 0,
    };
    this.#serverSync.announce(account, name, this.#append(account, name, patch, mutations), 0);
  }

  #append(account: Account, name: CollectionName, patch: proto.ISyncdPatch, mutations: readonly Mutation[]): number {
    const version = this.#ledger.append(account, name, patch, mutations, this.limits.patchesKept);
    this.#views.delete(account.lid);
    this.#waiters.notify({ account });
    return version;
  }

  /** A companion that changed its push name changed that of the account. */
  #followName(from: DeviceAddress, mutations: readonly Mutation[]): void {
    for (const { index, data } of mutations) {
      if (index[0] !== "setting_pushName") continue;
      const name = proto.SyncActionData.decode(data).value?.pushNameSetting?.name;
      if (name) this.#world.profiles.setName(from.account, name, { from, after: (action) => action() });
    }
  }
}
