import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import type { CollectionName } from "./collections.ts";

const OPERATION = proto.SyncdMutation.SyncdOperation;
const MAC_LENGTH = 32;
const IV_LENGTH = 16;

/** What one app-state sync key expands to; 32 bytes each (wire reference, section 16). */
export interface MutationKeys {
  readonly index: Buffer;
  readonly valueEncryption: Buffer;
  readonly valueMac: Buffer;
  readonly snapshotMac: Buffer;
  readonly patchMac: Buffer;
}

/** One mutation in the clear. */
export interface Mutation {
  readonly operation: "set" | "remove";
  /** What it is about, for example `["archive", "5511988887777@s.whatsapp.net"]`. */
  readonly index: readonly string[];
  /** The encoded `SyncActionData`. */
  readonly data: Buffer;
  readonly indexMac: Buffer;
  /** Ciphertext and value MAC, as they travel. */
  readonly blob: Buffer;
}

/** A mutation or patch that does not hold together; the text says what is wrong. */
export class MutationError extends Error {
  override readonly name = "MutationError";
}

export function mutationKeys(keyData: Buffer): MutationKeys {
  const bytes = Buffer.from(hkdfSync("sha256", keyData, Buffer.alloc(0), "WhatsApp Mutation Keys", 160));
  const part = (number: number): Buffer => bytes.subarray(number * 32, number * 32 + 32);
  return { index: part(0), valueEncryption: part(1), valueMac: part(2), snapshotMac: part(3), patchMac: part(4) };
}

/** The value MAC that a record's blob ends with. */
export function valueMacOf(blob: Buffer): Buffer {
  return blob.subarray(-MAC_LENGTH);
}

/** Encrypts and signs one mutation. `iv` has 16 bytes. */
export function sealMutation(
  keys: MutationKeys,
  keyId: Buffer,
  plain: { operation: "set" | "remove"; index: readonly string[]; value: proto.ISyncActionValue; version: number },
  iv: Buffer,
): Mutation {
  const indexText = Buffer.from(JSON.stringify(plain.index));
  const data = Buffer.from(
    proto.SyncActionData.encode({
      index: indexText,
      value: plain.value,
      padding: Buffer.alloc(0),
      version: plain.version,
    }).finish(),
  );
  const cipher = createCipheriv("aes-256-cbc", keys.valueEncryption, iv);
  const encrypted = Buffer.concat([iv, cipher.update(data), cipher.final()]);
  return {
    operation: plain.operation,
    index: plain.index,
    data,
    indexMac: hmac(keys.index, indexText),
    blob: Buffer.concat([encrypted, valueMac(keys, keyId, plain.operation, encrypted)]),
  };
}

/** Checks and decrypts one mutation. Raises {@link MutationError} when it is malformed or one of its MACs is wrong. */
export function openMutation(keys: MutationKeys, keyId: Buffer, mutation: proto.ISyncdMutation): Mutation {
  const operation = mutation.operation === OPERATION.REMOVE ? "remove" : "set";
  const indexMac = Buffer.from(mutation.record?.index?.blob ?? []);
  const blob = Buffer.from(mutation.record?.value?.blob ?? []);
  if (indexMac.length !== MAC_LENGTH) throw new MutationError("a mutation without an index MAC of 32 bytes");
  if (blob.length < IV_LENGTH + 16 + MAC_LENGTH) throw new MutationError("a mutation whose value is too short");
  const encrypted = blob.subarray(0, -MAC_LENGTH);
  if (!isSame(valueMac(keys, keyId, operation, encrypted), valueMacOf(blob)))
    throw new MutationError("wrong value MAC");
  const data = decrypt(keys, encrypted);
  const indexText = Buffer.from(decode(() => proto.SyncActionData.decode(data)).index ?? []);
  if (!isSame(hmac(keys.index, indexText), indexMac)) throw new MutationError("wrong index MAC");
  return { operation, index: parseIndex(indexText), data, indexMac, blob };
}

/** The record of a mutation as patches carry it. */
export function encodeMutation(mutation: Mutation, keyId: Buffer): proto.ISyncdMutation {
  return {
    operation: mutation.operation === "remove" ? OPERATION.REMOVE : OPERATION.SET,
    record: { index: { blob: mutation.indexMac }, value: { blob: mutation.blob }, keyId: { id: keyId } },
  };
}

/** Signs a collection as it is at `version`. */
export function snapshotMac(keys: MutationKeys, hash: Buffer, version: number, name: CollectionName): Buffer {
  return hmac(keys.snapshotMac, Buffer.concat([hash, bigEndian64(version), Buffer.from(name)]));
}

/** Signs a patch that leads to `version`. */
export function patchMac(
  keys: MutationKeys,
  snapshot: Buffer,
  valueMacs: readonly Buffer[],
  version: number,
  name: CollectionName,
): Buffer {
  return hmac(keys.patchMac, Buffer.concat([snapshot, ...valueMacs, bigEndian64(version), Buffer.from(name)]));
}

export function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function valueMac(keys: MutationKeys, keyId: Buffer, operation: "set" | "remove", encrypted: Buffer): Buffer {
  const prefix = Buffer.from([operation === "set" ? 1 : 2, ...keyId]);
  const mac = createHmac("sha512", keys.valueMac).update(prefix).update(encrypted).update(bigEndian64(prefix.length));
  return mac.digest().subarray(0, MAC_LENGTH);
}

function decrypt(keys: MutationKeys, encrypted: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-cbc", keys.valueEncryption, encrypted.subarray(0, IV_LENGTH));
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(IV_LENGTH)), decipher.final()]);
  } catch (error) {
    throw new MutationError("a mutation that cannot be decrypted", { cause: error });
  }
}

function parseIndex(text: Buffer): string[] {
  const index = decode((): unknown => JSON.parse(text.toString("utf8")));
  if (!Array.isArray(index) || index.length === 0 || !index.every((part) => typeof part === "string")) {
    throw new MutationError("a mutation whose index is no list of texts");
  }
  return index;
}

function decode<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new MutationError("a mutation that cannot be read", { cause: error });
  }
}

function hmac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac("sha256", key).update(bytes).digest();
}

function bigEndian64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
