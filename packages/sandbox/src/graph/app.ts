import Fastify, { type FastifyInstance } from "fastify";
import { adminRoutes } from "./admin/routes.ts";
import { GraphError } from "./errors.ts";
import type { GraphServer } from "./graph-server.ts";
import { businessRoutes } from "./routes/business.ts";
import { errorBody, type GraphContext, toGraphError } from "./routes/context.ts";
import { guardGraphRoutes } from "./routes/guard.ts";
import { mediaDownloadRoutes, mediaUploadRoutes } from "./routes/media.ts";
import { messagesRoutes } from "./routes/messages.ts";
import { objectRoutes } from "./routes/objects.ts";

/** Any version of Graph: `/v23.0/…`. */
const VERSION_PREFIX = "/:version(^v\\d+\\.\\d+$)";

/** The HTTP side of the server: Graph under its versions, media downloads, and the admin API under `/admin`. */
export function createApp(context: GraphContext, server: GraphServer): FastifyInstance {
  const app = Fastify({
    logger: false,
    // A hanging request (a fault) must not hold up the end.
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  app.decorateRequest("graphAnswer", null);
  app.decorateRequest("graphFault", null);
  acceptBodies(app);

  app.setErrorHandler((error, request, reply) => {
    const graphError = toGraphError(error);
    request.graphAnswer = errorBody(graphError, context.ids);
    reply.code(graphError.status).send(request.graphAnswer);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const message = `Unknown path components: ${path.replace(/^\/v\d+\.\d+/, "")}`;
    const error = new GraphError(2500, { message });
    reply.code(error.status).send(errorBody(error, context.ids));
  });

  app.register(async (graph) => {
    guardGraphRoutes(graph, context);
    mediaDownloadRoutes(graph, context);
    graph.register(
      async (versioned) => {
        messagesRoutes(versioned, context);
        mediaUploadRoutes(versioned, context);
        objectRoutes(versioned, context);
        businessRoutes(versioned, context);
      },
      { prefix: VERSION_PREFIX },
    );
  });
  app.register(async (admin) => adminRoutes(admin, server), { prefix: "/admin" });
  return app;
}

/** JSON (an empty body counts as `{}`), multipart as bytes, anything else as JSON too: Graph is lenient about the header. */
function acceptBodies(app: FastifyInstance): void {
  const parseJson = (body: string): unknown => (body === "" ? {} : JSON.parse(body));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(["application/json", "*"], { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(Object.assign(new Error("The body is not valid JSON", { cause: error }), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser("multipart/form-data", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}
