import { findUnstorable } from "./validation.ts";

/**
 * A JSON value from outside in a form that PostgreSQL can store: NUL characters and halves of surrogate pairs become the
 * replacement character; bytes stay as they are. For what arrives and must not be refused; what callers send is refused
 * instead.
 */
export function storable<T>(value: T): T {
  return findUnstorable(value) === undefined ? value : (replace(value) as T);
}

function replace(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\uFFFD").toWellFormed();
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (depth > 64) return null;
  if (Array.isArray(value)) return value.map((part) => replace(part, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [replace(name), replace(part, depth + 1)]));
}
