import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationTypeNode,
  subscribe,
} from "graphql";
import type { GraphqlContext } from "./context.ts";
import { DocumentCache } from "./document-cache.ts";
import { refusal } from "./errors.ts";
import type { GraphqlLimits } from "./limits.ts";
import type { GraphqlParams } from "./params.ts";

/** A request that passed limits and validation. */
export interface PreparedRequest {
  readonly operation: OperationTypeNode;
  args(context: GraphqlContext): ExecutionArgs;
  run(context: GraphqlContext): Promise<ExecutionResult> | ExecutionResult;
  /** For subscriptions: results as they come, or the errors that kept it from starting. */
  stream(context: GraphqlContext): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** The way of every request, over HTTP, SSE and WebSocket: document → limits → validation → execution. */
export class Pipeline {
  readonly #schema: GraphQLSchema;
  readonly #documents: DocumentCache;

  constructor(schema: GraphQLSchema, limits: GraphqlLimits) {
    this.#schema = schema;
    this.#documents = new DocumentCache(schema, limits);
  }

  /** A request ready to run, or why it is refused. */
  prepare(params: GraphqlParams): PreparedRequest | readonly GraphQLError[] {
    const document = this.#documents.read(params.query);
    if (!("kind" in document)) return document;
    const operation = getOperationAST(document, params.operationName);
    if (operation == null) {
      return [refusal("GRAPHQL_REQUEST_INVALID", "operationName must name one of the operations of the document.")];
    }
    const args = (contextValue: GraphqlContext): ExecutionArgs => ({
      schema: this.#schema,
      document,
      operationName: params.operationName ?? null,
      variableValues: params.variables ?? null,
      contextValue,
    });
    return {
      operation: operation.operation,
      args,
      run: (context) => execute(args(context)),
      stream: (context) =>
        subscribe(args(context)) as Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>,
    };
  }
}
