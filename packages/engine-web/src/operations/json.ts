import type { JsonValue } from "@waxwing/contract";

/** Plain JSON of what Baileys parsed: without what is undefined. */
export function jsonOf(value: unknown): JsonValue {
  const json: JsonValue = JSON.parse(JSON.stringify(value ?? null));
  return json;
}
