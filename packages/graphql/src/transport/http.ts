import type { Executor } from "@waxwing/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type ExecutionResult, GraphQLError, OperationTypeNode } from "graphql";
import type { GraphqlContext } from "../request/context.ts";
import { presentError, presentResult, refusal } from "../request/errors.ts";
import { type GraphqlParams, graphqlParams, queryStringParams } from "../request/params.ts";
import type { Pipeline, PreparedRequest } from "../request/pipeline.ts";
import { reportTo, sendRefusal, sendResult } from "./answers.ts";
import { callerOf } from "./caller.ts";
import { EventStreamBody, once } from "./event-stream-body.ts";

const lastEventIdHeader = "last-event-id";

/** GraphQL over HTTP: JSON answers, and server-sent events where the client accepts nothing else or subscribes. */
export class HttpTransport {
  readonly #executor: Executor;
  readonly #pipeline: Pipeline;
  readonly #keepAliveMs: number;
  readonly #streams = new Set<EventStreamBody>();

  constructor(executor: Executor, pipeline: Pipeline, keepAliveMs: number) {
    this.#executor = executor;
    this.#pipeline = pipeline;
    this.#keepAliveMs = keepAliveMs;
  }

  /** Answers a POST with a JSON body. */
  post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#answer(request, reply, graphqlParams(request.body));
  }

  /** Answers a GET with the parameters in the query string; it cannot change anything. */
  get(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#answer(request, reply, queryStringParams(request.query));
  }

  /** Tells all streams that there is nothing more to come: the server stops. */
  endStreams(): void {
    for (const stream of this.#streams) stream.finish();
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, params: GraphqlParams): Promise<FastifyReply> {
    const prepared = this.#pipeline.prepare(params);
    if (!("operation" in prepared)) return sendRefusal(request, reply, prepared);
    const { accept } = request.headers;
    const takesStream = accept?.includes("text/event-stream") === true;
    if (prepared.operation === OperationTypeNode.SUBSCRIPTION) {
      if (takesStream) return this.#stream(request, reply, prepared);
      const message = "Subscriptions need the header accept: text/event-stream, or a WebSocket.";
      return sendRefusal(request, reply, [refusal("GRAPHQL_REQUEST_INVALID", message)]);
    }
    if (prepared.operation === OperationTypeNode.MUTATION && request.method === "GET") {
      // GraphQL over HTTP asks for 405 here; the error keeps the catalogue's status.
      reply.header("allow", "POST");
      return sendRefusal(request, reply, [refusal("GRAPHQL_REQUEST_INVALID", "Mutations need POST.")], 405);
    }
    if (takesStream && !acceptsJson(accept)) return this.#stream(request, reply, prepared);
    const gone = clientGone(reply);
    return sendResult(request, reply, await prepared.run(this.#context(request, gone.signal)));
  }

  async #stream(request: FastifyRequest, reply: FastifyReply, prepared: PreparedRequest): Promise<FastifyReply> {
    const gone = clientGone(reply);
    let lastEventId: string | undefined;
    const context: GraphqlContext = {
      ...this.#context(request, gone.signal),
      resumeAfter: headerText(request.headers[lastEventIdHeader]),
      onEvent: (eventId) => {
        lastEventId = eventId;
      },
    };
    const started =
      prepared.operation === OperationTypeNode.SUBSCRIPTION
        ? await prepared.stream(context)
        : await prepared.run(context);
    if (!isStream(started) && isRefusal(started)) return sendResult(request, reply, started);
    const results = isStream(started) ? started : once(started);
    const report = reportTo(request);
    const body = new EventStreamBody({
      results,
      keepAliveMs: this.#keepAliveMs,
      present: (result) => presentResult(result, request.id, report),
      failure: (error) => ({ errors: [presentError(asGraphqlError(error), request.id, report)] }),
      lastEventId: () => lastEventId,
      onClose: () => {
        this.#streams.delete(body);
        gone.abort();
        results.return().catch(report);
      },
    });
    this.#streams.add(body);
    return reply
      .header("content-type", "text/event-stream; charset=utf-8")
      .header("cache-control", "no-cache, no-transform")
      .header("x-accel-buffering", "no")
      .send(body);
  }

  #context(request: FastifyRequest, signal: AbortSignal): GraphqlContext {
    const bodyBytes = Number(request.headers["content-length"] ?? 0);
    return { executor: this.#executor, caller: callerOf(request), signal, bodyBytes };
  }
}

/** Aborts when the connection closes before the answer is out. */
function clientGone(reply: FastifyReply): AbortController {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller;
}

function acceptsJson(accept: string | undefined): boolean {
  return accept === undefined || /\*\/\*|application\/(\*|json|graphql-response\+json)/.test(accept);
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isStream<T extends object>(value: T | ExecutionResult): value is T {
  return Symbol.asyncIterator in value;
}

/** Nothing was executed: wrong variables. An error of a field has a path and belongs into the stream. */
function isRefusal(result: ExecutionResult): boolean {
  return result.data === undefined && result.errors?.[0]?.path === undefined;
}

function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
