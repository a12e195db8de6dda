import { once } from "node:events";
import { createServer } from "node:net";
import { listeningPort } from "@waxwing/server/listening-port";

const HOST = "127.0.0.1";

/** The port itself, or a free one for 0. Raises an Error with a sentence for people when another program has it. */
export async function usablePort(option: string, port: number): Promise<number> {
  if (port === 0) return listeningPort(HOST, 0);
  const probe = createServer();
  try {
    probe.listen(port, HOST);
    await once(probe, "listening");
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    const reason = isTaken ? "is taken by another program" : `cannot be opened (${(error as Error).message})`;
    throw new Error(`port ${port} ${reason}; choose one with --${option} (0: any free one)`, { cause: error });
  }
  probe.close();
  await once(probe, "close");
  return port;
}
