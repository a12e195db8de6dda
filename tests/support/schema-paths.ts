import { unwrap } from "@waxwing/contract";
import { z } from "zod";
import { isObject } from "./contract-values.ts";

type Definition = z.core.$ZodTypes["_zod"]["def"];

/** A place in an input: names of fields and indexes of lists. */
export type Path = readonly (string | number)[];

/** A field of a schema, at any depth. */
export interface SchemaField {
  readonly path: Path;
  readonly schema: z.core.$ZodType;
}

/** The definition below optional, nullable, default and the like. */
export function definitionOf(schema: z.core.$ZodType): Definition {
  return unwrap(schema)._zod.def as Definition;
}

/** Every field of an object schema, outer ones first; the element of a list has the index 0. */
export function fieldsOf(schema: z.core.$ZodType, path: Path = []): SchemaField[] {
  const definition = definitionOf(schema);
  if (definition.type === "array") {
    const at = [...path, 0];
    return [{ path: at, schema: definition.element }, ...fieldsOf(definition.element, at)];
  }
  if (definition.type !== "object") return [];
  return Object.entries(definition.shape).flatMap(([name, inner]) => [
    { path: [...path, name], schema: inner },
    ...fieldsOf(inner, [...path, name]),
  ]);
}

/** A copy of `value` with something else at a path; `undefined` takes the field away. */
export function withValueAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (typeof step === "number") {
    const list = Array.isArray(value) ? [...value] : [];
    list[step] = withValueAt(list[step], rest, replacement);
    return list;
  }
  const copy: Record<string, unknown> = isObject(value) ? { ...value } : {};
  const inner = withValueAt(copy[step], rest, replacement);
  if (inner === undefined) delete copy[step];
  else copy[step] = inner;
  return copy;
}

/** The value at a path, undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value);
}

/** A value of another type than a schema wants; undefined when it takes everything. */
export function wrongTypeFor(schema: z.core.$ZodType): unknown {
  return [12345, true, "text"].find((candidate) => !z.safeParse(schema, candidate).success);
}
