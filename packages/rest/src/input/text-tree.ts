import { conflictingInput, invalidInput } from "./problems.ts";

/** What a query, urlencoded or multipart body says about one field: strings that the field's schema still converts. */
export class Text {
  readonly values: string[];
  /** Written as `name[]`: every value is one element, commas included. */
  isList: boolean;

  constructor(values: string[], isList: boolean) {
    this.values = values;
    this.isList = isList;
  }
}

/** Fields by name, without a prototype so that no name is special. */
export type Fields = { [name: string]: unknown };

const maxEntries = 10_000;
const maxDepth = 16;

export function emptyFields(): Fields {
  return Object.create(null) as Fields;
}

/** Whether a value is an object with fields: no array, no `Text`. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Text);
}

/**
 * Builds nested fields from names such as `where[key][remoteJid]`, `where.key.remoteJid` and `mentioned[]`.
 * Names with `__proto__` are dropped.
 * @throws WaxwingError VALIDATION_FAILED for too many or too deep names, CONFLICTING_INPUT for a field that is both text and object.
 */
export function textTree(entries: Iterable<readonly [string, string]>): Fields {
  const tree = emptyFields();
  let count = 0;
  for (const [name, value] of entries) {
    count += 1;
    if (count > maxEntries) throw invalidInput("", `must have at most ${maxEntries} fields`);
    const { segments, isList } = segmentsOf(name);
    if (segments.length > maxDepth) throw invalidInput("", `must be nested at most ${maxDepth} levels deep`);
    if (segments.includes("__proto__") || segments[0] === "") continue;
    insert(tree, segments, value, isList);
  }
  return tree;
}

function insert(tree: Fields, segments: readonly string[], value: string, isList: boolean): void {
  let parent = tree;
  for (const segment of segments.slice(0, -1)) {
    const next = parent[segment] ?? emptyFields();
    if (next instanceof Text) throw conflictingInput(segments.join("."));
    parent[segment] = next;
    parent = next as Fields;
  }
  const last = segments.at(-1) as string;
  const present = parent[last];
  if (present === undefined) parent[last] = new Text([value], isList);
  else if (present instanceof Text) {
    present.values.push(value);
    present.isList ||= isList;
  } else throw conflictingInput(segments.join("."));
}

/** `a[b].c[]` → a, b, c as a list. Dots inside brackets belong to the name; unbalanced brackets are taken literally. */
function segmentsOf(name: string): { segments: string[]; isList: boolean } {
  const isList = name.endsWith("[]");
  const path = isList ? name.slice(0, -2) : name;
  if (!/^[^[\]]*(\[[^[\]]+\](\.[^[\]]+)?)*$/.test(path)) return { segments: [name], isList: false };
  const segments: string[] = [];
  for (const part of path.split(/(\[[^[\]]+\])/)) {
    if (part === "") continue;
    if (part.startsWith("[")) segments.push(part.slice(1, -1));
    else segments.push(...(segments.length > 0 && part.startsWith(".") ? part.slice(1) : part).split("."));
  }
  return { segments: segments.length === 0 ? [name] : segments, isList };
}
