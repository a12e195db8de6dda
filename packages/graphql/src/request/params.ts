import { WaxwingError } from "@waxwing/contract";

/** A GraphQL request as clients send it, over any transport. */
export interface GraphqlParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The parameters of a request's JSON.
 * @throws WaxwingError GRAPHQL_REQUEST_INVALID for batches, persisted queries and fields of a wrong kind.
 */
export function graphqlParams(body: unknown): GraphqlParams {
  if (Array.isArray(body)) throw invalid("Batches are not supported; one query can hold several fields.");
  if (!isRecord(body)) throw invalid("The body must be a JSON object with the field query.");
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== "string" || query === "") {
    // The sentence by which Apollo clients know that they have to send the text.
    if (isRecord(extensions) && extensions["persistedQuery"] !== undefined) throw invalid("PersistedQueryNotSupported");
    throw invalid("The field query must hold the text of a GraphQL document.");
  }
  if (operationName != null && typeof operationName !== "string") throw invalid("operationName must be a string.");
  if (variables != null && !isRecord(variables)) throw invalid("variables must be an object.");
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

/** The parameters of a GET request; `variables` is JSON. */
export function queryStringParams(query: unknown): GraphqlParams {
  const { variables, ...rest } = isRecord(query) ? query : {};
  if (variables === undefined || variables === "") return graphqlParams(rest);
  if (typeof variables !== "string") throw invalid("variables must be given once.");
  return graphqlParams({ ...rest, variables: parsedJson(variables) });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaxwingError("MALFORMED_BODY", "variables is not JSON.", { cause });
  }
}

function invalid(message: string): WaxwingError {
  return new WaxwingError("GRAPHQL_REQUEST_INVALID", message);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
