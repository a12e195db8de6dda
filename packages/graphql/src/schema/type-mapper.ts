import { metadataOf } from "@waxwing/contract";
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
  isInputType,
  isOutputType,
} from "graphql";
import type { z } from "zod";
import type { GraphqlContext } from "../request/context.ts";
import { enumValues } from "./enum-values.ts";
import { JsonScalar } from "./json-scalar.ts";
import { type Direction, isSameStructure, modelName, type Peeled, peel, type Structure, structureOf } from "./peel.ts";

/** A GraphQL type without "non-null", and whether null is a value of it. */
interface Mapped {
  readonly type: GraphQLNullableType;
  readonly nullable: boolean;
  readonly description: string | undefined;
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;
type NamedType = GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType;

/**
 * GraphQL types of zod schemas. Models are named by their id (`Input` is added to inputs), what has no id by where it
 * stands. Maps, unions of unlike things and data of any shape are `JSON`.
 */
export class TypeMapper {
  readonly #named = new Map<string, { type: NamedType; structure: Structure }>();

  /** Fields of an output object. `name` names types below that have no id. */
  outputFields(shape: Shape, name: string): GraphQLFieldConfigMap<Record<string, unknown>, GraphqlContext> {
    return Object.fromEntries(
      Object.entries(shape).map(([key, schema]) => {
        const { type, description } = this.output(schema, name + capitalized(key));
        return [key, { type, description }];
      }),
    );
  }

  /** Fields of an input object. */
  inputFields(shape: Shape, name: string): GraphQLInputFieldConfigMap {
    return Object.fromEntries(
      Object.entries(shape).map(([key, schema]) => {
        const { type, description } = this.input(schema, name + capitalized(key));
        return [key, { type, description }];
      }),
    );
  }

  /** Type of an output, non-null unless it may be absent or null. */
  output(schema: z.core.$ZodType, name: string) {
    const { type, nullable, description } = this.#map(schema, "output", name);
    if (!isOutputType(type)) throw new Error(`${name} has no output type in GraphQL`);
    return { type: nullable ? type : new GraphQLNonNull(type), description };
  }

  /** Type of an input, non-null unless it may be left out. */
  input(schema: z.core.$ZodType, name: string) {
    const { type, nullable, description } = this.#map(schema, "input", name);
    if (!isInputType(type)) throw new Error(`${name} has no input type in GraphQL`);
    return { type: nullable ? type : new GraphQLNonNull(type), description };
  }

  /** The one type of a name. @throws Error when another structure already has the name. */
  named<T extends NamedType>(name: string, structure: Structure, make: () => T): T {
    const known = this.#named.get(name);
    if (known === undefined) {
      const type = make();
      this.#named.set(name, { type, structure });
      return type;
    }
    if (!isSameStructure(known.structure, structure))
      throw new Error(`two different types are called ${name} in GraphQL`);
    return known.type as T;
  }

  #map(schema: z.core.$ZodType, direction: Direction, name: string): Mapped {
    const peeled = peel(schema, direction);
    const bare = this.#bare(peeled, direction, name);
    return { type: bare.type, nullable: peeled.nullable || bare.nullable === true, description: peeled.description };
  }

  #bare(peeled: Peeled, direction: Direction, name: string): { type: GraphQLNullableType; nullable?: boolean } {
    const { core, definition } = peeled;
    switch (definition.type) {
      case "string":
      case "template_literal":
        return { type: GraphQLString };
      case "boolean":
        return { type: GraphQLBoolean };
      case "number":
        return { type: fitsInt32(core) ? GraphQLInt : GraphQLFloat };
      case "literal":
        return literalType(definition.values);
      case "enum":
        return { type: this.#enumeration(core, Object.values(definition.entries).map(String), name) };
      case "array": {
        const element = this.#map(definition.element, direction, `${name}Item`);
        return { type: new GraphQLList(element.nullable ? element.type : new GraphQLNonNull(element.type)) };
      }
      case "object":
        return { type: this.#object(core, definition.shape, direction, name) };
      case "union":
        return this.#union(definition.options, direction, name);
      case "null":
      case "undefined":
      case "any":
      case "unknown":
        return { type: JsonScalar, nullable: true };
      case "record":
      case "tuple":
      case "intersection":
        return { type: JsonScalar };
      default:
        throw new Error(`${name}: a ${definition.type} cannot be told in GraphQL`);
    }
  }

  #object(core: z.core.$ZodType, shape: Shape, direction: Direction, pathName: string): GraphQLNullableType {
    if (Object.keys(shape).length === 0) return JsonScalar;
    const id = modelName(core) ?? pathName;
    const description = metadataOf(core).description;
    if (direction === "output") {
      const fields = () => this.outputFields(shape, id);
      return this.named(id, structureOf(core), () => new GraphQLObjectType({ name: id, description, fields }));
    }
    const name = id.endsWith("Input") ? id : `${id}Input`;
    const fields = () => this.inputFields(shape, id);
    return this.named(name, structureOf(core), () => new GraphQLInputObjectType({ name, description, fields }));
  }

  #enumeration(core: z.core.$ZodType, values: readonly string[], pathName: string): GraphQLEnumType {
    const name = modelName(core) ?? pathName;
    const description = metadataOf(core).description;
    return this.named(
      name,
      structureOf(core),
      () => new GraphQLEnumType({ name, description, values: enumValues(name, values) }),
    );
  }

  /** `X | null` is X, alternatives of one scalar are that scalar, all else is JSON. */
  #union(options: readonly z.core.$ZodType[], direction: Direction, name: string) {
    const peeled = options.map((option) => peel(option, direction));
    const nullable = peeled.some((option) => option.nullable || acceptsNull(option.definition.type));
    const solid = peeled.filter((option) => !acceptsNull(option.definition.type));
    const [first] = solid;
    if (first !== undefined && solid.length === 1) return { type: this.#bare(first, direction, name).type, nullable };
    if (solid.every((option) => scalarKinds.has(option.definition.type))) {
      const types = new Set(solid.map((option) => this.#bare(option, direction, name).type));
      const [only] = types;
      if (types.size === 1 && only instanceof GraphQLScalarType) return { type: only, nullable };
    }
    return { type: JsonScalar, nullable };
  }
}

const scalarKinds: ReadonlySet<string> = new Set(["string", "template_literal", "boolean", "number", "literal"]);

function acceptsNull(kind: string): boolean {
  return kind === "null" || kind === "undefined" || kind === "any" || kind === "unknown";
}

/** GraphQL's Int has 32 bits; an unbounded `z.int()` has 53. */
function fitsInt32(schema: z.core.$ZodType): boolean {
  const { isInt, minValue, maxValue } = schema as z.ZodNumber;
  return isInt && (minValue ?? -Infinity) >= -(2 ** 31) && (maxValue ?? Infinity) <= 2 ** 31 - 1;
}

function literalType(values: readonly z.core.util.Literal[]): { type: GraphQLNullableType; nullable?: boolean } {
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size === 1 && kinds.has("string")) return { type: GraphQLString };
  if (kinds.size === 1 && kinds.has("boolean")) return { type: GraphQLBoolean };
  if (kinds.size === 1 && kinds.has("number")) return { type: GraphQLFloat };
  return { type: JsonScalar, nullable: values.includes(null) || values.includes(undefined) };
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
