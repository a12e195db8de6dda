import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { initAuthCreds, type SignalRepositoryWithLIDStore } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { KeysFailure, SessionKeys } from "../session.ts";
import { createCommitter } from "./committer.ts";
import { createBatchWriter, createKeyReader, readCredentials } from "./device-rows.ts";
import { decodeCredentials, encodeCredentials } from "./encoding.ts";
import { createKeyStore } from "./key-store.ts";
import { createKeyView } from "./key-view.ts";
import { createPayloads } from "./payloads.ts";
import type { ReadAhead } from "./read-ahead.ts";
import { makeRepositoryFactory } from "./repository.ts";
import { createStanzaNotes } from "./stanza-notes.ts";
import { createTransactions } from "./transactions.ts";

/** What the keys of one connection need. */
export interface SessionKeysOptions {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly instanceId: string;
  readonly log: Logger;
  /**
   * Called once, when the database fails, before anything that waits for it is rejected. Must close the socket at once:
   * Baileys answers WhatsApp for what it could not decrypt.
   */
  readonly onFailure: KeysFailure;
  /**
   * Whether a message stanza may be decrypted as soon as it is noted, before Baileys asks for it; nothing is unless told.
   * Must be false for what Baileys is told to ignore: what was decrypted waits to become events.
   */
  readonly readsAhead?: (stanza: Readonly<Record<string, string>>) => boolean;
}

/** Characters of keys that a connection keeps in memory: some fifty sessions. */
const maxCachedKeys = 200_000;
const maxUntakenMessages = 5000;

/**
 * Opens the keys of an instance's device, new ones when it is not paired. Credentials are stored from the pairing on;
 * until then they live in memory. Throws when what is stored was sealed with a key that is not configured.
 *
 * There must be one open set of keys at a time for an instance: it takes what it has read or written for true.
 */
export async function openSessionKeys(options: SessionKeysOptions): Promise<SessionKeys> {
  const { database, sealing, instanceId, log, onFailure, readsAhead = () => false } = options;
  const stored = await readCredentials(database, sealing, instanceId);
  // New ones take the same way: what is read of a text is in memory of its own.
  const creds = decodeCredentials(stored ?? encodeCredentials(initAuthCreds()));

  const committer = createCommitter(createBatchWriter(database, sealing, instanceId), onFailure);
  const view = createKeyView(createKeyReader(database, sealing, instanceId), committer, maxCachedKeys);
  const transactions = createTransactions(view, committer.check);
  const notes = createStanzaNotes(maxUntakenMessages);
  const payloads = createPayloads({ database, sealing, instanceId, committer, notes, log });

  let ahead: ReadAhead | undefined;
  let repository: SignalRepositoryWithLIDStore | undefined;
  let saved = { text: stored, committed: Promise.resolve() };

  return {
    auth: { creds, keys: createKeyStore(view, transactions) },
    makeSignalRepository: makeRepositoryFactory({
      transactions,
      payloads,
      readsAhead,
      made(newRepository, newAhead) {
        repository = newRepository;
        ahead = newAhead;
      },
    }),
    get repository() {
      return repository;
    },
    uncommitted: transactions.uncommitted,
    noteStanza(node) {
      notes.note(node);
      ahead?.seen(node);
    },
    digestsOf: notes.take,
    pending: payloads.pending,
    async saveCredentials() {
      // A device that is not linked has nothing that anybody would miss.
      if (creds.me === undefined || creds.account === undefined) return;
      const text = encodeCredentials(creds);
      if (text !== saved.text) saved = { text, committed: committer.submit({ credentials: text }) };
      await saved.committed;
    },
    passed: () => transactions.run(async () => undefined),
    async close() {
      // Whoever reads at this moment, as Baileys does when a socket is made, would take it for an error.
      await view.readsEnded();
      await committer.close();
    },
  };
}
