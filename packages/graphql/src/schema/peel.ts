import { metadataOf } from "@waxwing/contract";
import type { z } from "zod";

export type Direction = "input" | "output";
export type Definition = z.core.$ZodTypes["_zod"]["def"];

/** A schema without its wrappers, and what the wrappers said. */
export interface Peeled {
  readonly core: z.core.$ZodType;
  readonly definition: Definition;
  /** Whether null (or, which is the same here, absence) is a value. */
  readonly nullable: boolean;
  /** The outermost description, with the default of an input. */
  readonly description: string | undefined;
}

/** Takes optional, nullable, default, readonly, lazy and pipe off a schema, as one direction sees them. */
export function peel(schema: z.core.$ZodType, direction: Direction): Peeled {
  let core = schema;
  let nullable = false;
  let required = false;
  let description: string | undefined;
  let defaultText = "";
  for (;;) {
    description ??= metadataOf(core).description;
    const definition = core._zod.def as Definition;
    switch (definition.type) {
      case "optional":
        nullable ||= !required;
        core = definition.innerType;
        continue;
      case "nullable":
        nullable = true;
        core = definition.innerType;
        continue;
      case "default":
      case "prefault":
        if (direction === "input") {
          nullable = true;
          defaultText = ` (default ${JSON.stringify(definition.defaultValue)})`;
        }
        core = definition.innerType;
        continue;
      case "catch":
        nullable ||= direction === "input";
        core = definition.innerType;
        continue;
      case "nonoptional":
        required = true;
        core = definition.innerType;
        continue;
      case "readonly":
        core = definition.innerType;
        continue;
      case "lazy":
        core = definition.getter();
        continue;
      case "pipe": {
        const preprocessed = definition.in._zod.def.type === "transform";
        core = direction === "output" || preprocessed ? definition.out : definition.in;
        continue;
      }
      default:
        return {
          core,
          definition,
          nullable,
          description: description === undefined ? undefined : description + defaultText,
        };
    }
  }
}

/**
 * The model name of a schema. `.meta()` on a named model makes a nameless copy of the same structure: the name of the
 * original still holds for it.
 */
export function modelName(schema: z.core.$ZodType): string | undefined {
  const structure = structureOf(schema);
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = current._zod.parent) {
    if (!isSameStructure(structureOf(current), structure)) return undefined;
    const id = metadataOf(current).id;
    if (id !== undefined) return id;
  }
  return undefined;
}

export type Structure = Readonly<Record<string, unknown>>;

/** What makes two schemas the same type: the fields of an object, the entries of an enumeration. */
export function structureOf(schema: z.core.$ZodType): Structure {
  const definition = schema._zod.def as Definition;
  if (definition.type === "object") return definition.shape;
  if (definition.type === "enum") return definition.entries;
  return { definition };
}

/** Whether both have the same members. zod copies the record of a shape now and then, but not its schemas. */
export function isSameStructure(one: Structure, other: Structure): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
