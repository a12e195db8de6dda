import { type AuthenticationCreds, proto, type SignalDataTypeMap } from "@whiskeysockets/baileys";
import { ownBytes } from "../own-bytes.ts";

/** The kinds of keys that Baileys stores. */
export type KeyType = keyof SignalDataTypeMap;

/**
 * Sessions whose texts were made last, of all connections: the next step of a ratchet reads what the one before wrote.
 * libsignal copies what it reads, and gives away what it writes.
 */
const recentSessions = new Map<string, unknown>();
/** Of a few kilobytes each. */
const maxRecentSessions = 256;

/** The text of a session, made at the first {@link SessionText.toString}. */
export class SessionText {
  readonly value: unknown;
  #text: string | undefined;

  constructor(value: unknown) {
    this.value = value;
  }

  toString(): string {
    if (this.#text !== undefined) return this.#text;
    this.#text = `j${JSON.stringify(this.value)}`;
    recentSessions.set(this.#text, this.value);
    if (recentSessions.size > maxRecentSessions) {
      const [oldest] = recentSessions.keys();
      if (oldest !== undefined) recentSessions.delete(oldest);
    }
    return this.#text;
  }
}

/** Whose values have texts and numbers only: what libsignal makes of a session, and lists and names. */
const typesWithoutBytes: ReadonlySet<KeyType> = new Set<KeyType>(["session", "lid-mapping", "device-list"]);

/**
 * The text of a key: base64 for bytes (marked `b`), else JSON (marked `j`). Text and not the value is what is kept in
 * memory: Baileys changes some of the values that it was given, and small Buffers hold a slab of 8 KB each. A session's is
 * made when it is asked for: of the steps of a ratchet that share a commit only the last is written.
 */
export type KeyText = string | SessionText;

/** {@link KeyText} of a value. */
export function encodeKey<Type extends KeyType>(type: Type, value: SignalDataTypeMap[Type]): KeyText {
  if (value instanceof Uint8Array) return `b${asBuffer(value).toString("base64")}`;
  if (type === "session") return new SessionText(value);
  return `j${JSON.stringify(value, typesWithoutBytes.has(type) ? undefined : bytesToJson)}`;
}

/** A value of the text that {@link encodeKey} gave; a fresh one, but of a session, which must not be changed. */
export function decodeKey<Type extends KeyType>(type: Type, text: KeyText): SignalDataTypeMap[Type] {
  return decode(type, text) as SignalDataTypeMap[Type];
}

function decode(type: KeyType, text: KeyText): unknown {
  if (typeof text !== "string") return text.value;
  const recent = type === "session" ? recentSessions.get(text) : undefined;
  if (recent !== undefined) return recent;
  const payload = text.slice(1);
  if (text.startsWith("b")) return ownBytes(Buffer.from(payload, "base64"));
  if (typesWithoutBytes.has(type)) return JSON.parse(payload);
  const value: unknown = JSON.parse(payload, jsonToBytes);
  return type === "app-state-sync-key" ? proto.Message.AppStateSyncKeyData.fromObject(value as object) : value;
}

/** The credentials of a device as text. */
export function encodeCredentials(creds: AuthenticationCreds): string {
  return JSON.stringify(creds, bytesToJson);
}

/** The credentials that {@link encodeCredentials} gave. */
export function decodeCredentials(text: string): AuthenticationCreds {
  const creds = JSON.parse(text, jsonToBytes) as AuthenticationCreds;
  // A message of the protocol writes its bytes as bare base64.
  if (creds.account) creds.account = proto.ADVSignedDeviceIdentity.fromObject(creds.account);
  return creds;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** As Baileys writes bytes into JSON. A Buffer is looked at before its own `toJSON`, which makes a list of numbers. */
function bytesToJson(this: unknown, name: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[name];
  return original instanceof Uint8Array ? { type: "Buffer", data: asBuffer(original).toString("base64") } : value;
}

function jsonToBytes(_name: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === "Buffer" && typeof data === "string" ? ownBytes(Buffer.from(data, "base64")) : value;
}
