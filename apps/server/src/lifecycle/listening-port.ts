import { once } from "node:events";
import { createServer } from "node:net";

/**
 * The port to listen on: `port`, or a free one for 0. It must be known before the server is built, because its parts
 * write the server's address into what they send.
 */
export async function listeningPort(host: string, port: number): Promise<number> {
  if (port !== 0) return port;
  const probe = createServer();
  probe.listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
