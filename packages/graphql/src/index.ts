export { type GraphqlOptions, registerGraphql } from "./register-graphql.ts";
export type { GraphqlContext } from "./request/context.ts";
export type { ErrorExtensions, PresentedError } from "./request/errors.ts";
export { defaultLimits, type GraphqlLimits } from "./request/limits.ts";
export { buildGraphqlSchema, schemaSdl } from "./schema/graphql-schema.ts";
