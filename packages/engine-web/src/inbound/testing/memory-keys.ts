import { createHash } from "node:crypto";
import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  jidNormalizedUser,
  type SignalRepositoryWithLIDStore,
} from "@whiskeysockets/baileys";
import type { PendingPayload, SessionKeys } from "../../session.ts";

/** Keys in memory, which remember what was decrypted as those in the database do. */
export interface MemoryKeys extends SessionKeys {
  /** Payloads that have not become events, as `from/id`. */
  readonly unhandled: readonly string[];
  handle(digests: readonly Buffer[]): void;
  /** A new connection: what the last one decrypted is not asked for by it. */
  forgetConnection(): void;
}

interface Payload extends PendingPayload {
  isHandled: boolean;
  isTaken: boolean;
}

export function memoryKeys(): MemoryKeys {
  const auth = memoryAuth();
  const payloads: Payload[] = [];
  const stanzas = new WeakMap<Uint8Array, Record<string, string>>();
  let repository: SignalRepositoryWithLIDStore | undefined;

  function note(ciphertext: Uint8Array, type: string, plaintext: Uint8Array): void {
    const stanza = stanzas.get(ciphertext);
    if (stanza === undefined) throw new Error("a ciphertext without its stanza");
    const digest = createHash("sha256").update(ciphertext).digest();
    payloads.push({ digest, stanza, type, plaintext: Buffer.from(plaintext), isHandled: false, isTaken: false });
  }

  return {
    auth,
    makeSignalRepository(...parameters) {
      const real = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(...parameters);
      const { decryptMessage, decryptGroupMessage } = real;
      real.decryptMessage = async (options) => {
        const plaintext = await decryptMessage.call(real, options);
        note(options.ciphertext, options.type, plaintext);
        return plaintext;
      };
      real.decryptGroupMessage = async (options) => {
        const plaintext = await decryptGroupMessage.call(real, options);
        note(options.msg, "skmsg", plaintext);
        return plaintext;
      };
      repository = real;
      return real;
    },
    get repository() {
      return repository;
    },
    uncommitted: () => undefined,
    noteStanza({ tag, attrs, content }: BinaryNode) {
      if (tag !== "message" || !Array.isArray(content)) return;
      for (const child of content) if (child.content instanceof Uint8Array) stanzas.set(child.content, attrs);
    },
    digestsOf({ id, remoteJid }) {
      const chat = jidNormalizedUser(remoteJid ?? "");
      const found = payloads.filter(({ stanza, isTaken }) => {
        const { from, recipient } = stanza;
        return !isTaken && stanza["id"] === id && [from, recipient].some((jid) => jidNormalizedUser(jid) === chat);
      });
      for (const payload of found) payload.isTaken = true;
      return found.map(({ digest }) => digest);
    },
    pending: async () => payloads.filter(({ isHandled }) => !isHandled),
    saveCredentials: async () => {},
    passed: async () => {},
    close: async () => {},
    get unhandled() {
      return payloads.filter(({ isHandled }) => !isHandled).map(({ stanza }) => `${stanza["from"]}/${stanza["id"]}`);
    },
    handle(digests) {
      for (const payload of payloads) {
        if (digests.some((digest) => digest.equals(payload.digest))) payload.isHandled = true;
      }
    },
    forgetConnection() {
      for (const payload of payloads) payload.isTaken = true;
    },
  };
}
