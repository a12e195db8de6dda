import type { InboundRoute } from "@waxwing/core";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Mounts HTTP entries that are no operations; they get their bodies unparsed, whatever the content type says. */
export async function registerInboundRoutes(app: FastifyInstance, routes: readonly InboundRoute[]): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const { method, path, bodyLimitBytes, handle } of routes) {
      scope.route({
        method,
        url: path,
        exposeHeadRoute: false,
        ...(bodyLimitBytes > 0 ? { bodyLimit: bodyLimitBytes } : {}),
        async handler(request, reply) {
          const answer = await handle({
            rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
            headers: request.headers,
            query: singleValues(request.query),
            requestId: request.id,
          });
          return reply.code(answer.status).header("content-type", answer.contentType).send(answer.body);
        },
      });
    }
  });
}

/** A parameter that is given several times counts with its first value. */
function singleValues(query: FastifyRequest["query"]): Record<string, string | undefined> {
  const values: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(query as Record<string, string | string[] | undefined>)) {
    values[name] = Array.isArray(value) ? value[0] : value;
  }
  return values;
}
