import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const graphCli = fileURLToPath(new URL("../../packages/sandbox/src/graph-cli.ts", import.meta.url));

/** A local Graph server in a process of its own: it shares no CPU time with the load. */
export interface GraphProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts `npm run graph` on a free port, without statuses and webhooks. */
export async function startGraphProcess(): Promise<GraphProcess> {
  const child = spawn(process.execPath, [graphCli, "--port", "0", "--no-statuses", "--webhook", "none"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the Graph server ended with ${code}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const found = /Local Graph server: (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
