import type { WAMessage } from "@whiskeysockets/baileys";
import type { SessionKeys } from "../session.ts";

/** Which decrypted payloads a message was made of, so that they count as handled in the transaction that stores it. */
export class Digests {
  readonly #keys: SessionKeys;
  readonly #attached = new WeakMap<WAMessage, readonly Buffer[]>();

  constructor(keys: SessionKeys) {
    this.#keys = keys;
  }

  /** A message that was read from stored payloads. */
  attach(message: WAMessage, digests: readonly Buffer[]): void {
    this.#attached.set(message, digests);
  }

  /** Answers them once: they are forgotten with that. */
  take(message: WAMessage): readonly Buffer[] {
    const attached = this.#attached.get(message) ?? [];
    this.#attached.delete(message);
    const { id, remoteJid, participant } = message.key;
    if (!id) return attached;
    const decrypted = this.#keys.digestsOf({ id, remoteJid: remoteJid ?? null, participant: participant ?? null });
    return attached.length === 0 ? decrypted : [...attached, ...decrypted];
  }
}
