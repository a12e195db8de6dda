import { type BinaryNode, isJidBroadcast, isJidGroup, isLidUser, isPnUser } from "@whiskeysockets/baileys";
import type { StanzaAttributes } from "./stanza-notes.ts";

/** A ciphertext that has arrived and that Baileys has not decrypted yet. */
export interface Upcoming {
  readonly stanza: StanzaAttributes;
  readonly type: string;
  readonly ciphertext: Uint8Array;
}

/** Decrypts what has arrived before Baileys asks for it. */
export interface ReadAhead {
  /** A stanza has arrived. */
  seen(node: BinaryNode): void;
  /** Does what Baileys asked for, with the plaintext if its ciphertext is being read already, or was. */
  decrypting<T>(ciphertext: Uint8Array, work: (early: Promise<Uint8Array> | undefined) => Promise<T>): Promise<T>;
}

interface Item extends Upcoming {
  readonly isReadable: boolean;
  plaintext: Promise<Uint8Array> | undefined;
  hasFailed: boolean;
}

/** Baileys decrypts one message after the other; so many may be read before it asks. */
const maxAhead = 64;
/** With more than so many read, reading waits: many that begin together share a commit, one after the other do not. */
const enoughAhead = maxAhead / 2;
/** Of which Baileys has asked for none; it does not ask for what it cannot make sense of. */
const maxUpcoming = 5000;

/**
 * Baileys waits for each message's commit before it looks at the next. Reading ahead lets messages that arrive in a row
 * share commits. They are committed in the order of their arrival: what cannot be read without Baileys (because it
 * begins a session, or brings a sender key, or fails) holds up what came behind it, until Baileys has decrypted it.
 *
 * `read` is given what must be called as the first of its work on the keys, and the work.
 */
export function createReadAhead(
  isWanted: (stanza: StanzaAttributes) => boolean,
  read: (upcoming: Upcoming, guard: <T>(work: () => Promise<T>) => Promise<T>) => Promise<Uint8Array>,
): ReadAhead {
  const upcoming: Item[] = [];

  /** Runs the work unless something before the item has failed meanwhile. */
  const guardOf =
    (item: Item) =>
    async <T>(work: () => Promise<T>): Promise<T> => {
      if (upcoming.slice(0, upcoming.indexOf(item)).some(({ hasFailed }) => hasFailed)) {
        item.plaintext = undefined;
        throw new Error("an earlier message has to be decrypted first");
      }
      try {
        return await work();
      } catch (error) {
        // Set before anybody else's work begins.
        item.hasFailed = true;
        throw error;
      }
    };

  const proceed = (): void => {
    const next = upcoming.slice(0, maxAhead);
    if (next.filter(({ plaintext }) => plaintext !== undefined).length > enoughAhead) return;
    for (const item of next) {
      if (!item.isReadable || item.hasFailed) return;
      if (item.plaintext !== undefined) continue;
      item.plaintext = read(item, guardOf(item));
      // Whoever asks for it awaits it; for nobody else it matters.
      item.plaintext.catch(() => {});
    }
  };

  return {
    seen({ tag, attrs, content }) {
      if (tag !== "message" || !Array.isArray(content) || !isWanted(attrs)) return;
      const encrypted = content.filter((child) => child.tag === "enc");
      const types = encrypted.map(({ attrs: { type } }) => type);
      // What may begin a session may also bring the sender key for what stands beside it.
      const isReadable =
        isPlain(attrs) && (types.every((type) => type === "msg" || type === "skmsg") || types.join() === "pkmsg");
      for (const { attrs: own, content: ciphertext } of encrypted) {
        if (!(ciphertext instanceof Uint8Array)) continue;
        const type = own["type"] ?? "";
        upcoming.push({ stanza: attrs, type, ciphertext, isReadable, plaintext: undefined, hasFailed: false });
      }
      if (upcoming.length > maxUpcoming) upcoming.splice(0, upcoming.length - maxUpcoming);
      proceed();
    },
    async decrypting(ciphertext, work) {
      const item = upcoming.find((each) => each.ciphertext === ciphertext);
      if (item === undefined) return work(undefined);
      try {
        return await work(item.plaintext);
      } finally {
        // What came before it and was not asked for will not be.
        upcoming.splice(0, upcoming.indexOf(item) + 1);
        proceed();
      }
    },
  };
}

/** Whether Baileys will ask for it for certain: a message of another person, or of a group. */
function isPlain({ from, participant, recipient, category }: StanzaAttributes): boolean {
  if (recipient !== undefined || category !== undefined) return false;
  if (isPnUser(from) || isLidUser(from)) return true;
  return (isJidGroup(from) === true || isJidBroadcast(from ?? "") === true) && participant !== undefined;
}
