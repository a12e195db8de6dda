import { conflictingInput } from "./problems.ts";
import { emptyFields, type Fields, isFields } from "./text-tree.ts";

/**
 * Fields of two sources as one object, nested objects included.
 * @throws WaxwingError CONFLICTING_INPUT naming the first field with two different values.
 */
export function mergeFields(first: Fields, second: Fields, path = ""): Fields {
  const merged = Object.assign(emptyFields(), first);
  for (const name of Object.keys(second)) {
    const fieldPath = path === "" ? name : `${path}.${name}`;
    merged[name] = name in merged ? mergeValues(merged[name], second[name], fieldPath) : second[name];
  }
  return merged;
}

function mergeValues(first: unknown, second: unknown, path: string): unknown {
  if (isFields(first) && isFields(second)) return mergeFields(first, second, path);
  if (!isSameJson(first, second)) throw conflictingInput(path);
  return first;
}

/** Whether two JSON values are equal, whatever the order of their fields. */
export function isSameJson(first: unknown, second: unknown): boolean {
  if (first === second) return true;
  if (Array.isArray(first)) {
    if (!Array.isArray(second) || first.length !== second.length) return false;
    return first.every((element, index) => isSameJson(element, second[index]));
  }
  if (!isFields(first) || !isFields(second)) return false;
  const names = Object.keys(first);
  if (names.length !== Object.keys(second).length) return false;
  return names.every((name) => Object.hasOwn(second, name) && isSameJson(first[name], second[name]));
}
