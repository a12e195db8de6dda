import type { JsonValue } from "@waxwing/contract";

/** An integer as protobuf gives it: a number, or a Long beyond 32 bits. */
export type ProtoInteger = number | { toString(): string } | null | undefined;

/** A JID as the contract wants it: the phone JID when it is known, without device. */
export type JidMapping = (jid: string) => string;

const MAX_JID_LENGTH = 128;

/** A text; undefined when it is missing or empty, as protobuf does not tell these apart. */
export function textOf(value: string | null | undefined): string | undefined {
  return value === null || value === undefined || value === "" ? undefined : value;
}

/** Bytes as base64; undefined when there are none. */
export function base64Of(bytes: Uint8Array | null | undefined): string | undefined {
  if (bytes === null || bytes === undefined || bytes.length === 0) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** A whole number of 0 or more as decimal digits; undefined when it is missing or negative. */
export function decimalOf(value: ProtoInteger): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = String(value);
  return /^\d{1,20}$/.test(text) ? text : undefined;
}

/** A whole number from 0 to `max`; undefined when it is missing or beyond. */
export function countOf(value: ProtoInteger, max = 1_000_000): number | undefined {
  if (value === null || value === undefined) return undefined;
  const count = Number(value);
  return Number.isInteger(count) && count >= 0 && count <= max ? count : undefined;
}

/** A number that JSON can carry; undefined when it is missing. */
export function finiteOf(value: number | null | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A flag; undefined when it is missing. */
export function flagOf(value: boolean | null | undefined): boolean | undefined {
  return value ?? undefined;
}

/** A mapped JID; undefined when it is missing or cannot be one. */
export function jidOf(jid: string | null | undefined, mapping: JidMapping): string | undefined {
  const text = textOf(jid);
  if (text === undefined || text.length > MAX_JID_LENGTH) return undefined;
  return mapping(text);
}

/** The object without the fields that are undefined. */
export function present<T extends object>(fields: T): T {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) delete fields[name as keyof T];
  }
  return fields;
}

/** Any JSON of protobuf's own making, parsed back so that nothing but JSON is in it. */
export function jsonOf(value: unknown): JsonValue {
  return (value === undefined ? null : JSON.parse(JSON.stringify(value))) as JsonValue;
}
