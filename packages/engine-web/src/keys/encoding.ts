import { type AuthenticationCreds, proto, type SignalDataTypeMap } from "@whiskeysockets/baileys";

/** The kinds of keys that Baileys stores. */
export type KeyType = keyof SignalDataTypeMap;

/**
 * The text of a key: base64 for bytes (marked `b`), else JSON (marked `j`). Text and not the value is what is kept in
 * memory: Baileys changes some of the values that it was given, and small Buffers hold a slab of 8 KB each.
 */
export function encodeKey<Type extends KeyType>(type: Type, value: SignalDataTypeMap[Type]): string {
  if (value instanceof Uint8Array) return `b${asBuffer(value).toString("base64")}`;
  // What libsignal makes of a session has texts and numbers only.
  return `j${type === "session" ? JSON.stringify(value) : JSON.stringify(value, bytesToJson)}`;
}

/** A fresh value of the text that {@link encodeKey} gave. */
export function decodeKey<Type extends KeyType>(type: Type, text: string): SignalDataTypeMap[Type] {
  return decode(type, text) as SignalDataTypeMap[Type];
}

function decode(type: KeyType, text: string): unknown {
  const payload = text.slice(1);
  if (text.startsWith("b")) return Buffer.from(payload, "base64");
  if (type === "session") return JSON.parse(payload);
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
  return type === "Buffer" && typeof data === "string" ? Buffer.from(data, "base64") : value;
}
