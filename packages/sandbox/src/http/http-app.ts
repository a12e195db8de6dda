import type { IncomingMessage, ServerResponse } from "node:http";
import Fastify, { type FastifyInstance } from "fastify";
import { adminRoutes, answerError } from "../admin/routes.ts";
import { AdminError } from "../graph/admin/check.ts";
import type { Sandbox } from "../sandbox-interface.ts";
import type { World } from "../web/world.ts";

/** The admin API and the media server of one world; paths of Graph are not here. */
export async function createHttpApp(world: World, sandbox: Sandbox): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 } });
  // What an answer says is done must survive a kill.
  app.addHook("onSend", async () => {
    await world.store.written();
  });
  world.media.register(app);
  app.register(async (admin) => adminRoutes(admin, sandbox), { prefix: "/admin" });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    answerError(new AdminError(404, `there is no ${request.method} ${path}; GET /admin tells what is where`), reply);
  });
  await app.ready();
  return app;
}

/** What answers requests by their path. */
export interface HttpParts {
  /** Changes when the sandbox is reset. */
  app(): FastifyInstance;
  readonly graph: FastifyInstance;
}

const GRAPH_PATH = /^\/(v\d+\.\d+|whatsapp_business)(\/|\?|$)/;
const GRAPH_ADMIN = /^\/admin\/graph(?=\/|\?|$)/;

/** Gives Graph's paths to Graph, its admin API below `/admin/graph` too, and the rest to the sandbox's own application. */
export function httpHandler({ app, graph }: HttpParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = request.url ?? "/";
    if (GRAPH_PATH.test(url)) {
      graph.routing(request, response);
    } else if (GRAPH_ADMIN.test(url)) {
      request.url = url.replace(GRAPH_ADMIN, "/admin");
      graph.routing(request, response);
    } else {
      app().routing(request, response);
    }
  };
}
