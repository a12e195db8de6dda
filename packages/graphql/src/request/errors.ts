import { type ErrorCode, type ErrorDetails, WaxwingError } from "@waxwing/contract";
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";

/** `extensions` of every error of this face. */
export interface ErrorExtensions {
  readonly code: ErrorCode;
  /** HTTP status that the REST face would answer. */
  readonly status: number;
  readonly requestId: string;
  readonly details?: ErrorDetails;
  readonly [key: string]: unknown;
}

/** An error as clients read it. */
export interface PresentedError extends GraphQLFormattedError {
  readonly extensions: ErrorExtensions;
}

/** A result as clients read it. */
export interface PresentedResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly PresentedError[];
}

/** Takes errors that no client caused; they answer INTERNAL and are told to the log only. */
export type ErrorReport = (error: unknown) => void;

/** A refusal of a whole request, before anything was executed. */
export function refusal(code: ErrorCode, message?: string, at?: GraphQLError): GraphQLError {
  return refusalOf(new WaxwingError(code, message), at);
}

/** {@link refusal} for an error that exists; `at` tells the place in the document. */
export function refusalOf(originalError: WaxwingError, at?: GraphQLError): GraphQLError {
  return new GraphQLError(originalError.message, {
    originalError,
    ...(at?.source === undefined ? {} : { source: at.source }),
    ...(at?.positions === undefined ? {} : { positions: at.positions }),
  });
}

/** The catalogue's error behind a GraphQL error. */
export function catalogueError(error: GraphQLError): WaxwingError {
  let cause: Error = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  if (cause instanceof WaxwingError) return cause;
  // Without a path the request itself was refused (syntax, validation, variables). An argument that turns out wrong only
  // while executing points at its place in the document; a value of ours that a type refuses points nowhere.
  const requestIsWrong = cause instanceof GraphQLError && (error.path === undefined || cause.nodes !== undefined);
  return requestIsWrong
    ? new WaxwingError("GRAPHQL_REQUEST_INVALID", error.message)
    : new WaxwingError("INTERNAL", undefined, { cause });
}

const longestMessage = 300;

/** graphql-js repeats a wrong value as a whole, however long it is, and does so for each of up to 50 problems. */
function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}

/** An error with the extensions `{code, status, requestId, details}`. Unexpected errors keep nothing of their text. */
export function presentError(error: GraphQLError, requestId: string, report: ErrorReport): PresentedError {
  const known = catalogueError(error);
  if (known.code === "INTERNAL") report(known.cause ?? known);
  const { status, code, details, message } = known;
  return {
    message: code === "GRAPHQL_REQUEST_INVALID" ? shortened(message) : message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code, status, requestId, ...(details === undefined ? {} : { details }) },
  };
}

/** A result with its errors presented. */
export function presentResult(result: ExecutionResult, requestId: string, report: ErrorReport): PresentedResult {
  const { data, errors } = result;
  const presented = errors?.map((error) => presentError(error, requestId, report));
  return { ...(presented === undefined ? {} : { errors: presented }), ...(data === undefined ? {} : { data }) };
}

/** Seconds for `Retry-After`: the longest that any of the errors asks for. */
export function retryAfterSeconds(errors: readonly PresentedError[] | undefined): number | undefined {
  const seconds = (errors ?? []).map((error) => error.extensions.details?.retryAfterSeconds ?? 0);
  const longest = Math.max(0, ...seconds);
  return longest > 0 ? longest : undefined;
}
