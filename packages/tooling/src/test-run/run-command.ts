import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { repositoryRoot } from "../repository.ts";

/** The local binaries come first, so that the pinned Node.js is the one that runs everything below. */
const path = [join(repositoryRoot, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
const quiet = { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1" };

/** How a command is started. */
export interface CommandOptions {
  /** The repository when absent. */
  readonly cwd?: string;
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** This terminal when absent. */
  readonly stdio?: StdioOptions;
  /** Ends the command with SIGTERM. */
  readonly signal?: AbortSignal | undefined;
}

/** Starts a command with telemetry off. */
export function startCommand(command: string, args: readonly string[], options: CommandOptions = {}): ChildProcess {
  const { cwd = repositoryRoot, env, stdio = "inherit", signal } = options;
  const child = spawn(command, args, {
    cwd,
    stdio,
    env: { ...process.env, ...quiet, ...env, PATH: path },
    shell: process.platform === "win32",
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  child.once("exit", () => signal?.removeEventListener("abort", stop));
  if (signal?.aborted) stop();
  return child;
}

/**
 * Runs a command in the repository with this terminal.
 *
 * @returns the exit code; 1 when the command was ended by a signal.
 * @throws Error when the command cannot be started.
 */
export function runCommand(command: string, args: readonly string[], signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = startCommand(command, args, { signal });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs turborepo tasks, two at a time: the reference machine has two cores, and a suite uses half of the machine. */
export function runTurbo(args: readonly string[], signal?: AbortSignal): Promise<number> {
  const options = ["--concurrency=2", "--continue=always", "--log-order=grouped", "--output-logs=new-only"];
  return runCommand("turbo", ["run", ...args, ...options], signal);
}
