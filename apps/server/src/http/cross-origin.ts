import type { FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "../settings/settings.ts";

/**
 * Lets pages of other origins use a request, as the settings say. Answers whether the request was a preflight and is
 * answered with that.
 */
export type CrossOrigin = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** Headers that the three faces read. */
const allowedHeaders = [
  "apikey",
  "authorization",
  "content-type",
  "idempotency-key",
  "last-event-id",
  "x-request-id",
  "trpc-accept",
].join(", ");

/** Headers that pages may read beside the usual ones. */
const exposedHeaders = "x-request-id, retry-after";

const preflightMaxAgeSeconds = "600";

/**
 * The CORS protocol of the Fetch standard, on every path and face. It costs nothing where there is no browser: a request
 * without `Origin` gets none of its headers.
 */
export function createCrossOrigin(
  settings: Pick<Settings, "CORS_ORIGIN" | "CORS_METHODS" | "CORS_CREDENTIALS">,
): CrossOrigin {
  const { CORS_ORIGIN: origins, CORS_CREDENTIALS: credentials } = settings;
  const methods = settings.CORS_METHODS.join(", ");
  // A browser refuses credentials together with "*": the page's own origin is named then.
  const sameForAll = origins === "*" && !credentials;

  return (request, reply) => {
    const { origin } = request.headers;
    // Caches must not give the answer for one origin to another.
    if (!sameForAll) reply.header("vary", "Origin");
    if (origin === undefined || (origins !== "*" && !origins.includes(origin))) return false;
    reply.header("access-control-allow-origin", sameForAll ? "*" : origin);
    reply.header("access-control-expose-headers", exposedHeaders);
    if (credentials) reply.header("access-control-allow-credentials", "true");
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return false;
    reply
      .code(204)
      .header("access-control-allow-methods", methods)
      .header("access-control-allow-headers", allowedHeaders)
      .header("access-control-max-age", preflightMaxAgeSeconds)
      .send();
    return true;
  };
}
