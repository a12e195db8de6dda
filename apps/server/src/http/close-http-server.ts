import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";

export interface HttpClosing {
  /** Ends the streams, refuses new calls, and resolves when the running ones have ended. */
  readonly drain: () => Promise<void>;
  /** After this, what still runs is cut off; in milliseconds. */
  readonly cutAfterMs: number;
  readonly log: Logger;
}

const idleSweepMs = 25;

/**
 * Stops listening, lets requests in flight be answered, ends streams and sockets, and resolves when all connections are
 * closed and `drain` has ended.
 */
export async function closeHttpServer(app: FastifyInstance, { drain, cutAfterMs, log }: HttpClosing): Promise<void> {
  const { server } = app;
  if (server.listening) server.close();
  // Requests that have already arrived get into their handlers before new calls are refused.
  await setImmediate();
  await setImmediate();
  const closed = app.close();
  // Node closes idle connections once; those that become idle now would be kept open for their whole keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  const cut = setTimeout(() => {
    log.warn({ afterMs: cutAfterMs }, "requests took too long to end; cutting their connections");
    server.closeAllConnections();
  }, cutAfterMs);
  try {
    await Promise.all([closed, drain()]);
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
