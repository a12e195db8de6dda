import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

type UpgradeCallback = (request: IncomingMessage) => boolean;

/**
 * Emits `upgrade` for WebSocket requests to `path` only. Without this, one WebSocket route would take the upgrade
 * requests of all other paths from whoever handles them (and `curl --http2`, which offers `Upgrade: h2c`, would find its
 * socket taken away from HTTP).
 */
export function upgradesOf(app: FastifyInstance, path: string): Server {
  // Never listens: it only carries the event to @fastify/websocket, which takes it from a server.
  const upgrades = createServer();
  const server = app.server as typeof app.server & { shouldUpgradeCallback?: UpgradeCallback };
  const isOurs = (request: IncomingMessage): boolean =>
    request.headers.upgrade?.toLowerCase() === "websocket" && request.url?.split("?", 1)[0] === path;

  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (isOurs(request)) upgrades.emit("upgrade", request, socket, head);
    // Before Node 24.9 every upgrade request arrives here; one that nobody else can want is refused.
    else if (server.listenerCount("upgrade") === 1)
      socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n");
  });
  const earlier = server.shouldUpgradeCallback;
  server.shouldUpgradeCallback = (request) => {
    if (isOurs(request)) return true;
    const others = server.listenerCount("upgrade") > 1;
    return others && (earlier === undefined || earlier.call(server, request));
  };
  return upgrades;
}
