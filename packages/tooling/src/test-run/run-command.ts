import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { repositoryRoot } from "../repository.ts";

/** The local binaries come first, so that the pinned Node.js is the one that runs everything below. */
const path = [join(repositoryRoot, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
const quiet = { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1" };

/**
 * Runs a command in the repository with this terminal, telemetry off, and passes on the signals of `signal`'s abort reason.
 *
 * @returns the exit code; 1 when the command was ended by a signal.
 * @throws Error when the command cannot be started.
 */
export function runCommand(command: string, args: readonly string[], signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      stdio: "inherit",
      env: { ...process.env, ...quiet, PATH: path },
      shell: process.platform === "win32",
    });
    const stop = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    child.once("error", reject);
    child.once("exit", (code) => {
      signal?.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
    if (signal?.aborted) stop();
  });
}

/** Runs turborepo tasks, two at a time: the reference machine has two cores, and a suite uses half of the machine. */
export function runTurbo(args: readonly string[], signal?: AbortSignal): Promise<number> {
  const options = ["--concurrency=2", "--continue=always", "--log-order=grouped", "--output-logs=new-only"];
  return runCommand("turbo", ["run", ...args, ...options], signal);
}
