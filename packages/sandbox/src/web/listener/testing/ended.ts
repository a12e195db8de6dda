import type { Socket } from "node:net";

/** Resolves when a bare TCP connection is over, whatever came over it. */
export function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.resume();
    socket.once("close", () => resolve());
  });
}
