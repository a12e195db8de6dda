import { metadataOf } from "@waxwing/contract";
import type { z } from "zod";
import { isObject } from "../support/contract-values.ts";
import { definitionOf } from "../support/schema-paths.ts";

/**
 * What must be equal in two answers: fields marked `x-volatile` count by their type only, and a field that may be absent
 * is the same when it is null (GraphQL knows no absence).
 */
export function comparable(schema: z.core.$ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (isVolatile(schema)) return `<${typeof value}>`;
  const definition = definitionOf(schema);
  if (definition.type === "array" && Array.isArray(value)) {
    return value.map((element) => comparable(definition.element, element));
  }
  if (definition.type !== "object" || !isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const inner = Object.hasOwn(definition.shape, name) ? definition.shape[name] : undefined;
    if (inner === undefined) return [[name, part]];
    const seen = comparable(inner, part);
    return seen === null && inner._zod.optout === "optional" ? [] : [[name, seen]];
  });
  return Object.fromEntries(kept);
}

function isVolatile(schema: z.core.$ZodType): boolean {
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = innerOf(current)) {
    if (metadataOf(current)["x-volatile"] === true) return true;
  }
  return false;
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  return (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
}
