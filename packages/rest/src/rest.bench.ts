/**
 * Server CPU per call of `instance.connectionState` (GET) and `message.sendText` (POST) on this face, against bare Fastify
 * routes with the same answers in the same run: `node src/rest.bench.ts`. The load comes from another process (autocannon).
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { exampleOf, operations } from "@waxwing/contract";
import type { Executor } from "@waxwing/core";
import { fastify } from "fastify";
import { errorHandler, notFoundHandler, registerRest } from "./index.ts";

const seconds = Number(process.env["BENCH_SECONDS"] ?? 4);
const sentText = JSON.stringify({ number: "5511999999999", text: "Hello" });

interface Target {
  readonly name: string;
  readonly path: string;
  readonly body?: string;
}

const targets: Target[] = [
  { name: "bare GET", path: "/bare" },
  { name: "REST connectionState", path: "/instance/connectionState/my-instance" },
  { name: "bare POST", path: "/bare", body: sentText },
  { name: "REST sendText", path: "/message/sendText/my-instance", body: sentText },
];

/** Answers constants: the cost of the face alone. `read()` and the parse of the input are part of it, as in the core. */
function constantExecutor(): Executor {
  const answers = {
    "instance.connectionState": exampleOf(operations.instance.connectionState.output),
    "message.sendText": exampleOf(operations.message.sendText.output),
  } as Record<string, unknown>;
  const schemas = {
    "instance.connectionState": operations.instance.connectionState.input,
    "message.sendText": operations.message.sendText.input,
  } as Record<string, { parse(value: unknown): unknown }>;
  return {
    execute: (async (id: string, source: { read(): unknown }) => {
      schemas[id]?.parse(await source.read());
      return answers[id];
    }) as unknown as Executor["execute"],
    authenticate: () => ({ kind: "global" }),
    subscribe: () => Promise.reject(new Error("not part of the benchmark")),
  };
}

async function serve(): Promise<void> {
  const app = fastify();
  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(notFoundHandler);
  const state = exampleOf(operations.instance.connectionState.output);
  const sent = exampleOf(operations.message.sendText.output);
  app.get("/bare", async () => state);
  app.post("/bare", async () => sent);
  await registerRest(app, {
    executor: constantExecutor(),
    uploads: { upload: () => Promise.reject(new Error("nothing is uploaded here")), discardUpload: async () => {} },
    serverUrl: "http://localhost",
    version: "0.0.0",
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
  process.send?.({ port: (app.server.address() as { port: number }).port });
}

async function cpuMicroseconds(child: ReturnType<typeof fork>): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage }];
  return cpu.user + cpu.system;
}

async function measure(): Promise<void> {
  const autocannon = createRequire(import.meta.url)("autocannon") as (
    options: object,
  ) => Promise<{ requests: { total: number; average: number } }>;
  const child = fork(import.meta.filename, ["serve"]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const load = (target: Target, duration: number) =>
    autocannon({
      url: `http://127.0.0.1:${port}${target.path}`,
      connections: 20,
      duration,
      headers: { apikey: "test-key", ...(target.body === undefined ? {} : { "content-type": "application/json" }) },
      ...(target.body === undefined ? {} : { method: "POST", body: target.body }),
    });
  for (const target of targets) await load(target, 1);
  let bare = 1;
  for (const target of targets) {
    const before = await cpuMicroseconds(child);
    const { requests } = await load(target, seconds);
    const cost = ((await cpuMicroseconds(child)) - before) / requests.total;
    if (target.name.startsWith("bare")) bare = cost;
    process.stdout.write(
      `${target.name.padEnd(22)} ${cost.toFixed(1).padStart(6)} us CPU/call  ${(cost / bare).toFixed(2)}x  ${Math.round(requests.average)}/s\n`,
    );
  }
  child.kill();
}

await (process.argv[2] === "serve" ? serve() : measure());
