import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";

const longestPath = 300;

/**
 * Writes one line when the exchange is over, also when the client has gone. Of the address only the path: in a query
 * there can be keys (`apikey`, `connectionParams`, `hub.verify_token`) and contents of messages.
 */
export function logWhenOver(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const startedAt = performance.now();
  reply.raw.on("close", () => {
    const { headersSent, writableFinished, statusCode } = reply.raw;
    const instance = (request.params as { instanceName?: unknown } | null)?.instanceName;
    log.info(
      {
        requestId: request.id,
        method: request.method,
        path: pathOf(request.url),
        status: headersSent ? statusCode : undefined,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        instance: typeof instance === "string" ? instance.slice(0, 64) : undefined,
        aborted: writableFinished ? undefined : true,
      },
      "request",
    );
  });
}

function pathOf(url: string): string {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  return path.length > longestPath ? `${path.slice(0, longestPath)}…` : path;
}
