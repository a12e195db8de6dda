import { type EventType, graphqlField, type OperationEntry, pascalCase } from "@waxwing/contract";
import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionQuery,
  isObjectType,
} from "graphql";
import { sendRaw } from "./http-request.ts";

/** The schema as a client learns it: by introspection. */
export async function introspectedSchema(baseUrl: string, key: string): Promise<GraphQLSchema> {
  const { status, json, text } = await sendRaw(baseUrl, {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", apikey: key },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const { data } = (json ?? {}) as { data?: IntrospectionQuery };
  if (data === undefined || data === null) throw new Error(`introspection failed: ${status} ${text.slice(0, 300)}`);
  return buildClientSchema(data);
}

/** The root field of an operation; undefined when the schema has none. */
export function rootField(schema: GraphQLSchema, entry: OperationEntry): GraphQLField<unknown, unknown> | undefined {
  const type = entry.operation.kind === "query" ? schema.getQueryType() : schema.getMutationType();
  return type?.getFields()[graphqlField(entry.group, entry.name)];
}

/** A document that calls an operation with the variables `instanceName` and `input`, and selects everything. */
export function operationDocument(schema: GraphQLSchema, entry: OperationEntry): string {
  const field = rootField(schema, entry);
  if (field === undefined) throw new Error(`${entry.id} has no field in GraphQL`);
  const variables = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const args = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const head = variables === "" ? entry.operation.kind : `${entry.operation.kind}(${variables})`;
  return `${head} { ${field.name}${args === "" ? "" : `(${args})`}${selection(field.type)} }`;
}

/** A subscription to one type of event with everything selected. */
export function eventDocument(schema: GraphQLSchema, type: EventType): string {
  const member = schema.getType(`${pascalCase(type)}Event`);
  if (!isObjectType(member)) throw new Error(`${type} has no type in GraphQL`);
  return `subscription($instanceName: String, $lastEventId: ID) {
    events(instanceName: $instanceName, types: [${type}], lastEventId: $lastEventId) {
      __typename ... on ${member.name}${selection(member)}
    }
  }`;
}

/** Everything below a type. */
export function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields()).map((field) => field.name + selection(field.type));
  return ` { ${fields.join(" ")} }`;
}
