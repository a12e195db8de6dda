import { spawn } from "node:child_process";
import { once } from "node:events";
import { repositoryRoot } from "./readme-steps.ts";

/** A shell in which a block of the README runs. */
export interface Terminal {
  output(): string;
  /** The exit code when the block ends by itself. */
  ended(): Promise<number | null>;
  /** Ctrl-C: SIGINT to everything that the block started; resolves when it has ended. */
  interrupt(): Promise<void>;
}

/** Runs a block as a user would who pastes it, in a process group of its own. */
export function openTerminal(script: string, environment: Record<string, string>): Terminal {
  const child = spawn("bash", ["-c", script], {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return {
    output: () => output,
    ended: async () => (await ended)[0],
    async interrupt() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
      await ended;
    },
  };
}
