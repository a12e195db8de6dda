import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A web server of this machine that serves media, well or badly. */
export interface FileServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** Serves files by their path, and what `others` answers for all other paths. */
export async function startFileServer(
  files: Readonly<Record<string, { readonly bytes: Buffer; readonly type: string }>>,
  others: RequestListener = (_request, response) => void response.writeHead(404).end(),
): Promise<FileServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const file = files[path];
    if (file === undefined) others(request, response);
    else response.writeHead(200, { "content-type": file.type }).end(file.bytes);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
