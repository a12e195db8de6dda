import { setImmediate } from "node:timers/promises";
import { createGroupCommit } from "@waxwing/core";
import type { KeysFailure } from "../session.ts";
import type { KeyText, KeyType } from "./encoding.ts";

/** A key's new text; null removes it. */
export interface KeyChange {
  readonly type: KeyType;
  readonly id: string;
  readonly text: KeyText | null;
}

/** A row of `decrypted_payload`. */
export interface PayloadRow {
  readonly digest: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
  readonly type: string;
  readonly plaintext: Buffer;
}

/** What is written together or not at all. */
export interface Change {
  readonly keys?: readonly KeyChange[];
  readonly credentials?: string;
  readonly payload?: PayloadRow;
}

/** Several changes in one: of each key only the last text. */
export interface ChangeBatch {
  readonly keys: readonly KeyChange[];
  readonly credentials: string | undefined;
  readonly payloads: readonly PayloadRow[];
}

/** The one writer of a connection's keys. */
export interface Committer {
  /** Resolves once the change is committed. Changes are committed in the order of the calls. */
  submit(change: Change): Promise<void>;
  /** Throws when something failed or this was closed: what is in memory must not be used any more. */
  check(): void;
  /** Tells that the database failed; answers the error with which everything is refused from now on. */
  fail(error: unknown): Error;
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const maxChanges = 1000;

/**
 * Writes one batch at a time; what is submitted meanwhile goes together into the next. After the first failure nothing
 * is written any more: the changes that follow were made on top of one that the database may not have.
 */
export function createCommitter(write: (batch: ChangeBatch) => Promise<void>, onFailure: KeysFailure): Committer {
  let failure: Error | undefined;
  let isClosed = false;

  const fail = (error: unknown): Error => {
    if (failure !== undefined) return failure;
    failure = new Error("keys of the device could not be read or written", { cause: error });
    if (!isClosed) onFailure(failure);
    return failure;
  };
  const check = (): void => {
    if (failure !== undefined) throw failure;
    if (isClosed) throw new Error("the keys of the device are closed");
  };
  const group = createGroupCommit<Change, undefined>(
    async (_, changes) => {
      if (failure !== undefined) throw failure;
      try {
        await write(merge(changes));
      } catch (error) {
        throw fail(error);
      }
      return changes.map(() => undefined);
      // Encryptions for several devices follow each other without a pause.
    },
    maxChanges,
    () => setImmediate(),
  );

  return {
    async submit(change) {
      check();
      await group.submit("", change);
    },
    check,
    fail,
    settled: group.drained,
    async close() {
      isClosed = true;
      await group.drained();
    },
  };
}

function merge(changes: readonly Change[]): ChangeBatch {
  const keys = new Map<string, KeyChange>();
  for (const change of changes) {
    for (const key of change.keys ?? []) keys.set(`${key.type}:${key.id}`, key);
  }
  return {
    keys: [...keys.values()],
    credentials: changes.findLast((change) => change.credentials !== undefined)?.credentials,
    payloads: changes.flatMap(({ payload }) => (payload === undefined ? [] : [payload])),
  };
}
