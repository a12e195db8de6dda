import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second for user space (USER_HZ), whatever the kernel's own tick is. */
const msPerTick = 10;

interface ProcessStat {
  readonly parentPid: number;
  /** User and system time of the process. */
  readonly ownTicks: number;
  /** The same of children that have ended and were waited for. */
  readonly endedChildrenTicks: number;
}

/** `/proc/<pid>/stat`, see proc_pid_stat(5); undefined when there is no such process. */
function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name may hold spaces and parentheses: fields are counted from the last one. The first here is field 3.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return { parentPid: field(4), ownTicks: field(14) + field(15), endedChildrenTicks: field(16) + field(17) };
}

/** CPU time of one process with all its threads, in milliseconds. Throws when it has ended. */
export function cpuMsOf(pid: number): number {
  const stat = readStat(pid);
  if (stat === undefined) throw new Error(`process ${pid} has ended`);
  return stat.ownTicks * msPerTick;
}

/** CPU time of a process, its children that live and those that have ended, in milliseconds: for a PostgreSQL. */
export function treeCpuMsOf(pid: number): number {
  const stat = readStat(pid);
  if (stat === undefined) throw new Error(`process ${pid} has ended`);
  const children = childrenOf(pid).reduce((sum, child) => sum + (readStat(child)?.ownTicks ?? 0), 0);
  return (stat.ownTicks + stat.endedChildrenTicks + children) * msPerTick;
}

/** The living children of a process. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => readStat(candidate)?.parentPid === pid);
}

/** Resident memory of one process, in megabytes (10^6 bytes). */
export function residentMbOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no resident memory`);
  return (Number(kilobytes) * 1024) / 1e6;
}
