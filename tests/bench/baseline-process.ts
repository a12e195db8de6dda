/** A bare Fastify server with routes that answer constants: run as a process of its own by {@link startBaseline}. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { fastify } from "fastify";

/** A running baseline. */
export interface Baseline {
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Routes: `GET /bare`, `POST /bare`, each with its answer. */
export interface BaselineAnswers {
  readonly get: unknown;
  readonly post: unknown;
}

export async function startBaseline(answers: BaselineAnswers): Promise<Baseline> {
  const child: ChildProcess = fork(import.meta.filename, [JSON.stringify(answers)]);
  const [port] = (await once(child, "message")) as [number];
  return { port, pid: child.pid ?? 0, stop: () => child.kill() };
}

async function serve({ get, post }: BaselineAnswers): Promise<void> {
  const app = fastify();
  app.get("/bare", async () => get);
  app.post("/bare", async (_request, reply) => reply.code(201).send(post));
  await app.listen({ port: 0, host: "127.0.0.1" });
  process.send?.(app.addresses()[0]?.port);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await serve(JSON.parse(process.argv[2] ?? "{}"));
