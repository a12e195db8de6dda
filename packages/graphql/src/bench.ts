import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { exampleExecutor } from "@waxwing/core/testing";
import fastify from "fastify";
import { registerGraphql } from "./register-graphql.ts";

/**
 * CPU of the server per call of `instance.connectionState` through GraphQL, against a bare Fastify JSON route in the same
 * process and run. `node packages/graphql/src/bench.ts [seconds]`
 */
const body = JSON.stringify({
  query: "query State($name: String!) { instanceConnectionState(instanceName: $name) { instance { instanceName state } } }",
  variables: { name: "my-instance" },
});
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), apikey: "test-key" };
const connections = 20;

async function serve(): Promise<void> {
  const app = fastify();
  await registerGraphql(app, { executor: exampleExecutor() });
  app.post("/bare", () => ({ instance: { instanceName: "my-instance", state: "open" } }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.send?.(app.server.address());
}

async function cpuMicroseconds(server: ChildProcess): Promise<number> {
  server.send("cpu");
  const [usage] = (await once(server, "message")) as [NodeJS.CpuUsage];
  return usage.user + usage.system;
}

/** Calls `path` from all connections until the time is over; the number of answers. */
async function load(port: number, path: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const call = () =>
    new Promise<void>((resolve, reject) => {
      request({ port, path, method: "POST", agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
        response.resume().once("end", resolve);
      })
        .once("error", reject)
        .end(body);
    });
  const connection = async () => {
    for (; performance.now() < end; answers += 1) await call();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return answers;
}

async function measure(seconds: number): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ["serve"]);
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const figures: number[] = [];
  for (const path of ["/bare", "/graphql"]) {
    await load(port, path, 2);
    const before = await cpuMicroseconds(server);
    const answers = await load(port, path, seconds);
    const microseconds = ((await cpuMicroseconds(server)) - before) / answers;
    figures.push(microseconds);
    process.stdout.write(`${path}: ${Math.round(answers / seconds)}/s, ${microseconds.toFixed(1)} µs CPU a call\n`);
  }
  server.kill();
  const [bare = Number.NaN, graphql = Number.NaN] = figures;
  process.stdout.write(`ratio ${(graphql / bare).toFixed(2)}\n`);
}

await (process.argv[2] === "serve" ? serve() : measure(Number(process.argv[2] ?? 5)));
