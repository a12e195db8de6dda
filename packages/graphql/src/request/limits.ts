import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from "graphql";
import { refusal } from "./errors.ts";

/** How large a query may be. */
export interface GraphqlLimits {
  /** Levels of fields. */
  readonly depth: number;
  /** Root fields, and aliases anywhere. */
  readonly aliases: number;
  /** Fields, those below a list ten times for each list. */
  readonly cost: number;
  /** Lexical tokens of the document. */
  readonly tokens: number;
}

/**
 * 40 aliases let one subscription give the `data` of each type of event a name of its own. A list of messages or chats with
 * every field there is costs 23,500 points: two of them fit into one request.
 */
export const defaultLimits: GraphqlLimits = { depth: 12, aliases: 40, cost: 50_000, tokens: 10_000 };

/** What a list is taken to hold. */
const listFactor = 10;

/** Introspection has its own rule in graphql-js for lists in lists; asking for it many times at once is refused here. */
const introspectionsPerOperation = 2;

interface Weight {
  readonly depth: number;
  readonly cost: number;
  readonly aliases: number;
  /** Fields of the outermost level. */
  readonly width: number;
  readonly introspections: number;
}

const nothing: Weight = { depth: 0, cost: 0, aliases: 0, width: 0, introspections: 0 };

/** Refusals of the operations that exceed a limit. Fragments are weighed once each, so that this is linear. */
export function limitErrors(schema: GraphQLSchema, document: DocumentNode, limits: GraphqlLimits): GraphQLError[] {
  const scale = new Scale(schema, document);
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const weight = scale.selectionSet(definition.selectionSet, schema.getRootType(definition.operation) ?? undefined);
    const at = new GraphQLError("", { nodes: definition });
    return excesses(weight, limits).map((message) => refusal("GRAPHQL_QUERY_TOO_COMPLEX", message, at));
  });
}

function excesses(weight: Weight, limits: GraphqlLimits): string[] {
  const measures: [string, number, number][] = [
    ["levels of fields", weight.depth, limits.depth],
    ["root fields", weight.width, limits.aliases],
    ["aliases", weight.aliases, limits.aliases],
    ["introspections", weight.introspections, introspectionsPerOperation],
    ["points of cost", weight.cost, limits.cost],
  ];
  return measures
    .filter(([, found, allowed]) => found > allowed)
    .map(([what, found, allowed]) => `The query has ${found} ${what}; at most ${allowed} are allowed.`);
}

class Scale {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #weighed = new Map<string, Weight>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  selectionSet(set: SelectionSetNode, parent: GraphQLNamedType | undefined): Weight {
    return set.selections.reduce((sum, selection) => together(sum, this.#selection(selection, parent)), nothing);
  }

  #selection(selection: SelectionNode, parent: GraphQLNamedType | undefined): Weight {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.#field(selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const condition = selection.typeCondition?.name.value;
        const type = condition === undefined ? parent : this.#schema.getType(condition);
        return this.selectionSet(selection.selectionSet, type);
      }
      case Kind.FRAGMENT_SPREAD:
        return this.#fragment(selection.name.value);
    }
  }

  #fragment(name: string): Weight {
    const known = this.#weighed.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    // Stands while its own selections are weighed: a cycle ends here, and validation refuses it.
    this.#weighed.set(name, nothing);
    const weight = this.selectionSet(fragment.selectionSet, this.#schema.getType(fragment.typeCondition.name.value));
    this.#weighed.set(name, weight);
    return weight;
  }

  #field(field: FieldNode, parent: GraphQLNamedType | undefined): Weight {
    const aliases = field.alias === undefined ? 0 : 1;
    const definition = fieldDefinition(parent, field.name.value);
    const introspections = definition === SchemaMetaFieldDef || definition === TypeMetaFieldDef ? 1 : 0;
    if (field.selectionSet === undefined) return { depth: 1, cost: 1, aliases, width: 1, introspections };
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    const below = this.selectionSet(field.selectionSet, type);
    const ofSchema = type?.name.startsWith("__") === true;
    const factor =
      definition !== undefined && !ofSchema && isListType(getNullableType(definition.type)) ? listFactor : 1;
    return {
      depth: ofSchema ? 1 : 1 + below.depth,
      cost: 1 + factor * below.cost,
      aliases: aliases + below.aliases,
      width: 1,
      introspections,
    };
  }
}

function together(one: Weight, other: Weight): Weight {
  return {
    depth: Math.max(one.depth, other.depth),
    cost: one.cost + other.cost,
    aliases: one.aliases + other.aliases,
    width: one.width + other.width,
    introspections: one.introspections + other.introspections,
  };
}

function fieldDefinition(
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}
