import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems hand out by themselves (from 32768 on Linux), so that nobody is given it meanwhile. */
const lowestPort = 10_240;
const highestPort = 32_767;
const tries = 50;

/**
 * The port to listen on: `port`, or a free one for 0. It must be known before the server is built, because its parts
 * write the server's address into what they send.
 */
export async function listeningPort(host: string, port: number): Promise<number> {
  if (port !== 0) return port;
  let fault: unknown;
  for (let count = 0; count < tries; count += 1) {
    const candidate = randomInt(lowestPort, highestPort + 1);
    const probe = createServer();
    try {
      probe.listen(candidate, host);
      await once(probe, "listening");
      probe.close();
      await once(probe, "close");
      return candidate;
    } catch (error) {
      fault = error;
      if ((error as { code?: unknown }).code !== "EADDRINUSE") break;
    }
  }
  throw fault;
}
