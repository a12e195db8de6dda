import {
  assertValidSchema,
  GraphQLObjectType,
  GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from "graphql";
import { eventSchema } from "./event-types.ts";
import { operationFields } from "./operation-fields.ts";
import { TypeMapper } from "./type-mapper.ts";

/**
 * The GraphQL schema of the contract: one field per operation, one subscription for all events. Resolvers find the
 * executor in the {@link GraphqlContext} of the request.
 * @throws Error when the contract holds something that GraphQL cannot tell, or two types get one name.
 */
export function buildGraphqlSchema(): GraphQLSchema {
  const mapper = new TypeMapper();
  const events = eventSchema(mapper);
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: operationFields(mapper, "query") }),
    mutation: new GraphQLObjectType({ name: "Mutation", fields: operationFields(mapper, "mutation") }),
    subscription: new GraphQLObjectType({ name: "Subscription", fields: { events: events.field } }),
    types: [...events.types],
    directives: specifiedDirectives,
  });
  assertValidSchema(schema);
  return schema;
}

/** The schema as text, sorted, so that equal contracts give equal text: `schema/schema.graphql`. */
export function schemaSdl(): string {
  return `${printSchema(lexicographicSortSchema(buildGraphqlSchema()))}\n`;
}
