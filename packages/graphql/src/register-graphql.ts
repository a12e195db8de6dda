import websocket from "@fastify/websocket";
import { operationEntries } from "@waxwing/contract";
import type { Executor } from "@waxwing/core";
import type { FastifyInstance } from "fastify";
import { handleProtocols } from "graphql-ws";
import { defaultLimits, type GraphqlLimits } from "./request/limits.ts";
import { Pipeline } from "./request/pipeline.ts";
import { buildGraphqlSchema } from "./schema/graphql-schema.ts";
import { answerError } from "./transport/answers.ts";
import { callerOf } from "./transport/caller.ts";
import { asksForPage, GraphiqlPage } from "./transport/graphiql.ts";
import { HttpTransport } from "./transport/http.ts";
import { closeSockets, WebSocketTransport } from "./transport/websocket.ts";
import { upgradesOf } from "./transport/websocket-upgrade.ts";

export interface GraphqlOptions {
  readonly executor: Executor;
  /** {@link defaultLimits} where not given. */
  readonly limits?: Partial<GraphqlLimits>;
  /** Milliseconds between pings on WebSockets and comments on event streams; 15,000 when not given. */
  readonly keepAliveMs?: number;
}

const path = "/graphql";

/** The largest body that any operation takes; each operation checks its own limit as well. */
const bodyLimit = Math.max(...operationEntries.map(({ operation }) => operation.bodyLimitBytes));

/**
 * Offers all operations and events as GraphQL at `/graphql`: POST (and GET for queries) with JSON answers, subscriptions
 * as server-sent events and over WebSocket (`graphql-transport-ws`), GraphiQL for browsers.
 */
export async function registerGraphql(app: FastifyInstance, options: GraphqlOptions): Promise<void> {
  const { executor, keepAliveMs = 15_000 } = options;
  const pipeline = new Pipeline(buildGraphqlSchema(), { ...defaultLimits, ...options.limits });
  const http = new HttpTransport(executor, pipeline, keepAliveMs);
  const sockets = new WebSocketTransport(executor, pipeline, keepAliveMs);
  const page = new GraphiqlPage();

  await app.register(async (scope) => {
    await scope.register(websocket, {
      options: { server: upgradesOf(app, path), maxPayload: bodyLimit, handleProtocols },
      preClose(done) {
        closeSockets(this.websocketServer.clients);
        this.websocketServer.close();
        done();
      },
    });
    scope.removeAllContentTypeParsers();
    const parseJson = scope.getDefaultJsonParser("error", "error");
    scope.addContentTypeParser("application/json", { parseAs: "string", bodyLimit }, parseJson);
    scope.setErrorHandler(answerError);
    // The key comes first: who has none learns nothing of the schema, and no body is read for them.
    scope.addHook("onRequest", async (request) => {
      if (request.ws !== true && !asksForPage(request)) executor.authenticate(callerOf(request));
    });
    scope.addHook("preClose", async () => http.endStreams());

    scope.route({
      method: "GET",
      url: path,
      exposeHeadRoute: false,
      handler: (request, reply) => (asksForPage(request) ? page.send(request, reply) : http.get(request, reply)),
      wsHandler: (socket, request) => sockets.open(socket, request),
    });
    scope.post(path, { bodyLimit }, (request, reply) => http.post(request, reply));
  });
}
