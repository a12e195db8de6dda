import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { exampleExecutor } from "@waxwing/core/testing";
import fastify from "fastify";
import { registerGraphql } from "./register-graphql.ts";

/**
 * CPU of the server per call of `instance.connectionState` through GraphQL, against a bare Fastify JSON route in the same
 * process and run. `node packages/graphql/src/graphql.bench.ts [seconds]`
 */
const body = JSON.stringify({
  query:
    "query State($name: String!) { instanceConnectionState(instanceName: $name) { instance { instanceName state } } }",
  variables: { name: "my-instance" },
});
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

/**
 * Calls `path` from all connections until the time is over; the number of answers. Plain sockets, since an HTTP client in
 * Node is slower than the server and would measure an idle one. Each answer here fits into one read.
 */
async function load(port: number, path: string, seconds: number): Promise<number> {
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\napikey: test-key\r\ncontent-type: application/json`;
  const message = `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(message));
      socket.once("error", reject).once("close", () => resolve());
      socket.on("data", (data) => {
        if (data.subarray(9, 12).toString() !== "200") socket.destroy(new Error(data.toString()));
        answers += 1;
        if (performance.now() < end) socket.write(message);
        else socket.end();
      });
    });
  await Promise.all(Array.from({ length: connections }, connection));
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
