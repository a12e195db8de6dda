import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { ownBytes } from "../own-bytes.ts";
import type { PendingPayload } from "../session.ts";
import type { Committer, PayloadRow } from "./committer.ts";
import { findPayload, pendingPayloads } from "./payload-rows.ts";
import { digestOf, type StanzaAttributes, type StanzaNotes } from "./stanza-notes.ts";

/** A ciphertext and who it is from, as the Signal repository is told. */
export interface Encrypted {
  readonly author: string;
  readonly group: string | undefined;
  readonly type: string;
  readonly ciphertext: Uint8Array;
}

/** Makes the row of what a ciphertext held; nothing when the ciphertext came in no stanza that was seen. */
export type RowMaker = (plaintext: Uint8Array) => PayloadRow | undefined;

/** What was decrypted in an instance. */
export interface Payloads {
  rowOf(encrypted: Encrypted): RowMaker;
  /**
   * Decrypts by `attempt`, which commits the row that it makes, unless this was done `early` with success. When it
   * fails, answers what the same ciphertext held when it was decrypted before: WhatsApp delivers again what it has no
   * receipt for.
   */
  decrypt(
    encrypted: Encrypted,
    early: Promise<Uint8Array> | undefined,
    attempt: (row: RowMaker) => Promise<Uint8Array>,
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

  const digestIn = ({ author, group, ciphertext }: Encrypted, stanza: StanzaAttributes): Buffer =>
    digestOf(stanza["participant"] ?? stanza["from"] ?? author, group, ciphertext);

  const rowOf = (encrypted: Encrypted): RowMaker => {
    const attributes = notes.stanzaOf(encrypted.ciphertext);
    if (attributes === undefined) return () => undefined;
    const digest = digestIn(encrypted, attributes);
    return (plaintext) => ({ digest, attributes, type: encrypted.type, plaintext: Buffer.from(plaintext) });
  };

  return {
    rowOf,
    async decrypt(encrypted, early, attempt) {
      const decrypt = (): Promise<Uint8Array> => attempt(rowOf(encrypted));
      const stanza = notes.stanzaOf(encrypted.ciphertext);
      if (stanza === undefined) {
        log.error("a ciphertext belongs to no stanza that was seen: a second delivery of it will fail");
        return decrypt();
      }
      const digest = digestIn(encrypted, stanza);
      let plaintext: Uint8Array;
      try {
        plaintext = await (early === undefined ? decrypt() : early.catch(decrypt));
      } catch (error) {
        const earlier = await stored(digest);
        if (earlier === undefined || earlier.stanza["id"] !== stanza["id"]) throw error;
        plaintext = earlier.plaintext;
      }
      notes.decrypted(digest, stanza);
      // Baileys keeps what is decoded of it for five minutes.
      return ownBytes(plaintext);
    },
    async pending() {
      await committer.settled();
      committer.check();
      return pendingPayloads(database, sealing, instanceId);
    },
  };
}
