import type { WebSocket } from "@fastify/websocket";
import { WaxwingError } from "@waxwing/contract";
import type { Caller, Executor } from "@waxwing/core";
import type { FastifyRequest } from "fastify";
import type { ExecutionArgs, ExecutionResult, GraphQLError } from "graphql";
import { CloseCode, type Context, makeServer, type OperationResult, type Server } from "graphql-ws";
import type { GraphqlContext } from "../request/context.ts";
import { presentError, presentResult, refusal, refusalOf } from "../request/errors.ts";
import { graphqlParams } from "../request/params.ts";
import type { Pipeline } from "../request/pipeline.ts";
import { reportTo } from "./answers.ts";
import { callerOf } from "./caller.ts";

/** Operations that one socket may have open at a time. */
const operationsPerSocket = 100;

/** Close codes of RFC 6455 and its registry. */
const goingAway = 1001;
const tryAgainLater = 1013;

interface Connection {
  readonly socket: WebSocket;
  readonly request: FastifyRequest;
  readonly gone: AbortController;
  caller: Caller;
  /** Size of the message that is being read. */
  messageBytes: number;
  /** Lets the socket send messages of any size that the server takes: its key has been seen. */
  admit(): void;
}

/** What a socket may send before its key has been seen, in bytes: messages are held in memory until they are whole. */
const strangerBytes = 64 * 1024;

/** GraphQL over WebSocket, protocol `graphql-transport-ws`. The key is `connectionParams.apikey` or the header. */
export class WebSocketTransport {
  readonly #executor: Executor;
  readonly #pipeline: Pipeline;
  readonly #keepAliveMs: number;
  readonly #server: Server<Connection>;
  readonly #outcomes = new WeakMap<ExecutionArgs, OperationResult>();

  constructor(executor: Executor, pipeline: Pipeline, keepAliveMs: number) {
    this.#executor = executor;
    this.#pipeline = pipeline;
    this.#keepAliveMs = keepAliveMs;
    const outcome = (args: ExecutionArgs): OperationResult => {
      const known = this.#outcomes.get(args);
      if (known === undefined) throw new Error("an operation was executed that was never prepared");
      return known;
    };
    this.#server = makeServer<Record<string, unknown>, Connection>({
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, _id, payload) => this.#start(context, payload),
      execute: outcome,
      subscribe: outcome,
      onNext: ({ extra }, _id, _payload, _args, result) =>
        presentResult(result as ExecutionResult, extra.request.id, reportTo(extra.request)),
      onError: ({ extra }, _id, _payload, errors) =>
        errors.map((error) => presentError(error, extra.request.id, reportTo(extra.request))),
    });
  }

  /** Serves a socket until it closes. */
  open(socket: WebSocket, request: FastifyRequest): void {
    const gone = new AbortController();
    const admit = boundStranger(socket, request);
    const connection: Connection = { socket, request, gone, caller: callerOf(request), messageBytes: 0, admit };
    const report = reportTo(request);
    const closed = this.#server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the message is handed to the kernel: the next event waits for a slow client.
        send: (text) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) resolve();
            else socket.send(text, (error) => (error == null ? resolve() : reject(error)));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on("message", (data: Buffer) => {
            connection.messageBytes = data.byteLength;
            receive(data.toString("utf8")).catch((error: unknown) => {
              if (socket.readyState !== socket.OPEN) return;
              report(error);
              socket.close(CloseCode.InternalServerError, "Internal server error");
            });
          }),
      },
      connection,
    );
    const stopPings = keepAlive(socket, this.#keepAliveMs);
    socket.once("close", (code, reason) => {
      stopPings();
      gone.abort();
      closed(code, reason.toString()).catch(report);
    });
  }

  /** A wrong or missing key closes with 4403 Forbidden, too many wrong keys with 1013. */
  #connect({ connectionParams, extra }: Context<Record<string, unknown>, Connection>): boolean {
    extra.caller = callerOf(extra.request, connectionParams?.["apikey"] ?? extra.request.headers["apikey"]);
    try {
      this.#executor.authenticate(extra.caller);
      extra.admit();
      return true;
    } catch (error) {
      if (!(error instanceof WaxwingError)) throw error;
      if (error.code === "RATE_LIMITED") extra.socket.close(tryAgainLater, "Too many requests");
      return false;
    }
  }

  /** Runs an operation, or starts its stream. What executes nothing becomes an `error` message. */
  async #start(
    { extra, subscriptions }: Context<Record<string, unknown>, Connection>,
    payload: unknown,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const bodyBytes = extra.messageBytes;
    if (Object.keys(subscriptions).length > operationsPerSocket) {
      return [refusal("GRAPHQL_QUERY_TOO_COMPLEX", `A socket has at most ${operationsPerSocket} operations.`)];
    }
    try {
      const prepared = this.#pipeline.prepare(graphqlParams(payload));
      if (!("operation" in prepared)) return prepared;
      const context: GraphqlContext = {
        executor: this.#executor,
        caller: extra.caller,
        signal: extra.gone.signal,
        bodyBytes,
      };
      const outcome =
        prepared.operation === "subscription" ? await prepared.stream(context) : await prepared.run(context);
      if ("errors" in outcome && outcome.data === undefined) return outcome.errors ?? [];
      const args = prepared.args(context);
      this.#outcomes.set(args, outcome);
      return args;
    } catch (error) {
      if (error instanceof WaxwingError) return [refusalOf(error)];
      throw error;
    }
  }
}

/** Closes all sockets because the server stops; those that do not answer within a second are cut. */
export function closeSockets(sockets: Iterable<WebSocket>): void {
  for (const socket of sockets) {
    socket.close(goingAway, "The server stops");
    setTimeout(() => socket.terminate(), 1000).unref();
  }
}

/** Cuts a socket that sends too much before the function that this gives is called. */
function boundStranger(socket: WebSocket, { raw }: FastifyRequest): () => void {
  const connection = raw.socket;
  let received = 0;
  const count = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > strangerBytes) socket.terminate();
  };
  connection.on("data", count);
  return () => connection.off("data", count);
}

/** Pings the client; one that has not answered by the next ping is cut. */
function keepAlive(socket: WebSocket, intervalMs: number): () => void {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
