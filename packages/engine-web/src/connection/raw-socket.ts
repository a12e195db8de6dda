import type { WASocket } from "@whiskeysockets/baileys";

/** What is used of the WebSocket behind Baileys' client, which has no way to cut it off or to hold it. */
export interface RawSocket {
  send(frame: Uint8Array, written?: (error?: Error) => void): void;
  pause(): void;
  resume(): void;
  terminate(): void;
}

/** The WebSocket of a Baileys socket; null once it is closed. */
export function rawSocket(socket: WASocket): RawSocket | null {
  return (socket.ws as unknown as { readonly socket: RawSocket | null }).socket;
}
