import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import type { PendingPayload } from "../session.ts";
import type { Committer, PayloadRow } from "./committer.ts";
import { findPayload, pendingPayloads } from "./payload-rows.ts";
import { digestOf, type StanzaNotes } from "./stanza-notes.ts";

/** A ciphertext and who it is from, as the Signal repository is told. */
export interface Encrypted {
  readonly author: string;
  readonly group?: string;
  readonly type: string;
  readonly ciphertext: Uint8Array;
}

/** What was decrypted in an instance. */
export interface Payloads {
  /**
   * Decrypts by `attempt`, which commits the row that it asks for. When it fails, answers what the same ciphertext held
   * when it was decrypted before: WhatsApp delivers again what it has no receipt for.
   */
  decrypt(
    encrypted: Encrypted,
    attempt: (row: (plaintext: Uint8Array) => PayloadRow | undefined) => Promise<Uint8Array>,
  ): Promise<Uint8Array>;
  /** See `SessionKeys.pending`. */
  pending(): Promise<readonly PendingPayload[]>;
}

interface PayloadsOptions {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly instanceId: string;
  readonly committer: Committer;
  readonly notes: StanzaNotes;
  readonly log: Logger;
}

/** Payloads of one connection. */
export function createPayloads(options: PayloadsOptions): Payloads {
  const { database, sealing, instanceId, committer, notes, log } = options;

  const stored = async (digest: Buffer): Promise<PendingPayload | undefined> => {
    // The first delivery of the same ciphertext may be on its way into the database.
    await committer.settled();
    committer.check();
    try {
      return await findPayload(database, sealing, instanceId, digest);
    } catch (error) {
      throw committer.fail(error);
    }
  };

  return {
    async decrypt({ author, group, type, ciphertext }, attempt) {
      const stanza = notes.stanzaOf(ciphertext);
      if (stanza === undefined) {
        log.error("a ciphertext belongs to no stanza that was seen: a second delivery of it will fail");
        return attempt(() => undefined);
      }
      const digest = digestOf(stanza["participant"] ?? stanza["from"] ?? author, group, ciphertext);
      let plaintext: Uint8Array;
      try {
        plaintext = await attempt((decrypted) => ({
          digest,
          attributes: stanza,
          type,
          plaintext: Buffer.from(decrypted),
        }));
      } catch (error) {
        const earlier = await stored(digest);
        if (earlier === undefined || earlier.stanza["id"] !== stanza["id"]) throw error;
        plaintext = earlier.plaintext;
      }
      notes.decrypted(digest, stanza);
      return plaintext;
    },
    async pending() {
      await committer.settled();
      committer.check();
      return pendingPayloads(database, sealing, instanceId);
    },
  };
}
