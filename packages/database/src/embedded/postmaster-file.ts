import { readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemErrorCode } from "./database-start-error.ts";
import { identifyProcess } from "./process-identity.ts";

/** How clients reach a running embedded server. `host` is a folder (Unix socket) or an address. */
export interface PostgresEndpoint {
  host: string;
  port: number;
}

/** What a postmaster writes about itself. Source: PostgreSQL `src/include/utils/pidfile.h`. */
export interface PostmasterRecord extends PostgresEndpoint {
  pid: number;
  /** Milliseconds since the epoch, to the second. */
  startedAtMs: number;
  status: "starting" | "stopping" | "ready" | "standby" | "unknown";
}

/** Where a postmaster leaves its record. */
export function postmasterFile(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

/** The record of the cluster's postmaster, or null when there is none or it is still being written. */
export function readPostmasterFile(cluster: string): PostmasterRecord | null {
  let lines: string[];
  try {
    lines = readFileSync(postmasterFile(cluster), "utf8").split("\n");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid === 0) return null;
  const socketFolder = lines[4]?.trim() ?? "";
  const status = lines[7]?.trim() ?? "";
  return {
    // Negative for a single-user backend.
    pid: Math.abs(pid),
    startedAtMs: Number(lines[2] ?? 0) * 1000,
    port: Number(lines[3] ?? 0),
    host: socketFolder === "" ? (lines[5]?.trim() ?? "") : socketFolder,
    status:
      status === "ready" || status === "starting" || status === "stopping" || status === "standby" ? status : "unknown",
  };
}

/**
 * Whether the process with this pid is the postmaster of this cluster, and not one that got the pid after a reboot or a
 * crash. Linux shows it by the working directory, which a postmaster sets to its cluster, and by the command line;
 * elsewhere the pid decides.
 */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  if (identifyProcess(pid) === null) return false;
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    // Root without CAP_SYS_PTRACE (in Docker) may not look at another user's working directory.
    return commandLineNames(cluster, pid) && identifyProcess(pid) !== null;
  }
}

function commandLineNames(cluster: string, pid: number): boolean {
  // Hidden altogether (hidepid): it exists, so it must count as the postmaster.
  return commandLine(pid)?.includes(cluster) ?? true;
}

/** Program and parameters of a process; null when they are hidden. */
function commandLine(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch (error) {
    return systemErrorCode(error) === "ESRCH" ? [] : null;
  }
}

/** Whether the programs of a running postmaster were replaced since (npm ci): new backends may then miss libraries. */
export function hasLostItsProgram({ pid, startedAtMs }: PostmasterRecord): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith(" (deleted)");
  } catch {
    // Not allowed to look (see above): a program that is missing, or changed after the start, was replaced.
    const program = commandLine(pid)?.[0] ?? "";
    const changedAtMs = statSync(program, { throwIfNoEntry: false })?.ctimeMs;
    return program !== "" && (changedAtMs === undefined || changedAtMs > startedAtMs);
  }
}
