import type { JsonValue } from "@waxwing/contract";

const MAX_DEPTH = 64;
const MAX_NAME_LENGTH = 255;

/** Text without what PostgreSQL cannot store (NUL, lone surrogates); each becomes U+FFFD. */
export function storableText(text: string): string {
  const withoutNul = text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
  return withoutNul.isWellFormed() ? withoutNul : withoutNul.toWellFormed();
}

/** A name of bounded length; undefined when it is empty. */
export function storableName(name: string | undefined): string | undefined {
  return name === undefined || name === "" ? undefined : storableText(name.slice(0, MAX_NAME_LENGTH));
}

/**
 * A copy of parsed JSON with {@link storableText} throughout; undefined when it is nested over 64 levels deep, which no
 * message of WhatsApp is, and which would exhaust the stack of whoever serialises it.
 */
export function storableJson(value: unknown, depth = 0): JsonValue | undefined {
  if (typeof value === "string") return storableText(value);
  // 1e999 is read as Infinity, which JSON cannot carry.
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object" || depth === MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    const copy: JsonValue[] = [];
    for (const item of value) {
      const storable = storableJson(item, depth + 1);
      if (storable === undefined) return undefined;
      copy.push(storable);
    }
    return copy;
  }
  const entries: [string, JsonValue][] = [];
  for (const [name, item] of Object.entries(value)) {
    const storable = storableJson(item, depth + 1);
    if (storable === undefined) return undefined;
    entries.push([storableText(name), storable]);
  }
  // fromEntries defines properties, so that a field named __proto__ stays a field.
  return Object.fromEntries(entries);
}
