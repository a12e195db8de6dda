import { spawn } from "node:child_process";
import { DatabaseStartError, systemErrorCode } from "./database-start-error.ts";
import type { UnprivilegedAccount } from "./unprivileged-account.ts";

/** uid and gid for `spawn`; empty for the current user. */
export function spawnIdentity(account: UnprivilegedAccount | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

/**
 * The whole environment of PostgreSQL's programs. Nothing is inherited but the path: PGDATA, PGPORT, TZ, LD_LIBRARY_PATH
 * or a key of ours have no business there.
 */
export function programEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "" };
  for (const name of ["SystemRoot", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (process.platform === "win32" && value !== undefined) environment[name] = value;
  }
  return environment;
}

/** Runs a program to its end; throws a `DatabaseStartError` with its last words when it fails. */
export async function runProgram(
  program: string,
  parameters: string[],
  account: UnprivilegedAccount | null,
  input = "",
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, parameters, {
      // The current folder may be one that the account cannot enter.
      cwd: process.platform === "win32" ? undefined : "/",
      env: programEnvironment(),
      stdio: ["pipe", "pipe", "pipe"],
      ...spawnIdentity(account),
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.stdin.on("error", () => {
      // The program ended without reading its input; its exit code tells the story.
    });
    child.stdin.end(input);
    child.on("error", (cause) => reject(couldNotRun(program, cause)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new DatabaseStartError(`${program} failed (${signal ?? `exit code ${code}`}): ${output.trim()}`));
    });
  });
}

/** ENOENT for a file that exists means that its loader is missing: the programs need glibc, Alpine has musl. */
export function couldNotRun(program: string, cause: Error): DatabaseStartError {
  const hint =
    systemErrorCode(cause) === "ENOENT" && process.platform === "linux"
      ? " The programs need glibc; on a system with musl (Alpine) set DATABASE_CONNECTION_URI."
      : "";
  return new DatabaseStartError(`${program} could not be run: ${cause.message}.${hint}`, { cause });
}
