import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on the loopback. */
export interface WebServer extends AsyncDisposable {
  readonly url: string;
}

export async function startWebServer(listener: RequestListener): Promise<WebServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
