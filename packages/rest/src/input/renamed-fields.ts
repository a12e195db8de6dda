import { parseJson } from "./json.ts";
import { emptyFields, type Fields, isFields, Text } from "./text-tree.ts";

/** One renaming of an alias: where the request has the field and where the operation wants it. */
export interface Renaming {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Renamings of an alias's `fields` (`{ byEvents: "webhook.webhookByEvents" }`). */
export function renamingsOf(fields: Readonly<Record<string, string>>): Renaming[] {
  return Object.entries(fields).map(([from, to]) => ({ from: from.split("."), to: to.split(".") }));
}

/** Takes renamed fields out of `fields` (which is changed) and gives each one nested under its canonical name. */
export function takeRenamed(fields: Fields, renamings: readonly Renaming[]): Fields[] {
  const taken: Fields[] = [];
  for (const { from, to } of renamings) {
    const value = takeAt(fields, from);
    if (value !== undefined) taken.push(nestedUnder(to, value));
  }
  return taken;
}

function takeAt(fields: Fields, path: readonly string[]): unknown {
  let parent = fields;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(parent, name)) return undefined;
    const next = objectIn(parent[name]);
    if (next === undefined) return undefined;
    parent[name] = next;
    parent = next;
  }
  const last = path.at(-1) as string;
  if (!Object.hasOwn(parent, last)) return undefined;
  const value = parent[last];
  delete parent[last];
  return value;
}

/** An object, also when it was written as JSON text in a query. */
function objectIn(value: unknown): Fields | undefined {
  if (isFields(value)) return value;
  if (!(value instanceof Text) || value.values.length !== 1 || !value.values[0]?.trimStart().startsWith("{"))
    return undefined;
  try {
    const parsed = parseJson(value.values[0]);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function nestedUnder(path: readonly string[], value: unknown): Fields {
  return path.reduceRight<unknown>((inner, name) => Object.assign(emptyFields(), { [name]: inner }), value) as Fields;
}
