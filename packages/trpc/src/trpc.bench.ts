/**
 * Server CPU per call of tRPC beside a bare Fastify JSON route, in one run: `npm run bench --workspace @waxwing/trpc`.
 * The server runs in a child process, so that its CPU time is its own.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { exampleExecutor } from "@waxwing/core/testing";
import autocannon from "autocannon";
import Fastify from "fastify";
import { mountTrpc } from "./register.ts";

const rounds = 3;
const secondsPerRound = 3;
const input = JSON.stringify({ instanceName: "my-instance" });
const query = `input=${encodeURIComponent(input)}`;
const batch = Array(10).fill("instance.connectionState").join(",");
const batchInput = encodeURIComponent(
  JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, JSON.parse(input)]))),
);

interface Target {
  readonly name: string;
  readonly path: string;
  readonly body?: string;
}

const targets: readonly Target[] = [
  { name: "bare Fastify route, POST", path: "/bare", body: input },
  { name: "query by GET", path: `/trpc/instance.connectionState?${query}` },
  { name: "mutation by POST (instance.restart)", path: "/trpc/instance.restart", body: input },
  { name: "batch of 10 queries", path: `/trpc/${batch}?batch=1&input=${batchInput}` },
  { name: "tRPC's own handler, query by GET", path: `/stock/instance.connectionState?${query}` },
];

async function serve(): Promise<void> {
  const app = Fastify();
  const executor = exampleExecutor({ answer: () => ({ instance: { instanceName: "my-instance", state: "open" } }) });
  app.post("/bare", async () => ({ instance: { instanceName: "my-instance", state: "open" } }));
  await mountTrpc(app, { executor });
  await mountTrpc(app, { executor, path: "/stock", everythingStock: true });
  process.on("message", () => {
    executor.calls.length = 0;
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.(await app.listen({ port: 0, host: "127.0.0.1" }));
}

async function ask(server: ChildProcess): Promise<number> {
  server.send("cpu");
  const [microseconds] = (await once(server, "message")) as [number];
  return microseconds;
}

async function measure(server: ChildProcess, url: string, { path, body }: Target, duration: number): Promise<number> {
  const before = await ask(server);
  const result = await autocannon({
    url: url + path,
    method: body === undefined ? "GET" : "POST",
    headers: { apikey: "test-key", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
    connections: 20,
    duration,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
  return ((await ask(server)) - before) / result["2xx"];
}

async function compare(): Promise<void> {
  const server = fork(new URL(import.meta.url));
  try {
    const [url] = (await once(server, "message")) as [string];
    const best = new Map<string, number>();
    for (let round = 0; round <= rounds; round++) {
      for (const target of targets) {
        const cpu = await measure(server, url, target, round === 0 ? 1 : secondsPerRound);
        // Round 0 warms up.
        if (round > 0) best.set(target.name, Math.min(cpu, best.get(target.name) ?? Infinity));
      }
    }
    const bare = best.get(targets[0]?.name ?? "") ?? Number.NaN;
    for (const [name, cpu] of best) {
      process.stdout.write(
        `${name}: ${cpu.toFixed(1)} µs CPU a request, ${(cpu / bare).toFixed(2)} times the bare route\n`,
      );
    }
  } finally {
    server.kill();
  }
}

await (process.send === undefined ? compare() : serve());
