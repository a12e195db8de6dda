/** A chain of a session as libsignal stores it, as far as it is needed here. */
interface StoredChain {
  readonly chainKey: { readonly counter: number };
  readonly messageKeys: Readonly<Record<string, string>>;
}

/** A session as libsignal stores it, as far as it is needed here. */
interface StoredSession {
  readonly registrationId?: unknown;
  /** `closed`: Unix milliseconds, or -1. */
  readonly indexInfo: { readonly used?: number; readonly closed: number };
  readonly _chains: Readonly<Record<string, StoredChain>>;
}

interface StoredRecord {
  _sessions: Record<string, StoredSession>;
}

/** Text of a session key, as `encodeKey` gives it. */
export type RecordText = string;

const recordOf = (text: RecordText): StoredRecord => JSON.parse(text.slice(1)) as StoredRecord;

/**
 * The record after a decryption, without what the tries before the successful one have done: libsignal tries the
 * sessions of a contact one after the other, steps the ratchet of each in place, and stores them all.
 */
export function withoutFailedTries(before: RecordText, after: RecordText): RecordText {
  if (before === after) return after;
  const old = recordOf(before)._sessions;
  const record = recordOf(after);
  const changed = inOrderOfTries(old).filter(
    ([id, session]) =>
      record._sessions[id] !== undefined && JSON.stringify(session) !== JSON.stringify(record._sessions[id]),
  );
  // The successful try has the time of its use; within the same millisecond as the one before, it is the last that changed.
  const successful =
    changed.findLast(([id, session]) => session.indexInfo.used !== record._sessions[id]?.indexInfo.used) ??
    changed.at(-1);
  for (const [id, session] of changed) if (id !== successful?.[0]) record._sessions[id] = session;
  return `j${JSON.stringify(record)}`;
}

/** As `SessionRecord.getSessions()` of libsignal sorts them: the last used first. */
function inOrderOfTries(sessions: Record<string, StoredSession>): [string, StoredSession][] {
  return Object.entries(sessions).sort(([, a], [, b]) => (b.indexInfo.used ?? 0) - (a.indexInfo.used ?? 0));
}

/** Whether a stored record is in libsignal's present form; older ones are for libsignal to read. */
export function hasPresentForm(record: unknown): record is StoredRecord {
  const { version, _sessions } = record as { readonly version?: unknown; readonly _sessions?: unknown };
  return version === "v1" && typeof _sessions === "object" && _sessions !== null;
}

/** Whether a stored record has sessions that libsignal tries one after the other. */
export function hasSeveralSessions(record: unknown): boolean {
  return Object.keys((record as Partial<StoredRecord>)._sessions ?? {}).length > 1;
}

/** Whether messages can be encrypted with a stored record, as `SessionRecord.haveOpenSession()` of libsignal tells it. */
export function hasOpenSession(record: unknown): boolean {
  const open = Object.values((record as StoredRecord)._sessions).find(({ indexInfo }) => indexInfo.closed === -1);
  return typeof open?.registrationId === "number";
}

/**
 * Whether the key of a message (`WhisperMessage`, not one with a pre-key) was used before: its chain is known, is
 * beyond the message, and has no key left for it.
 */
export function isKeyUsed(record: unknown, ciphertext: Uint8Array): boolean {
  const header = readHeader(ciphertext);
  if (header === undefined) return false;
  return Object.values((record as StoredRecord)._sessions).some(({ _chains }) => {
    const chain = _chains[header.ephemeralKey];
    return (
      chain !== undefined && header.counter <= chain.chainKey.counter && !(String(header.counter) in chain.messageKeys)
    );
  });
}

const varint = 0;
const lengthDelimited = 2;

/**
 * Ephemeral key (base64) and counter of a `WhisperMessage`: a version byte, protobuf fields 1 and 2, and a MAC of 8
 * bytes.
 */
function readHeader(ciphertext: Uint8Array): { ephemeralKey: string; counter: number } | undefined {
  const bytes = Buffer.from(ciphertext.buffer, ciphertext.byteOffset, ciphertext.byteLength).subarray(1, -8);
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  let ephemeralKey: string | undefined;
  let counter: number | undefined;
  while (at < bytes.length) {
    const tag = readVarint();
    const value = readVarint();
    if (Number.isNaN(tag) || Number.isNaN(value)) return undefined;
    if ((tag & 7) === lengthDelimited) {
      if (tag >> 3 === 1) ephemeralKey = bytes.toString("base64", at, at + value);
      at += value;
    } else if ((tag & 7) === varint) {
      if (tag >> 3 === 2) counter = value;
    } else return undefined;
  }
  return ephemeralKey === undefined ? undefined : { ephemeralKey, counter: counter ?? 0 };
}
