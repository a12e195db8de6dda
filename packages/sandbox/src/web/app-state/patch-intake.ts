import { proto } from "@whiskeysockets/baileys";
import type { Account } from "../model.ts";
import type { CollectionName } from "./collections.ts";
import type { Ledger } from "./ledger.ts";
import {
  isSame,
  type Mutation,
  MutationError,
  type MutationKeys,
  openMutation,
  patchMac,
  snapshotMac,
  valueMacOf,
} from "./mutation-codec.ts";
import type { SyncKey } from "./sync-keys.ts";

/** An uploaded patch that was found to hold together. */
export interface CheckedPatch {
  readonly patch: proto.SyncdPatch;
  readonly mutations: readonly Mutation[];
  /** Whether the client has the same records as we do: its snapshot MAC says so. */
  readonly isInStep: boolean;
}

/**
 * Reads a patch that a companion uploaded as the next version of a collection, and checks it with the account's key.
 * WhatsApp's server cannot do that, as it has no keys; it is the phone that would notice. A patch that cannot be read
 * is useless to everyone, so it is refused at once; a wrong snapshot MAC is only reported, as such a patch does reach
 * the other devices in reality (Baileys 7.0.0-rc14 makes one when a contact is saved again after it was removed).
 * Raises {@link MutationError}.
 */
export function checkPatch(
  account: Account,
  name: CollectionName,
  bytes: Buffer,
  key: SyncKey,
  keys: MutationKeys,
  ledger: Ledger,
): CheckedPatch {
  const patch = decodePatch(bytes);
  if (patch.externalMutations) throw new MutationError("a patch with external mutations, which is not supported");
  if (patch.mutations.length === 0) throw new MutationError("a patch without mutations");
  requireKey(patch.keyId, key);
  const version = ledger.state(account, name).version + 1;
  const mutations = patch.mutations.map((mutation) => {
    requireKey(mutation.record?.keyId, key);
    return openMutation(keys, key.id, mutation);
  });
  const theirSnapshotMac = Buffer.from(patch.snapshotMac ?? []);
  const valueMacs = mutations.map(({ blob }) => valueMacOf(blob));
  if (!isSame(patchMac(keys, theirSnapshotMac, valueMacs, version, name), Buffer.from(patch.patchMac ?? []))) {
    throw new MutationError("wrong patch MAC");
  }
  const ourSnapshotMac = snapshotMac(keys, ledger.hashAfter(account, name, mutations), version, name);
  return { patch, mutations, isInStep: isSame(ourSnapshotMac, theirSnapshotMac) };
}

function decodePatch(bytes: Buffer): proto.SyncdPatch {
  try {
    return proto.SyncdPatch.decode(bytes);
  } catch (error) {
    throw new MutationError("a patch that cannot be read", { cause: error });
  }
}

function requireKey(keyId: proto.IKeyId | null | undefined, key: SyncKey): void {
  const id = Buffer.from(keyId?.id ?? []);
  if (!id.equals(key.id)) throw new MutationError(`an unknown app-state sync key: ${id.toString("hex") || "none"}`);
}
