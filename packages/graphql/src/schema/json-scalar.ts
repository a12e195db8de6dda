import { GraphQLScalarType, valueFromASTUntyped } from "graphql";

/** Any JSON value: maps by JID, data whose shape belongs to somebody else. Passed through as it is. */
export const JsonScalar = new GraphQLScalarType({
  name: "JSON",
  description: "Any JSON value",
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
