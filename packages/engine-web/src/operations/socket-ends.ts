import type { WASocket } from "@whiskeysockets/baileys";

type EndListener = (error: Error | undefined) => void;

/** What the sockets themselves would know if Baileys let them be asked; a socket takes its entry with it. */
const listenersOf = new WeakMap<WASocket, Set<EndListener>>();

/**
 * Calls the listener when the socket ends, however it does; call what it gives to stop. One listener of Baileys' emitter
 * serves all requests on a socket: it warns of a leak from eleven on.
 */
export function onSocketEnd(socket: WASocket, listener: EndListener): () => void {
  const listeners = listenersOf.get(socket) ?? watched(socket);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function watched(socket: WASocket): Set<EndListener> {
  const listeners = new Set<EndListener>();
  listenersOf.set(socket, listeners);
  // Baileys takes all listeners from the WebSocket's `close` when it ends the connection itself, and tells by an event.
  socket.ev.on("connection.update", ({ connection, lastDisconnect }) => {
    if (connection !== "close") return;
    for (const listener of [...listeners]) listener(lastDisconnect?.error);
  });
  return listeners;
}
