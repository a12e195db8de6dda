import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import { ClientConnection } from "../connection.ts";
import { tlsIdentity } from "../tls/tls-identity.ts";
import { LONGEST_FRAME_BYTES } from "../wire/frames.ts";
import { noiseIdentity } from "../wire/noise-identity.ts";
import type { World } from "../world.ts";
import { type ClientHello, shakeHands } from "./handshake.ts";

/** Where WhatsApp Web has its WebSocket; a query may follow. */
export const CHAT_PATH = "/ws/chat";

/** How a sandbox listens. */
export interface ListenerOptions {
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Further names and addresses for the server's certificate, beside `host`. */
  readonly certifiedHosts?: readonly string[];
  /** Gets every request that is no WebSocket, whether it came over TLS or not. */
  readonly handleHttp: (request: IncomingMessage, response: ServerResponse) => void;
  /** Gets every client that came through the Noise handshake, and sets its `onStanza` and `onClose`. */
  readonly onConnection: (connection: ClientConnection, hello: ClientHello) => void;
  /** How long a client may be silent before its first byte, in the TLS handshake and in the Noise handshake: 10,000. */
  readonly silenceMs?: number;
}

/** One TCP port that answers plain and TLS alike. */
export interface Listener {
  readonly port: number;
  /** The CA that clients must trust for TLS. */
  readonly caPem: string;
  /** The key that clients must trust for Noise (32 bytes). */
  readonly rootKey: Buffer<ArrayBuffer>;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** First byte of a TLS record that holds a handshake; no HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

/** Starts to listen. Rejects when the port is taken. */
export async function startListener(world: World, options: ListenerOptions): Promise<Listener> {
  const { host = "127.0.0.1", port = 0, silenceMs = 10_000 } = options;
  const tls = tlsIdentity(world, [...new Set([...certifiable(host), ...(options.certifiedHosts ?? [])])]);
  const noise = noiseIdentity(world);
  const secureContext = createSecureContext({ cert: tls.certificate, key: tls.key });
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_FRAME_BYTES + 1024 });
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer(options.handleHttp);
  // The server's own listener speaks HTTP on whatever stream it gets; ours decides first which stream that is.
  const [speakHttp] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.once("data", (bytes: Buffer) => {
      // Put back for whoever reads next: what was sniffed belongs to the request or to the TLS handshake.
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === TLS_HANDSHAKE) {
        secure(socket);
      } else {
        socket.setTimeout(0);
        speakHttp?.call(server, socket);
        process.nextTick(() => socket.resume());
      }
    });
  });

  function secure(socket: Socket): void {
    const secured = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
    secured.on("error", () => secured.destroy());
    secured.once("secure", () => {
      socket.setTimeout(0);
      speakHttp?.call(server, secured);
    });
  }

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    if (pathOf(request.url) !== CHAT_PATH) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      shakeHands(world, webSocket, {
        id: ++connections,
        identity: noise,
        timeoutMs: silenceMs,
        onDone: (parts, hello) => {
          const connection = new ClientConnection(world, webSocket, parts);
          connection.open();
          options.onConnection(connection, hello);
          connection.start();
        },
      });
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

  let closing: Promise<void> | null = null;
  return {
    port: (server.address() as AddressInfo).port,
    caPem: tls.ca,
    rootKey: noise.rootKey,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const webSocket of webSockets.clients) webSocket.terminate();
        for (const socket of sockets) socket.destroy();
      });
      return closing;
    },
  };
}

function pathOf(url: string | undefined): string {
  return url?.split("?", 1)[0] ?? "";
}

/** An address that stands for all of a machine's is nobody's name. */
function certifiable(host: string): string[] {
  return host === "0.0.0.0" || host === "::" ? [] : [host];
}
