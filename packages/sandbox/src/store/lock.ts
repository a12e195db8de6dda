import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Directories that sandboxes of this process have. */
const ours = new Set<string>();

/** Makes this process the only sandbox on a directory. Raises an Error that names the other's process id. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const real = await realpath(directory);
  const path = join(real, "sandbox.pid");
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, await markOf(process.pid), { flag: "wx", mode: 0o600 });
      ours.add(real);
      return {
        release: async () => {
          await rm(path, { force: true });
          ours.delete(real);
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 2) throw error;
    }
    const mark = await readFile(path, "utf8").catch(() => "");
    const owner = Number(mark.split(" ", 1)[0]);
    const isTaken = owner === process.pid ? ours.has(real) : await isAlive(owner, mark);
    if (isTaken) throw new Error(`another sandbox (process ${owner}) has the data directory ${directory}`);
    await rm(path, { force: true });
  }
}

/**
 * Whether the process that left this mark still runs. Ids are given again, in a container most of all, where a sandbox
 * is process 1 in every life: hence the time of its start, where the system tells it.
 */
async function isAlive(pid: number, mark: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !mark.includes(" ") || mark === (await markOf(pid));
}

/** `{process id} {start}`; without the start where there is no /proc. */
async function markOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, a name in parentheses, may have spaces; the start is the 22nd.
  const start = status.slice(status.lastIndexOf(")") + 2).split(" ")[19];
  return start === undefined ? String(pid) : `${pid} ${start}`;
}
