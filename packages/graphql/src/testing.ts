import { type EventType, graphqlField, type OperationId, operationEntry, pascalCase } from "@waxwing/contract";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** Documents and values for tests that call every operation through GraphQL, derived from the schema. */
export class DocumentWriter {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** A document that calls an operation with the variables `instanceName` and `input`, and selects everything. */
  operation(id: OperationId): string {
    const { field, kind } = this.#root(id);
    const variables = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
    const args = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
    const call = args === "" ? field.name : `${field.name}(${args})`;
    return `${kind}${variables === "" ? "" : `(${variables})`} { ${call}${selection(field.type)} }`;
  }

  /** A subscription to one type of event with everything selected. */
  event(type: EventType): string {
    const member = this.#schema.getType(`${pascalCase(type)}Event`);
    if (!isObjectType(member)) throw new Error(`${type} has no type in GraphQL`);
    return `subscription($instanceName: String, $lastEventId: ID) {
      events(instanceName: $instanceName, types: [${type}], lastEventId: $lastEventId) { ... on ${member.name}${selection(member)} }
    }`;
  }

  /** The variables for an input of the contract: `instanceName` apart, enumerations as GraphQL spells them. */
  variables(id: OperationId, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { instanceName, ...rest } = input;
    const argument = this.#root(id).field.args.find((arg) => arg.name === "input");
    return {
      ...(instanceName === undefined ? {} : { instanceName }),
      ...(argument === undefined ? {} : { input: spelledInput(rest, argument.type) }),
    };
  }

  /** An answer as the contract has it: enumerations by their own values, null where the field is absent. */
  answer(id: OperationId, data: Readonly<Record<string, unknown>>): unknown {
    const { field } = this.#root(id);
    return contractValue(data[field.name], field.type);
  }

  #root(id: OperationId): { field: GraphQLField<unknown, unknown>; kind: "query" | "mutation" } {
    const entry = operationEntry(id);
    if (entry === undefined) throw new Error(`no operation ${id}`);
    const { kind } = entry.operation;
    const type = kind === "query" ? this.#schema.getQueryType() : this.#schema.getMutationType();
    const field = type?.getFields()[graphqlField(entry.group, entry.name)];
    if (field === undefined) throw new Error(`${id} has no field in GraphQL`);
    return { field, kind };
  }
}

function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields()).map((field) => field.name + selection(field.type));
  return ` { ${fields.join(" ")} }`;
}

function spelledInput(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return spelledInput(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((element) => spelledInput(element, type.ofType)) : value;
  }
  if (isEnumType(type)) return typeof value === "string" ? type.serialize(value) : value;
  if (!isInputObjectType(type) || typeof value !== "object" || value === null) return value;
  const fields = type.getFields();
  const entries = Object.entries(value).map(([key, part]) => {
    const field = fields[key];
    return [key, field === undefined ? part : spelledInput(part, field.type)];
  });
  return Object.fromEntries(entries);
}

function contractValue(value: unknown, type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return contractValue(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((element) => contractValue(element, type.ofType)) : value;
  }
  if (isEnumType(type)) return typeof value === "string" ? type.parseValue(value) : value;
  if (!isObjectType(type) || typeof value !== "object" || value === null) return value;
  const fields = type.getFields();
  const entries = Object.entries(value).map(([key, part]) => {
    const field = fields[key];
    return [key, field === undefined ? part : contractValue(part, field.type)];
  });
  return Object.fromEntries(entries);
}
