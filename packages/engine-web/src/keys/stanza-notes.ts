import { hash } from "node:crypto";
import { type BinaryNode, jidDecode, type WAMessageKey } from "@whiskeysockets/baileys";

/** Attributes of a message stanza. */
export type StanzaAttributes = Readonly<Record<string, string>>;

/** Which stanza a ciphertext came in, and which ciphertexts were decrypted for a message. */
export interface StanzaNotes {
  /** Remembers the ciphertexts of a message stanza for as long as they live. */
  note(node: BinaryNode): void;
  stanzaOf(ciphertext: Uint8Array): StanzaAttributes | undefined;
  /** Remembers what was decrypted until it is taken. */
  decrypted(digest: Buffer, stanza: StanzaAttributes): void;
  /** Takes the digests of a message, which Baileys may have named by another address of the same user. */
  take(key: Pick<WAMessageKey, "id" | "remoteJid" | "participant">): Buffer[];
}

interface Decrypted {
  readonly digest: Buffer;
  readonly users: ReadonlySet<string>;
}

/** Attributes with an address of the chat, the author or the receiver. */
const addressAttributes = [
  "from",
  "participant",
  "recipient",
  ...["sender", "participant", "recipient", "peer_recipient"].flatMap((whose) => [`${whose}_pn`, `${whose}_lid`]),
];

/** Notes of one connection, of at most `maxMessages` messages whose digests nobody has taken. */
export function createStanzaNotes(maxMessages: number): StanzaNotes {
  const stanzas = new WeakMap<Uint8Array, StanzaAttributes>();
  const messages = new Map<string, Decrypted[]>();

  return {
    note({ tag, attrs, content }) {
      if (tag !== "message" || !Array.isArray(content)) return;
      for (const child of content) {
        if (child.tag === "enc" && child.content instanceof Uint8Array) stanzas.set(child.content, attrs);
      }
    },
    stanzaOf: (ciphertext) => stanzas.get(ciphertext),

    decrypted(digest, stanza) {
      const { id } = stanza;
      if (id === undefined) return;
      const same = messages.get(id) ?? [];
      if (same.some((known) => known.digest.equals(digest))) return;
      messages.set(id, [...same, { digest, users: usersOf(stanza) }]);
      // What is forgotten is replayed at the next start, and makes no second event.
      for (const oldest of messages.keys()) {
        if (messages.size <= maxMessages) break;
        messages.delete(oldest);
      }
    },
    take({ id, remoteJid, participant }) {
      const named = messages.get(id ?? "") ?? [];
      const wanted = [remoteJid, participant].flatMap((jid) => userOf(jid ?? undefined) ?? []);
      const isWanted = ({ users }: Decrypted): boolean => wanted.every((user) => users.has(user));
      const rest = named.filter((decrypted) => !isWanted(decrypted));
      if (rest.length === 0) messages.delete(id ?? "");
      else messages.set(id ?? "", rest);
      return named.filter(isWanted).map(({ digest }) => digest);
    },
  };
}

function usersOf(stanza: StanzaAttributes): Set<string> {
  return new Set(addressAttributes.flatMap((name) => userOf(stanza[name]) ?? []));
}

function userOf(jid: string | undefined): string | undefined {
  const decoded = jidDecode(jid);
  return decoded === undefined ? undefined : `${decoded.user}@${decoded.server}`;
}

/** Digests by ciphertext, which is asked about when it is read ahead and when Baileys decrypts it. */
const digests = new WeakMap<Uint8Array, { readonly origin: string; readonly digest: Buffer }>();

/**
 * SHA-256 over who wrote (and for groups, where) and the ciphertext. A ciphertext alone would let one author's
 * message be given out as another's.
 */
export function digestOf(author: string, group: string | undefined, ciphertext: Uint8Array): Buffer {
  const origin = `${author}\n${group ?? ""}\n`;
  const known = digests.get(ciphertext);
  if (known?.origin === origin) return known.digest;
  const digest = hash("sha256", Buffer.concat([Buffer.from(origin), ciphertext]), "buffer");
  digests.set(ciphertext, { origin, digest });
  return digest;
}
