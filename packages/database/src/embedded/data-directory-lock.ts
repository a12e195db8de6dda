import { randomBytes } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseStartError, systemErrorCode } from "./database-start-error.ts";
import { identifyProcess, isStillRunning, type ProcessIdentity } from "./process-identity.ts";

/** The right to run the one server of a data directory. */
export interface DataDirectoryLock {
  release(): void;
}

type LockRecord = ProcessIdentity & { released?: true };

const prefix = "server-lock.";

/**
 * Takes the lock of a data directory, or throws a `DatabaseStartError` that names the pid of the server that has it.
 *
 * Node has no flock. The lock is the file `server-lock.<n>` with the highest n; it is free when its process is gone or
 * has released it. Whoever finds it free links the next number, which only one can, and looks again: n never falls, so
 * a slow rival that still sees an older number cannot win. `kill -9` needs no clean-up.
 */
export function lockDataDirectory(dataDir: string): DataDirectoryLock {
  const own = identifyProcess(process.pid);
  if (own === null) throw new DatabaseStartError("This process cannot see itself in the process table (/proc).");
  const temporary = join(dataDir, `.${prefix}${process.pid}.${randomBytes(4).toString("hex")}`);
  writeFileSync(temporary, JSON.stringify(own), { mode: 0o644 });
  try {
    for (;;) {
      const current = highest(dataDir);
      const holder = current === 0 ? null : readRecord(pathOf(dataDir, current));
      if (holder !== null && !holder.released && isStillRunning(holder)) throw inUse(dataDir, holder.pid);
      const mine = current + 1;
      if (!linkExclusively(temporary, pathOf(dataDir, mine))) continue;
      if (highest(dataDir) !== mine) {
        rmSync(pathOf(dataDir, mine), { force: true });
        continue;
      }
      removeOlder(dataDir, mine);
      return { release: () => release(dataDir, mine, own) };
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}

function inUse(dataDir: string, pid: number): DatabaseStartError {
  return new DatabaseStartError(
    `Another Waxwing server (pid ${pid}) already runs on the data directory ${dataDir}. Stop it, or give this one another WAXWING_DATA_DIR.`,
  );
}

function pathOf(dataDir: string, generation: number): string {
  return join(dataDir, `${prefix}${generation}`);
}

function generations(dataDir: string): number[] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

function highest(dataDir: string): number {
  return Math.max(0, ...generations(dataDir));
}

function removeOlder(dataDir: string, mine: number): void {
  for (const generation of generations(dataDir)) {
    if (generation < mine) rmSync(pathOf(dataDir, generation), { force: true });
  }
}

/** null when the file is gone or unreadable: files are linked complete, so only a power failure leaves a broken one. */
function readRecord(path: string): LockRecord | null {
  try {
    const record: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof record !== "object" || record === null || !("pid" in record) || typeof record.pid !== "number")
      return null;
    const startedAt = "startedAt" in record && typeof record.startedAt === "string" ? record.startedAt : null;
    const boot = "boot" in record && typeof record.boot === "string" ? record.boot : null;
    const recordedAt = "recordedAt" in record && typeof record.recordedAt === "number" ? record.recordedAt : 0;
    return { pid: record.pid, startedAt, boot, recordedAt, ...("released" in record ? { released: true } : {}) };
  } catch (error) {
    if (systemErrorCode(error) === "EACCES") throw error;
    return null;
  }
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** The file stays, marked as released: were it removed, numbers would start again and a slow rival could win. */
function release(dataDir: string, generation: number, own: ProcessIdentity): void {
  if (highest(dataDir) !== generation) return;
  const temporary = join(dataDir, `.${prefix}${process.pid}.release`);
  writeFileSync(temporary, JSON.stringify({ ...own, released: true }));
  renameSync(temporary, pathOf(dataDir, generation));
}
