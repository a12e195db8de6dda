import type { SchemaObject } from "openapi3-ts/oas31";
import { z } from "zod";

type Direction = "input" | "output";
type JsonObject = { [name: string]: unknown };

/**
 * Collects the named schemas of a document. References stay marked with their direction until {@link resolve}, because
 * one name can differ between what is sent (defaults may be left out) and what is answered: then the sent one gets the
 * suffix `Input`.
 */
export class SchemaComponents {
  readonly #definitions: Record<Direction, Map<string, JsonObject>> = { input: new Map(), output: new Map() };

  /** The JSON Schema of a zod schema; its named parts become components. */
  add(schema: z.core.$ZodType, direction: Direction): SchemaObject {
    const { $schema, $defs, ...converted } = z.toJSONSchema(schema, {
      io: direction,
      target: "draft-2020-12",
      unrepresentable: "any",
    });
    const definitions = ($defs ?? {}) as Record<string, JsonObject>;
    const isAnonymous = (name: string): boolean => name.startsWith("__schema");
    for (const [name, definition] of Object.entries(definitions)) {
      if (isAnonymous(name)) assertAnyJson(name, definition);
      else this.#define(name, tidy(definition, direction) as JsonObject, direction);
    }
    return tidy(converted, direction) as SchemaObject;
  }

  /** Adds a schema that is not written in zod. */
  define(name: string, schema: SchemaObject): void {
    this.#define(name, schema as JsonObject, "output");
  }

  #define(name: string, schema: JsonObject, direction: Direction): void {
    const present = this.#definitions[direction].get(name);
    if (present !== undefined && JSON.stringify(present) !== JSON.stringify(schema)) {
      throw new Error(`two different schemas are named ${name}`);
    }
    this.#definitions[direction].set(name, schema);
  }

  /** All components by name, and the document with its references pointing at them. */
  resolve<T>(document: T): { document: T; schemas: Record<string, SchemaObject> } {
    const suffixed = this.#differing();
    const nameOf = (name: string, direction: string): string =>
      direction === "input" && suffixed.has(name) ? `${name}Input` : name;
    const pointed = (value: unknown): unknown =>
      mapReferences(value, (name, direction) => `#/components/schemas/${nameOf(name, direction)}`);
    const schemas = new Map<string, SchemaObject>();
    for (const direction of ["output", "input"] as const) {
      for (const [name, schema] of this.#definitions[direction]) {
        const finalName = nameOf(name, direction);
        if (direction === "input" && finalName !== name && this.#definitions.output.has(finalName)) {
          throw new Error(`the schema name ${finalName} is taken`);
        }
        schemas.set(finalName, pointed(schema) as SchemaObject);
      }
    }
    const sorted = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
    return { document: pointed(document) as T, schemas: Object.fromEntries(sorted) };
  }

  /** Names whose two directions differ, also in what they refer to. */
  #differing(): Set<string> {
    const { input, output } = this.#definitions;
    const neutral = (value: unknown): string => JSON.stringify(mapReferences(value, (name) => name));
    const differing = new Set(
      [...input.keys()].filter((name) => output.has(name) && neutral(input.get(name)) !== neutral(output.get(name))),
    );
    for (let before = -1; before !== differing.size; ) {
      before = differing.size;
      for (const [name, schema] of input) {
        if (!output.has(name)) continue;
        mapReferences(schema, (reference) => {
          if (differing.has(reference)) differing.add(name);
          return reference;
        });
      }
    }
    return differing;
  }
}

const marker = /^#\/(input|output)\/(.+)$/;

function mapReferences(value: unknown, target: (name: string, direction: string) => string): unknown {
  if (Array.isArray(value)) return value.map((element) => mapReferences(element, target));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const match = key === "$ref" && typeof inner === "string" ? marker.exec(inner) : null;
      return [key, match === null ? mapReferences(inner, target) : target(match[2] as string, match[1] as string)];
    }),
  );
}

/** Only `z.json()` may be an unnamed part: it becomes the schema of anything. */
function assertAnyJson(name: string, definition: JsonObject): void {
  const members = (definition["anyOf"] as JsonObject[] | undefined)?.map((member) => member["type"]);
  if (members?.join() !== "string,number,boolean,null,array,object")
    throw new Error(`${name} needs an id: ${JSON.stringify(definition)}`);
}

/** Places whose keys are names of fields, not of keywords. */
const namedParts = new Set(["properties", "patternProperties", "$defs"]);
/** Places whose content is data. */
const dataParts = new Set(["examples", "default", "const", "enum"]);

/** Leaves out what a reader gains nothing from, and marks references with their direction. */
function tidy(value: unknown, direction: Direction): unknown {
  if (Array.isArray(value)) return value.map((element) => tidy(element, direction));
  if (typeof value !== "object" || value === null) return value;
  const schema = value as JsonObject;
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(schema)) {
    if (isNoise(key, inner, schema)) continue;
    if (key === "$ref") result["$ref"] = (inner as string).replace("#/$defs/", `#/${direction}/`);
    else if (dataParts.has(key)) result[key] = inner;
    else if (namedParts.has(key)) {
      result[key] = Object.fromEntries(
        Object.entries(inner as JsonObject).map(([name, part]) => [name, tidy(part, direction)]),
      );
    } else result[key] = tidy(inner, direction);
  }
  if (schema["type"] === "integer" && result["maximum"] === undefined) result["format"] = "int64";
  return result;
}

function isNoise(key: string, value: unknown, schema: JsonObject): boolean {
  switch (key) {
    case "additionalProperties":
      return value === false; // a later version may answer more fields
    case "minimum":
      return value === Number.MIN_SAFE_INTEGER;
    case "maximum":
      return value === Number.MAX_SAFE_INTEGER;
    case "pattern":
      return schema["format"] !== undefined; // the format says the same
    case "propertyNames":
      return JSON.stringify(value) === '{"type":"string"}';
    case "$ref":
      return (value as string).startsWith("#/$defs/__schema");
    default:
      return false;
  }
}
