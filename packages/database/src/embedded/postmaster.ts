import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseLog } from "../database-log.ts";
import { DatabaseStartError } from "./database-start-error.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { couldNotRun, programEnvironment, runProgram, spawnIdentity } from "./postgres-program.ts";
import { isPostmasterOf, type PostgresEndpoint, postmasterFile, readPostmasterFile } from "./postmaster-file.ts";
import type { UnprivilegedAccount } from "./unprivileged-account.ts";

/** All that is needed to run the postmaster of a cluster. */
export interface PostmasterOptions {
  cluster: string;
  binaries: PostgresBinaries;
  account: UnprivilegedAccount | null;
  logFile: string;
  /** Settings for this run, over those of postgresql.conf. */
  settings: Record<string, string>;
  log: DatabaseLog;
}

/** A postmaster that answers. `child` is null when another process started it. */
export interface RunningPostmaster extends PostgresEndpoint {
  pid: number;
  child: ChildProcess | null;
}

const pollMs = 5;
// A start after a crash replays the log: at most max_wal_size, but on a slow disk.
const startTimeoutMs = 300_000;
const logRotationBytes = 5_000_000;

/** Starts the postmaster and waits until it accepts connections. Throws `DatabaseStartError` with the log's last lines. */
export async function startPostmaster(
  options: PostmasterOptions,
  endpoint: PostgresEndpoint,
): Promise<RunningPostmaster> {
  rotateLog(options.logFile);
  const logDescriptor = openSync(options.logFile, "a", 0o600);
  const logStart = statSync(options.logFile).size;
  const onSocket = endpoint.host.startsWith("/");
  const settings: Record<string, string> = {
    port: String(endpoint.port),
    listen_addresses: onSocket ? "" : endpoint.host,
    // The value is a list: quotes keep a comma or a space in the path together.
    unix_socket_directories: onSocket ? `"${endpoint.host.replaceAll('"', '""')}"` : "",
    unix_socket_permissions: "0700",
    ...options.settings,
  };
  const child = spawn(
    options.binaries.postgres,
    ["-D", options.cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      // A session of its own: Ctrl-C reaches the whole process group, and the database has to be the last to stop.
      detached: true,
      // A file and not a pipe: the postmaster outlives a server that is killed.
      stdio: ["ignore", logDescriptor, logDescriptor],
      cwd: process.platform === "win32" ? undefined : "/",
      env: programEnvironment(),
      ...spawnIdentity(options.account),
    },
  );
  closeSync(logDescriptor);
  let failure: Error | null = null;
  child.once("error", (cause) => {
    failure ??= couldNotRun(options.binaries.postgres, cause);
  });
  const explainExit = (code: number | null, signal: NodeJS.Signals | null) => {
    const reason = `${signal ?? `exit code ${code}`}): ${readFrom(options.logFile, logStart)}`;
    failure ??= new DatabaseStartError(`PostgreSQL ended while starting (${reason}`);
  };
  child.once("exit", explainExit);
  child.unref();
  const { pid } = child;
  if (pid === undefined || !(await isReady(options, pid, () => failure === null))) {
    // Without a pid the "error" event is still on its way.
    while (failure === null) await delay(pollMs);
    throw failure;
  }
  child.off("exit", explainExit);
  return { pid, child, ...endpoint };
}

/** Waits for a postmaster that somebody else started. Null when it ended instead. */
export async function awaitPostmaster(options: PostmasterOptions, pid: number): Promise<RunningPostmaster | null> {
  if (!(await isReady(options, pid, () => isPostmasterOf(options.cluster, pid)))) return null;
  const record = readPostmasterFile(options.cluster);
  return record === null ? null : { pid, child: null, host: record.host, port: record.port };
}

/** Waits until the postmaster is ready (true) or gone (false). */
async function isReady(options: PostmasterOptions, pid: number, isAlive: () => boolean): Promise<boolean> {
  const startedAt = performance.now();
  let nextNoticeAt = startedAt + 10_000;
  while (isAlive()) {
    const record = readPostmasterFile(options.cluster);
    if (record?.pid === pid && record.status === "ready") return true;
    const now = performance.now();
    if (now > nextNoticeAt) {
      nextNoticeAt = now + 10_000;
      options.log.info(
        { pid, logFile: options.logFile },
        "PostgreSQL is still starting, probably recovering after a crash",
      );
    }
    if (now - startedAt > startTimeoutMs) {
      throw new DatabaseStartError(`PostgreSQL (pid ${pid}) is not ready after 5 minutes; see ${options.logFile}.`);
    }
    await delay(pollMs);
  }
  return false;
}

/**
 * Stops a postmaster: fast shutdown (open transactions are rolled back, everything is flushed), after `timeoutMs` an
 * immediate one, which costs a recovery at the next start and no data.
 */
export async function stopPostmaster(options: PostmasterOptions, pid: number, timeoutMs: number): Promise<void> {
  if (!isPostmasterOf(options.cluster, pid)) return;
  if (process.platform === "win32") {
    // Windows has no signals; pg_ctl speaks to the postmaster's own pipe.
    await runProgram(options.binaries.pgCtl, ["stop", "-D", options.cluster, "-m", "fast", "-w"], options.account);
    return;
  }
  process.kill(pid, "SIGINT");
  if (await hasEnded(options, pid, timeoutMs)) return;
  options.log.warn({ pid, timeoutMs }, "PostgreSQL did not stop in time; shutting it down immediately");
  process.kill(pid, "SIGQUIT");
  if (await hasEnded(options, pid, 10_000)) return;
  throw new Error(`PostgreSQL (pid ${pid}) does not stop.`);
}

/** Whether the process ends in time. Its record is removed just before; half a second later only a zombie can be left. */
export async function hasEnded(options: PostmasterOptions, pid: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  let recordSeenAt = performance.now();
  while (performance.now() < until) {
    if (!isPostmasterOf(options.cluster, pid)) return true;
    if (readPostmasterFile(options.cluster)?.pid === pid) recordSeenAt = performance.now();
    if (performance.now() - recordSeenAt > 500) return true;
    await delay(pollMs);
  }
  return false;
}

/**
 * Removes what a killed postmaster has left. PostgreSQL does so itself, but takes any process with the recorded pid for
 * a postmaster (a zombie that nobody collects, or one that got the pid after a reboot) and would then refuse to start.
 * The caller has made sure that no postmaster runs here.
 */
export function removeStaleFiles(options: PostmasterOptions, port: number): void {
  const socketLock = join(options.cluster, `.s.PGSQL.${port}.lock`);
  for (const path of [postmasterFile(options.cluster), socketLock]) {
    if (!existsSync(path)) continue;
    options.log.info({ path }, "removing what a killed PostgreSQL has left");
    rmSync(path, { force: true });
  }
}

function rotateLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logRotationBytes) renameSync(path, `${path}.1`);
}

/** The last 4,000 bytes that were written to the log since `start`. */
function readFrom(path: string, start: number): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const buffer = Buffer.alloc(Math.max(0, Math.min(size - start, 4000)));
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
  } finally {
    closeSync(descriptor);
  }
  return buffer.toString().trim();
}
