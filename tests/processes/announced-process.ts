import { spawn } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own: it shares no CPU time with the load. */
export interface AnnouncedProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Runs a Node.js program (with options before it, if any) until it has printed its address: the first group of `announcement`. */
export async function startAnnouncedProcess(args: readonly string[], announcement: RegExp): Promise<AnnouncedProcess> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${args.join(" ")} ended with ${code}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const found = announcement.exec(output)?.[1];
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
