import { proto } from "@whiskeysockets/baileys";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import type { CollectionName } from "./collections.ts";
import type { Ledger, SnapshotReference } from "./ledger.ts";
import { snapshotMac } from "./mutation-codec.ts";
import type { SyncKeys } from "./sync-keys.ts";

/** Makes snapshots of collections: encrypted files on the media server that stand for all patches until then. */
export class Snapshots {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #keys: SyncKeys;

  constructor(world: World, ledger: Ledger, keys: SyncKeys) {
    this.#world = world;
    this.#ledger = ledger;
    this.#keys = keys;
  }

  /**
   * The collection's snapshot, made anew when it is more than `staleAfter` patches old, when patches behind it are no
   * longer kept, or when its file has expired.
   */
  current(account: Account, name: CollectionName, staleAfter: number): SnapshotReference {
    const { version, oldestPatch, snapshot } = this.#ledger.state(account, name);
    const isFresh =
      snapshot !== null && version - snapshot.version <= staleAfter && snapshot.version + 1 >= oldestPatch;
    if (isFresh && this.#isStored(snapshot.directPath)) return snapshot;
    return this.#make(account, name);
  }

  #make(account: Account, name: CollectionName): SnapshotReference {
    const { version, hash } = this.#ledger.state(account, name);
    const keyId = { id: this.#keys.of(account).id };
    const records = this.#ledger.records(account, name);
    const file = proto.SyncdSnapshot.encode({
      version: { version },
      records: records.map(({ indexMac, blob }) => ({ index: { blob: indexMac }, value: { blob }, keyId })),
      mac: snapshotMac(this.#keys.expanded(account), hash, version, name),
      keyId,
    }).finish();
    const media = this.#world.media.encryptMedia(file, "md-app-state");
    const { directPath, mediaKey, fileSha256, fileEncSha256, fileLength } = media;
    const snapshot = { version, directPath, mediaKey, fileSha256, fileEncSha256, fileLength };
    this.#ledger.setSnapshot(account, name, snapshot);
    return snapshot;
  }

  #isStored(directPath: string): boolean {
    const file = this.#world.media.lookUp(directPath);
    return file !== undefined && file.expiresAt > this.#world.clock.now();
  }
}

/** The `ExternalBlobReference` with which a client finds the snapshot. */
export function encodeSnapshotReference(snapshot: SnapshotReference): Buffer {
  const { directPath, mediaKey, fileSha256, fileEncSha256, fileLength } = snapshot;
  const reference = { directPath, mediaKey, fileSha256, fileEncSha256, fileSizeBytes: fileLength };
  return Buffer.from(proto.ExternalBlobReference.encode(reference).finish());
}
