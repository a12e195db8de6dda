import { unwrap } from "@waxwing/contract";
import { z } from "zod";

type Definition = z.core.$ZodTypes["_zod"]["def"];
type Conversion = (value: string) => string;

/**
 * A value of the contract as GraphQL spells it: enumeration values with `_` for what GraphQL cannot spell
 * (product.md). Data behind records and JSON belong to the caller and stay as they are.
 */
export function toGraphqlValue(schema: z.core.$ZodType, value: unknown): unknown {
  return converted(schema, value, () => graphqlSpelling);
}

/** The other way round; null where the contract knows only absence is absent. */
export function fromGraphqlValue(schema: z.core.$ZodType, value: unknown): unknown {
  const spelled = converted(schema, value, (values) => {
    const bySpelling = new Map(values.map((original) => [graphqlSpelling(original), original]));
    return (spelling) => bySpelling.get(spelling) ?? spelling;
  });
  return withoutAbsent(schema, spelled);
}

/** Leaves out fields that are null where the schema accepts only absence. */
function withoutAbsent(schema: z.core.$ZodType, value: unknown): unknown {
  const definition = unwrap(schema)._zod.def as Definition;
  if (definition.type === "array" && Array.isArray(value)) {
    return value.map((element) => withoutAbsent(definition.element, element));
  }
  if (definition.type !== "object" || !isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const inner = Object.hasOwn(definition.shape, name) ? definition.shape[name] : undefined;
    if (inner === undefined) return [[name, part]];
    if (part === null && isOptionalOnly(inner)) return [];
    return [[name, withoutAbsent(inner, part)]];
  });
  return Object.fromEntries(kept);
}

function isOptionalOnly(schema: z.core.$ZodType): boolean {
  return schema._zod.optout === "optional" && !z.safeParse(schema, null).success;
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function graphqlSpelling(value: string): string {
  return value.replaceAll(/[-.]/g, "_");
}

function converted(
  schema: z.core.$ZodType,
  value: unknown,
  ofEnumeration: (values: readonly string[]) => Conversion,
): unknown {
  const definition = unwrap(schema)._zod.def as Definition;
  if (definition.type === "enum" && typeof value === "string") {
    return ofEnumeration(Object.values(definition.entries).map(String))(value);
  }
  if (definition.type === "array" && Array.isArray(value)) {
    return value.map((element) => converted(definition.element, element, ofEnumeration));
  }
  if (definition.type === "object" && isObject(value)) {
    const entries = Object.entries(value).map(([name, part]) => {
      const inner = Object.hasOwn(definition.shape, name) ? definition.shape[name] : undefined;
      return [name, inner === undefined ? part : converted(inner, part, ofEnumeration)];
    });
    return Object.fromEntries(entries);
  }
  return value;
}
