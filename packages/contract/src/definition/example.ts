import type { z } from "zod";
import { metadataOf } from "./schema.ts";

type Definition = z.core.$ZodTypes["_zod"]["def"];

/** The schema below optional, nullable, default, readonly, lazy and pipe wrappers. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const definition = schema._zod.def as Definition;
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return unwrap(definition.innerType);
    case "lazy":
      return unwrap(definition.getter());
    case "pipe":
      return unwrap(definition.in);
    default:
      return schema;
  }
}

/**
 * An example value of a schema: its own `examples[0]`, else composed from the examples of its parts.
 * @throws Error naming the schema when a part has no example.
 */
export function exampleOf(schema: z.core.$ZodType, path = "schema"): unknown {
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = innerOf(current)) {
    const examples = metadataOf(current).examples;
    if (examples !== undefined && examples.length > 0) return examples[0];
  }
  const core = unwrap(schema);
  const definition = core._zod.def as Definition;
  switch (definition.type) {
    case "object": {
      const entries = Object.entries(definition.shape).map(([key, part]) => [key, exampleOf(part, `${path}.${key}`)]);
      return Object.fromEntries(entries);
    }
    case "array":
      return [exampleOf(definition.element, `${path}[]`)];
    case "literal":
      return definition.values[0];
    case "null":
      return null;
    default:
      throw new Error(`${path} (${definition.type}) has no example`);
  }
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return inner;
}

/** Whether a value is optional in the input of `schema` (optional or with a default). */
export function isOptionalInput(schema: z.core.$ZodType): boolean {
  return schema._zod.optin !== undefined;
}
