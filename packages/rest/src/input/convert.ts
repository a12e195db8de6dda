import { unwrap } from "@waxwing/contract";
import { z } from "zod";
import { parseJson } from "./json.ts";
import { isSameJson } from "./merge.ts";
import { conflictingInput } from "./problems.ts";
import { emptyFields, type Fields, isFields, Text } from "./text-tree.ts";

type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes["_zod"]["def"];

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
  ["1", true],
  ["0", false],
]);
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Converts strings of a query or form into what the schema wants. What cannot be converted stays a string, so that the
 * core's validation names the problem.
 * @throws WaxwingError CONFLICTING_INPUT when a field that is no list has two different values.
 */
export function convert(schema: Schema, value: unknown, path: string): unknown {
  if (value instanceof Text) return convertText(schema, value, path);
  return isFields(value) ? convertFields(schema, value, path) : value;
}

function definitionOf(schema: Schema): Definition {
  return unwrap(schema)._zod.def as Definition;
}

function convertFields(schema: Schema, fields: Fields, path: string): unknown {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return mapFields(fields, (name, value) => {
        const part = Object.hasOwn(definition.shape, name) ? definition.shape[name] : undefined;
        return part === undefined ? plain(value) : convert(part, value, `${path}.${name}`);
      });
    case "record":
      return mapFields(flattenNames(definition.valueType, fields), (name, value) =>
        convert(definition.valueType, value, `${path}.${name}`),
      );
    case "array": {
      const names = Object.keys(fields);
      if (!names.every((name) => /^\d{1,6}$/.test(name))) return plain(fields);
      names.sort((a, b) => Number(a) - Number(b));
      return names.map((name) => convert(definition.element, fields[name], `${path}.${name}`));
    }
    case "union":
      return firstFitting(definition.options, (option) => convert(option, fields, path)) ?? plain(fields);
    default:
      return plain(fields);
  }
}

/** Names of a map keep their dots: `headers.x.y` is the entry `x.y`, unless the entries are objects themselves. */
function flattenNames(valueType: Schema, fields: Fields): Fields {
  const type = definitionOf(valueType).type;
  if (type === "object" || type === "record" || type === "union" || type === "array") return fields;
  const flat = emptyFields();
  const visit = (prefix: string, nested: Fields): void => {
    for (const [name, value] of Object.entries(nested)) {
      if (isFields(value)) visit(`${prefix}${name}.`, value);
      else flat[prefix + name] = value;
    }
  };
  visit("", fields);
  return flat;
}

function convertText(schema: Schema, text: Text, path: string): unknown {
  const definition = definitionOf(schema);
  if (definition.type === "array")
    return elementsOf(text).map((element) => convertElement(definition.element, element, path));
  const values = text.values.map((value) => convertScalar(schema, definition, value, path));
  if (values.some((value) => !isSameJson(value, values[0]))) throw conflictingInput(path);
  return values[0];
}

/** One value is a JSON array or split at commas; repeated ones and `name[]` are elements as they are. */
function elementsOf(text: Text): unknown[] {
  const [only] = text.values;
  if (text.isList || text.values.length > 1 || only === undefined)
    return text.values.map((value) => new Text([value], false));
  if (only.trim() === "") return [];
  const parsed = only.trimStart().startsWith("[") ? jsonOf(only) : undefined;
  return Array.isArray(parsed) ? parsed : splitAtCommas(only);
}

/** Commas inside a JSON object do not count, so that one `contact={…}` is one element. */
function splitAtCommas(value: string): Text[] {
  const parts = value.trimStart().startsWith("{") && jsonOf(value) !== undefined ? [value] : value.split(",");
  return parts.map((part) => new Text([part.trim()], false));
}

function convertElement(schema: Schema, element: unknown, path: string): unknown {
  return element instanceof Text ? convertText(schema, element, path) : element;
}

function convertScalar(schema: Schema, definition: Definition, value: string, path: string): unknown {
  switch (definition.type) {
    case "boolean":
      return booleans.get(value) ?? nullOr(schema, value);
    case "number": {
      const number = decimal.test(value.trim()) ? Number(value) : Number.NaN;
      return Number.isFinite(number) ? number : nullOr(schema, value);
    }
    case "literal":
      return definition.values.find((literal) => String(literal) === value) ?? value;
    case "object":
    case "record": {
      const parsed = value.trimStart().startsWith("{") ? jsonOf(value) : undefined;
      return isFields(parsed) ? parsed : nullOr(schema, value);
    }
    case "null":
      return value === "null" ? null : value;
    case "union": {
      const parsed = /^\s*[[{]/.test(value) ? jsonOf(value) : undefined;
      const fitting = parsed === undefined ? undefined : firstFitting(definition.options, () => parsed);
      return (
        fitting ??
        firstFitting(definition.options, (option) => convertText(option, new Text([value], false), path)) ??
        value
      );
    }
    default:
      return value;
  }
}

/** `null` as text means null where a value other than a string is nullable. */
function nullOr(schema: Schema, value: string): string | null {
  return value === "null" && z.safeParse(schema, null).success ? null : value;
}

/** The conversion by the first member of a union that accepts its own conversion. */
function firstFitting(options: readonly Schema[], conversion: (option: Schema) => unknown): unknown {
  for (const option of options) {
    const value = conversion(option);
    if (z.safeParse(option, value).success) return value;
  }
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function mapFields(fields: Fields, conversion: (name: string, value: unknown) => unknown): Fields {
  const mapped = emptyFields();
  for (const [name, value] of Object.entries(fields)) mapped[name] = conversion(name, value);
  return mapped;
}

/** Strings as they are, for fields that no schema describes. */
function plain(value: unknown): unknown {
  if (value instanceof Text) return value.values.length === 1 ? value.values[0] : value.values;
  return isFields(value) ? mapFields(value, (_, inner) => plain(inner)) : value;
}
