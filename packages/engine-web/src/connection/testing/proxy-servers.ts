import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy that counts what goes through it. */
export interface TestProxy {
  readonly port: number;
  /** `host:port` of every tunnel. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/** A proxy for CONNECT that wants a user and a password. */
export async function startHttpProxy(user: string, password: string): Promise<TestProxy> {
  const tunnels: string[] = [];
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createHttpServer();
  server.on("connect", ({ url = "", headers }, client: Socket) => {
    client.on("error", () => undefined);
    if (headers["proxy-authorization"] !== wanted) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    tunnels.push(url);
    const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(url) ?? [];
    tunnel(client, host, Number(port), () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
  });
  return listening(server, tunnels);
}

/** A SOCKS 5 proxy (RFC 1928) without authentication. */
export async function startSocksProxy(): Promise<TestProxy> {
  const tunnels: string[] = [];
  const server = createServer((client) => {
    client.on("error", () => undefined);
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request) => {
        const { host, port } = destinationOf(request);
        tunnels.push(`${host}:${port}`);
        tunnel(client, host, port, () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
      });
    });
  });
  return listening(server, tunnels);
}

function destinationOf(request: Buffer): { host: string; port: number } {
  if (request[3] === 1) return { host: request.subarray(4, 8).join("."), port: request.readUInt16BE(8) };
  const length = request[4] ?? 0;
  return { host: request.toString("latin1", 5, 5 + length), port: request.readUInt16BE(5 + length) };
}

function tunnel(client: Socket, host: string, port: number, onConnect: () => void): void {
  const target = connect(port, host, () => {
    onConnect();
    target.pipe(client);
    client.pipe(target);
  });
  target.on("error", () => client.destroy());
  client.on("close", () => target.destroy());
}

async function listening(server: Server, tunnels: readonly string[]): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
