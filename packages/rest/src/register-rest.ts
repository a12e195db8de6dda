import type { Executor, UploadSink } from "@waxwing/core";
import type { FastifyContextConfig, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { registerDocs } from "./docs/register.ts";
import { answerError, jsonContentType } from "./error-answer.ts";
import { eventStreamHandler } from "./event-stream.ts";
import { openApiDocument } from "./openapi/document.ts";
import { type OperationHandler, operationHandler } from "./operation-handler.ts";
import { documentPath, eventsPath, mountedRoutes } from "./route-table.ts";

export interface RestOptions {
  readonly executor: Executor;
  /** Where files of multipart bodies go. */
  readonly uploads: UploadSink;
  /** Public address of the server, for the OpenAPI document. */
  readonly serverUrl: string;
  readonly version: string;
  /** `evolution`: answers in the form of existing clients where the contract declares one. */
  readonly compatibility?: "evolution" | undefined;
}

interface RouteConfig extends FastifyContextConfig {
  /** The operation behind a route, for the error handler of this scope. */
  readonly waxwingOperation?: OperationHandler;
}

/** The longest time that a timer can wait: a time-out of the server for its handlers is not for streams. */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Mounts all operations with their aliases, `GET /events`, `GET /openapi.json` and `GET /docs` in a scope of their own:
 * content types and errors of other routes of `app` stay as they are.
 */
export async function registerRest(app: FastifyInstance, options: RestOptions): Promise<void> {
  const { executor, uploads, compatibility } = options;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Bodies are read by the input's source, after the key was checked.
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null, undefined));
    scope.setErrorHandler(scopeErrorHandler);

    const paths = (path: string): string[] => pathAndSlash(scope, path);
    for (const route of mountedRoutes()) {
      const handler = operationHandler(route, executor, uploads, compatibility === "evolution");
      const config: RouteConfig = { waxwingOperation: handler };
      // HEAD runs the operation like GET, so that it is offered only where that changes nothing.
      const exposeHeadRoute = route.method === "GET" && route.entry.operation.kind === "query";
      for (const url of paths(route.path)) scope.route({ method: route.method, url, exposeHeadRoute, handler, config });
    }
    mountEvents(scope, executor, paths);
    mountDocument(scope, options, paths);
    await registerDocs(scope, paths);
  });
}

/** A path with and without a slash at its end, unless the server's router treats both alike. */
function pathAndSlash(scope: FastifyInstance, path: string): string[] {
  const { ignoreTrailingSlash, routerOptions } = scope.initialConfig;
  const isIgnored = ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true;
  return isIgnored ? [path] : [path, `${path}/`];
}

function mountEvents(scope: FastifyInstance, executor: Executor, paths: (path: string) => string[]): void {
  const handler = eventStreamHandler(executor);
  for (const url of paths(eventsPath)) {
    scope.route({ method: "GET", url, exposeHeadRoute: false, handler, handlerTimeout: longestTimeoutMs });
  }
}

function mountDocument(scope: FastifyInstance, options: RestOptions, paths: (path: string) => string[]): void {
  let text: string | undefined;
  for (const url of paths(documentPath)) {
    scope.get(url, (_request, reply) => {
      text ??= servedDocument(options);
      reply.header("content-type", jsonContentType).header("cache-control", "no-cache").send(text);
    });
  }
}

/** The document with this very server first: a browser reaches the page under addresses other than the public one. */
function servedDocument({ serverUrl, version }: RestOptions): string {
  const document = openApiDocument({ serverUrl, version });
  const servers = [
    { url: "/", description: "The server that serves this document" },
    { url: serverUrl, description: "Its public address" },
  ];
  return JSON.stringify({ ...document, servers });
}

/**
 * Errors that Fastify raises before a handler. A malformed content type must not be noticed before the key was checked:
 * the operation runs nevertheless and says so when it reads the body.
 */
function scopeErrorHandler(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const handler = (request.routeOptions.config as RouteConfig).waxwingOperation;
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" && handler !== undefined) handler(request, reply);
  else answerError(error, request, reply);
}
