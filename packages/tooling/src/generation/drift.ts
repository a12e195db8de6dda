import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Generator } from "./generator.ts";

/** One committed file that is not what its generator makes now. */
export interface Difference {
  readonly path: string;
  readonly kind: "missing" | "different" | "stale";
  /** The text that belongs there; none for a stale file. */
  readonly expected?: string;
  /** First line (1-based) that differs, for a different file. */
  readonly line?: number;
}

const textOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

function firstDifferentLine(one: string, other: string): number {
  const [left, right] = [one.split("\n"), other.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return (at < 0 ? left.length : at) + 1;
}

function staleFiles(root: string, folder: string, produced: ReadonlySet<string>): string[] {
  const found = globSync("**/*", { cwd: join(root, folder) }).map((path) => `${folder}/${path.split(sep).join("/")}`);
  return found.filter((path) => !produced.has(path) && statSync(join(root, path)).isFile()).sort();
}

/**
 * Compares what the generators make now with the files below `root`.
 *
 * @throws what a generator throws, with its name; Error when two generators make one file.
 */
export async function findDifferences(root: string, generators: readonly Generator[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  const produced = new Set<string>();
  for (const generator of generators) {
    const files = await generator.produce().catch((cause: unknown) => {
      throw new Error(`${generator.name} could not be generated`, { cause });
    });
    for (const [path, expected] of Object.entries(files)) {
      if (produced.has(path)) throw new Error(`${path} is made by two generators (${generator.name} is the second)`);
      produced.add(path);
      const present = textOf(join(root, path));
      if (present === undefined) differences.push({ path, kind: "missing", expected });
      else if (present !== expected) {
        differences.push({ path, kind: "different", expected, line: firstDifferentLine(present, expected) });
      }
    }
  }
  const folders = generators.flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  const stale = folders.flatMap((folder) => staleFiles(root, folder, produced));
  return [...differences, ...stale.map((path) => ({ path, kind: "stale" }) as const)];
}

/** Makes the files below `root` what the generators say; stale ones are removed. */
export function applyDifferences(root: string, differences: readonly Difference[]): void {
  for (const { path, expected } of differences) {
    const target = join(root, path);
    if (expected === undefined) rmSync(target);
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, expected);
    }
  }
}
