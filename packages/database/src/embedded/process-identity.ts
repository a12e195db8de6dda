import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import { systemErrorCode } from "./database-start-error.ts";

/** What tells a process from a later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque start time; null where the system does not tell. */
  startedAt: string | null;
  /** Opaque name of the current boot; null where the system has none. */
  boot: string | null;
  /** Milliseconds since the epoch: when this record was made. */
  recordedAt: number;
}

/** The identity of the process that has this pid now, or null when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === "linux" ? linuxStartTime(pid) : otherStartTime(pid);
  if (startedAt === undefined) return null;
  return { pid, startedAt, boot: bootId(), recordedAt: Date.now() };
}

/** Whether the recorded process still runs. In doubt (no start time to compare) a process with that pid counts as it. */
export function isStillRunning(recorded: ProcessIdentity): boolean {
  // A record from before this boot names no process of today. 5 s: clocks are set shortly after a boot.
  if (recorded.boot === null && recorded.recordedAt < Date.now() - uptime() * 1000 - 5000) return false;
  if (recorded.boot !== null && bootId() !== null && recorded.boot !== bootId()) return false;
  const now = identifyProcess(recorded.pid);
  if (now === null) return false;
  return recorded.startedAt === null || now.startedAt === null || recorded.startedAt === now.startedAt;
}

/** undefined: no such process; null: it exists but hides its start time (proc mounted with hidepid). */
function linuxStartTime(pid: number): string | null | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return isSignalable(pid) ? null : undefined;
  }
  // proc(5): the name in parentheses may hold spaces and parentheses; field 3 is the state, field 22 the start time.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  return fields[19] ?? null;
}

function otherStartTime(pid: number): string | null | undefined {
  if (!isSignalable(pid)) return undefined;
  if (process.platform === "win32") return null;
  try {
    const lstart = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
    });
    return lstart.toString().trim() || null;
  } catch {
    return null;
  }
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}

function bootId(): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}
