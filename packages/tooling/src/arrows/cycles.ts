import { posix } from "node:path";
import type { WorkspacePackage } from "./workspace.ts";

/**
 * Import cycles between the files of one package, each reported once, from its alphabetically first file. Types alone
 * make no cycle: nothing is loaded for them, and parts that call each other at run time name each other's types.
 */
export function fileCycles(one: WorkspacePackage): string[] {
  const targets = (path: string): string[] =>
    (one.files.get(path)?.imports ?? [])
      .filter(({ specifier, isType }) => specifier.startsWith(".") && !isType)
      .map(({ specifier }) => posix.normalize(posix.join(posix.dirname(path), specifier)))
      .filter((target) => one.files.has(target));
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles = new Set<string>();
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.add(fromFirst(trail.slice(start)));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of targets(path)) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of [...one.files.keys()].sort()) visit(path);
  return [...cycles].map((cycle) => `${one.folder}: import cycle ${cycle}`);
}

function fromFirst(cycle: readonly string[]): string {
  const first = [...cycle].sort()[0] ?? "";
  const at = cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at), first].join(" -> ");
}
