/** A webhook receiver that counts and answers 200: run as a process of its own by {@link startReceiverProcess}. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";

/** A running receiver. */
export interface ReceiverProcess {
  readonly url: string;
  /** How many different events have been delivered. */
  delivered(): Promise<number>;
  stop(): void;
}

export async function startReceiverProcess(): Promise<ReceiverProcess> {
  const child = fork(import.meta.filename);
  const [port] = (await once(child, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}/hook`,
    async delivered() {
      child.send("count");
      const [count] = (await once(child, "message")) as [number];
      return count;
    },
    stop: () => void child.kill(),
  };
}

function serve(): void {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    seen.add(String(request.headers["x-waxwing-event-id"]));
    request.resume();
    request.on("end", () => response.writeHead(200, { "content-length": 0 }).end());
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("message", () => process.send?.(seen.size));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) serve();
