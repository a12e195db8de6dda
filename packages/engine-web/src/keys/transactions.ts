import type { SignalKeyStoreWithTransaction } from "@whiskeysockets/baileys";
import type { KeyChange, PayloadRow } from "./committer.ts";
import type { KeyText, KeyType } from "./encoding.ts";
import { changesOf, readKeys } from "./key-store.ts";
import type { KeyView } from "./key-view.ts";

/** What a transaction would change, before it ends. */
export interface StagedChanges {
  readonly changes: readonly KeyChange[];
  /** The committed text, or the one that waits for its commit; null when there was none. */
  before(change: KeyChange): Promise<KeyText | null>;
  /** Puts another text in the place of a staged one. */
  replace(change: KeyChange): void;
}

/** Ends a piece of work: may write more, and add a payload to what is committed. */
type Finish<T> = (result: T, staged: StagedChanges) => Promise<PayloadRow | undefined>;

/** Work on the keys of a connection, one after the other. */
export interface Transactions {
  /** What the Signal repository reads and writes; within {@link Transactions.run}, writes wait for its end. */
  readonly keys: SignalKeyStoreWithTransaction;
  /**
   * Runs `work` when all work before it has ended. What it writes is dropped when it throws, and committed as one when
   * it does not; `finish` may write more, and add a payload. Resolves after the commit. Must not be called from within `work`.
   */
  run<T>(work: () => Promise<T>, finish?: Finish<T>): Promise<T>;
  /** As {@link Transactions.run}, but resolves before the commit: the result must not leave before {@link Transactions.uncommitted}. */
  runAhead<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves once all work so far that ran ahead is committed; undefined when it is. Rejects for good when it failed. */
  uncommitted(): Promise<void> | undefined;
}

/**
 * One queue for everything that reads a session, changes it and writes it back: encrypting, decrypting, new sessions,
 * migrations. It is held for the work and not for the commit, so that several pieces of work share a commit.
 *
 * What is staged belongs to the one piece of work that runs, whoever asks: libsignal has queues of its own for all
 * connections of the process and runs jobs of one connection in the asynchronous context of another, so an
 * AsyncLocalStorage would look in the wrong place.
 */
export function createTransactions(view: KeyView, check: () => void): Transactions {
  let tail: Promise<unknown> = Promise.resolve();
  let staged: Map<string, KeyChange> | undefined;
  let ahead: Promise<void> | undefined;

  const stage = (changes: readonly KeyChange[], into: Map<string, KeyChange>): void => {
    for (const change of changes) into.set(`${change.type}:${change.id}`, change);
  };

  const read = async (type: KeyType, ids: readonly string[]): Promise<Map<string, KeyText | null>> => {
    const changes = staged;
    if (changes === undefined || changes.size === 0) return view.get(type, ids);
    const found = new Map<string, KeyText | null>();
    const rest: string[] = [];
    for (const id of ids) {
      const change = changes.get(`${type}:${id}`);
      if (change === undefined) rest.push(id);
      else found.set(id, change.text);
    }
    if (rest.length > 0) for (const [id, text] of await view.get(type, rest)) found.set(id, text);
    return found;
  };

  const inTurn = <T>(work: () => Promise<T>, finish?: Finish<T>): Promise<{ result: T; committed: Promise<void> }> => {
    const turn = tail.then(async () => {
      const changes = new Map<string, KeyChange>();
      staged = changes;
      try {
        // Baileys takes a read that failed for a session that is not there, and goes on: check() says what happened.
        const result = await work().finally(check);
        const payload = await finish?.(result, {
          changes: [...changes.values()],
          before: async ({ type, id }) => (await view.get(type, [id])).get(id) ?? null,
          replace: (change) => stage([change], changes),
        });
        check();
        const committed = view.apply([...changes.values()], payload);
        // Awaited in the next turn at the earliest.
        committed.catch(() => {});
        return { result, committed };
      } finally {
        staged = undefined;
      }
    });
    tail = turn.catch(() => {});
    return turn;
  };

  return {
    keys: {
      get: (type, ids) => readKeys(read, type, ids),
      async set(data) {
        const changes = changesOf(data);
        if (staged === undefined) await view.apply(changes);
        else stage(changes, staged);
      },
      transaction: (work) => work(),
      isInTransaction: () => staged !== undefined,
    },

    async run(work, finish) {
      const { result, committed } = await inTurn(work, finish);
      await committed;
      return result;
    },

    async runAhead(work) {
      const { result, committed } = await inTurn(work);
      const all = Promise.all([ahead, committed]).then(() => undefined);
      ahead = all;
      void all.then(
        () => {
          if (ahead === all) ahead = undefined;
        },
        () => undefined,
      );
      return result;
    },
    uncommitted: () => ahead,
  };
}
