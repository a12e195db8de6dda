import { valueAt, withValueAt } from "./schema-paths.ts";

/** The input with a field under another, older name; both names are paths with dots. */
export function renamed(
  input: Record<string, unknown>,
  [from, to]: readonly [string, string],
): Record<string, unknown> {
  const value = valueAt(input, to.split("."));
  const without = withoutEmptyParent(withValueAt(input, to.split("."), undefined) as Record<string, unknown>, to);
  return withValueAt(without, from.split("."), value) as Record<string, unknown>;
}

/** A parent whose only field was renamed is gone with it: a flat request has no `key: {}`. */
function withoutEmptyParent(input: Record<string, unknown>, path: string): Record<string, unknown> {
  const parent = path.split(".").slice(0, -1);
  if (parent.length === 0) return input;
  const left = valueAt(input, parent);
  const isEmpty = typeof left === "object" && left !== null && Object.keys(left).length === 0;
  return isEmpty ? (withValueAt(input, parent, undefined) as Record<string, unknown>) : input;
}
