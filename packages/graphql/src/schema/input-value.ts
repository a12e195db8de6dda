import { type GraphQLInputType, isInputObjectType, isListType, isNonNullType } from "graphql";

/**
 * A coerced argument as the contract expects it: fields that are null are left out at every depth, since absent equals
 * null. Values of the JSON scalar are the caller's own data and stay as they are.
 */
export function withoutNulls(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return withoutNulls(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((element) => withoutNulls(element, type.ofType)) : value;
  }
  if (!isInputObjectType(type) || typeof value !== "object" || value === null) return value;
  const fields = type.getFields();
  const kept: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const field = fields[key];
    if (field !== undefined && part !== null && part !== undefined) kept[key] = withoutNulls(part, field.type);
  }
  return kept;
}
