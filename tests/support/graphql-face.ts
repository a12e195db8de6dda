import { graphqlField, type OperationEntry } from "@waxwing/contract";
import type { GraphQLSchema } from "graphql";
import { fromGraphqlValue, toGraphqlValue } from "./contract-values.ts";
import { operationDocument } from "./graphql-documents.ts";
import { type RawAnswer, sendRaw } from "./http-request.ts";
import { answered, type Face, type Key, notOurs, type Outcome, refused } from "./outcome.ts";

/** A GraphQL request. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The GraphQL face over HTTP: one operation per request, everything selected. */
export function graphqlFace(baseUrl: string, globalKey: string, schema: GraphQLSchema): Face {
  return {
    name: "GraphQL",
    async call(entry, input, key = globalKey) {
      const request = { query: operationDocument(schema, entry), variables: graphqlVariables(entry, input) };
      return graphqlOutcome(entry, await postGraphql(baseUrl, request, key));
    },
  };
}

/** The flat input as GraphQL takes it: `instanceName` apart, everything else one `input`. */
export function graphqlVariables(
  entry: OperationEntry,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { instanceName, ...rest } = toGraphqlValue(entry.operation.input, input) as Record<string, unknown>;
  return {
    ...(instanceName === undefined ? {} : { instanceName }),
    ...(Object.keys(rest).length === 0 ? {} : { input: rest }),
  };
}

/** Posts a GraphQL request (or anything else that is JSON). */
export function postGraphql(baseUrl: string, request: unknown, key: Key): Promise<RawAnswer> {
  return sendRaw(baseUrl, {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", ...(key === null ? {} : { apikey: key }) },
    body: JSON.stringify(request),
  });
}

interface GraphqlBody {
  data?: Record<string, unknown> | null;
  errors?: GraphqlErrorBody[];
}

interface GraphqlErrorBody {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; status: number; requestId: string; details?: unknown };
}

/** Reads a GraphQL answer; `alias` is the name of the field in the answer when it is not the operation's own. */
export function graphqlOutcome(
  entry: OperationEntry,
  { status, json, text }: RawAnswer,
  alias = graphqlField(entry.group, entry.name),
): Outcome {
  if (typeof json !== "object" || json === null) return notOurs(status, text);
  const { data, errors } = json as GraphqlBody;
  const error = errors?.find(({ path }) => path === undefined || path[0] === alias);
  if (error !== undefined) {
    return isGraphqlError(error)
      ? refused(error.extensions.code, error.extensions.status, [error.message], error.extensions.details)
      : notOurs(status, text);
  }
  if (data === undefined || data === null || !(alias in data)) return notOurs(status, text);
  return answered(fromGraphqlValue(entry.operation.output, data[alias]));
}

/** Whether an error has the documented extensions. */
export function isGraphqlError(error: unknown): error is GraphqlErrorBody {
  const { message, extensions } = (error ?? {}) as { message?: unknown; extensions?: Record<string, unknown> };
  if (typeof message !== "string" || message === "" || extensions === undefined) return false;
  const { code, status, requestId, details, ...others } = extensions;
  return (
    typeof code === "string" &&
    typeof status === "number" &&
    typeof requestId === "string" &&
    requestId !== "" &&
    (details === undefined || (typeof details === "object" && details !== null)) &&
    Object.keys(others).length === 0
  );
}
