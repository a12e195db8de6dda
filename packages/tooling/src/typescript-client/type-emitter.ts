import { isOptionalInput, metadataOf } from "@waxwing/contract";
import type { z } from "zod";
import { docComment } from "./source-text.ts";

type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes["_zod"]["def"];

/** Which side of a schema: what a caller may send, or what a caller gets. They differ where there are defaults. */
export type Side = "input" | "output";

const jsonValue = "JsonValue";

/**
 * Writes zod schemas as TypeScript types that equal what zod infers. Schemas with an id become named declarations, once;
 * where the two sides of one differ, the sent one is called `<Id>Input`.
 */
export class TypeEmitter {
  readonly #declarations = new Map<string, string>();

  /** All named types that were needed so far, by name. */
  get declarations(): ReadonlyMap<string, string> {
    return this.#declarations;
  }

  /** The type of a schema as an expression. @throws Error for schemas that have no TypeScript type of their own. */
  typeOf(schema: Schema, side: Side): string {
    const { id } = metadataOf(schema);
    return id === undefined ? this.#anonymous(schema._zod.def as Definition, side) : this.#named(id, schema, side);
  }

  /** The members of an object type, each with its description, indented by two spaces. */
  members(shape: Readonly<Record<string, Schema>>, side: Side): string {
    return Object.entries(shape)
      .map(([name, schema]) => {
        const isOptional = side === "input" ? isOptionalInput(schema) : schema._zod.optout === "optional";
        const type = this.typeOf(schema, side);
        const undefinable = isOptional && !type.endsWith(" | undefined") ? `${type} | undefined` : type;
        const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
        return `${docComment(descriptionOf(schema))}${key}${isOptional ? "?" : ""}: ${undefinable};`.replaceAll(
          /^/gm,
          "  ",
        );
      })
      .join("\n");
  }

  #named(id: string, schema: Schema, side: Side): string {
    const own = this.#declaration(id, schema, side);
    // The other side is written by an emitter of its own, so that only what is used gets declared.
    const isAlike = side === "output" || own === new TypeEmitter().#declaration(id, schema, "output");
    const name = isAlike ? id : `${id}Input`;
    const declaration = isAlike ? own : this.#declaration(name, schema, side);
    if ((this.#declarations.get(name) ?? declaration) !== declaration)
      throw new Error(`two different schemas are called ${name}`);
    this.#declarations.set(name, declaration);
    return name;
  }

  #declaration(name: string, schema: Schema, side: Side): string {
    const comment = docComment(metadataOf(schema).description);
    const definition = schema._zod.def as Definition;
    if (definition.type !== "object") return `${comment}export type ${name} = ${this.#anonymous(definition, side)};`;
    return `${comment}export interface ${name} {\n${this.members(definition.shape, side)}\n}`;
  }

  #anonymous(definition: Definition, side: Side): string {
    switch (definition.type) {
      case "string":
      case "number":
      case "boolean":
      case "null":
      case "unknown":
        return definition.type;
      case "literal":
        return definition.values.map((value) => JSON.stringify(value)).join(" | ");
      case "enum":
        return Object.values(definition.entries)
          .map((value) => JSON.stringify(value))
          .join(" | ");
      case "array":
        return arrayOf(this.typeOf(definition.element, side));
      case "record":
        return `Record<${this.typeOf(definition.keyType, side)}, ${this.typeOf(definition.valueType, side)}>`;
      case "object":
        return `{\n${this.members(definition.shape, side)}\n}`;
      case "union":
        return [...new Set(definition.options.map((option) => this.typeOf(option, side)))].join(" | ");
      case "nullable":
        return `${this.typeOf(definition.innerType, side)} | null`;
      case "optional":
        return `${this.typeOf(definition.innerType, side)} | undefined`;
      case "default":
      case "prefault":
        return this.typeOf(definition.innerType, side) + (side === "input" ? " | undefined" : "");
      case "readonly":
        return this.typeOf(definition.innerType, side);
      case "lazy":
        if (isJson(definition.getter())) return jsonValue;
        break;
    }
    throw new Error(`a schema of the kind "${definition.type}" has no type in the client`);
  }
}

function arrayOf(element: string): string {
  return /^[\w.]+$/.test(element) ? `${element}[]` : `Array<${element}>`;
}

/** Whether a recursive schema is `z.json()`. */
function isJson(schema: Schema): boolean {
  const definition = schema._zod.def as Definition;
  if (definition.type !== "union") return false;
  const kinds = definition.options.map((option) => (option._zod.def as Definition).type);
  return ["string", "number", "boolean", "null", "array", "record"].every((kind) =>
    kinds.includes(kind as Definition["type"]),
  );
}

/** The outermost description of a schema; that of a named model stands at the model. */
function descriptionOf(schema: Schema): string | undefined {
  for (let current: Schema | undefined = schema; current !== undefined; ) {
    const { id, description } = metadataOf(current);
    if (id !== undefined) return undefined;
    if (description !== undefined) return description;
    current = (current._zod.def as { innerType?: Schema }).innerType;
  }
  return undefined;
}
