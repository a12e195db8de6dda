import type { Executor, InboundRoute, UploadSink } from "@waxwing/core";
import { registerGraphql } from "@waxwing/graphql";
import { clientErrorHandler, errorHandler, frameworkErrorHandler, notFoundHandler, registerRest } from "@waxwing/rest";
import { registerTrpc } from "@waxwing/trpc";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import type { Settings } from "../settings/settings.ts";
import { logWhenOver } from "./access-log.ts";
import { createCrossOrigin } from "./cross-origin.ts";
import { type ReadinessChecks, registerHealth } from "./health.ts";
import { registerInboundRoutes } from "./inbound-routes.ts";
import { type MetricSources, registerMetrics } from "./metrics.ts";
import { requestIdHeader, requestIdOf } from "./request-id.ts";
import { RequestLogger } from "./request-logger.ts";

/** What the HTTP server offers. */
export interface HttpServerOptions {
  readonly settings: Pick<
    Settings,
    "TRUST_PROXY" | "CORS_ORIGIN" | "CORS_METHODS" | "CORS_CREDENTIALS" | "COMPATIBILITY" | "PROMETHEUS_METRICS"
  >;
  readonly serverUrl: string;
  readonly version: string;
  readonly executor: Executor;
  /** Where uploaded files go. */
  readonly uploads: UploadSink;
  readonly inboundRoutes: readonly InboundRoute[];
  readonly checks: ReadinessChecks;
  readonly metrics: MetricSources;
  readonly log: Logger;
}

/** Time for the headers of a request, and for all of it with its body: slow senders must not hold connections. */
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 120_000;
/** Longer than the idle time of usual proxies (60 s), so that it is they who close. */
const keepAliveTimeoutMs = 75_000;
const maxHeaderBytes = 32 * 1024;

/** All faces and entries on one Fastify app; it does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { settings, executor, serverUrl, version, log } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const crossOrigin = createCrossOrigin(settings);
  const opened = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.header(requestIdHeader, request.id);
    logWhenOver(log, request, reply);
  };
  const app: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    childLoggerFactory: (logger, bindings) => new RequestLogger(logger, bindings) as FastifyBaseLogger,
    requestIdHeader: false,
    genReqId: requestIdOf,
    trustProxy: trustedProxy(settings.TRUST_PROXY),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, maxHeaderSize: maxHeaderBytes, connectionsCheckingInterval: 5_000 },
    // What arrives on open connections during a stop is answered by the faces, in their own shapes.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
    clientErrorHandler,
    // Runs instead of the hooks.
    frameworkErrors(error, request, reply) {
      opened(request, reply);
      if (!crossOrigin(request, reply)) frameworkErrorHandler(error, request, reply);
    },
  });
  app.setNotFoundHandler(notFoundHandler);
  app.setErrorHandler(errorHandler);
  app.addHook("onRequest", (request, reply, done) => {
    opened(request, reply);
    if (!crossOrigin(request, reply)) done();
  });

  const home = homeAnswer(serverUrl, version);
  app.get("/", async () => home);
  registerHealth(app, options.checks);
  if (settings.PROMETHEUS_METRICS) registerMetrics(app, executor, options.metrics);
  await registerInboundRoutes(app, options.inboundRoutes);
  await registerRest(app, {
    executor,
    uploads: options.uploads,
    serverUrl,
    version,
    compatibility: settings.COMPATIBILITY,
  });
  await registerGraphql(app, { executor });
  await registerTrpc(app, { executor });
  return app;
}

/** A number of proxies, in the form that Fastify's types know: the nearest ones are those of ours. */
function trustedProxy(
  setting: Settings["TRUST_PROXY"],
): boolean | string[] | ((address: string, hop: number) => boolean) {
  return typeof setting === "number" ? (_address, hop) => hop < setting : setting;
}

function homeAnswer(serverUrl: string, version: string): object {
  return {
    name: "Waxwing",
    version,
    links: {
      documentation: `${serverUrl}/docs`,
      openapi: `${serverUrl}/openapi.json`,
      graphql: `${serverUrl}/graphql`,
      trpc: `${serverUrl}/trpc`,
      events: `${serverUrl}/events`,
      health: `${serverUrl}/health/ready`,
    },
  };
}
