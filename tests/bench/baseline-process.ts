/** A bare Fastify server that answers a constant: run as a process of its own by {@link startBaseline}. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { fastify } from "fastify";

/** A running baseline with `GET /bare` and `PUT /bare`. */
export interface Baseline {
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Starts a server whose routes give `answer`. */
export async function startBaseline(answer: unknown): Promise<Baseline> {
  const child = fork(import.meta.filename, [JSON.stringify(answer)]);
  const [port] = (await once(child, "message")) as [number];
  return { port, pid: child.pid ?? 0, stop: () => void child.kill() };
}

async function serve(answer: unknown): Promise<void> {
  const app = fastify();
  app.get("/bare", async () => answer);
  app.put("/bare", async () => answer);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  process.send?.(Number(new URL(url).port));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await serve(JSON.parse(process.argv[2] ?? "null"));
