import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import * as z from "zod";
import { readImports, type SourceNames } from "./read-imports.ts";

const dependencyMap = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  workspaces: z.array(z.string()).default([]),
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: dependencyMap,
  devDependencies: dependencyMap,
  optionalDependencies: dependencyMap,
  peerDependencies: dependencyMap,
});

/** The parts of a package.json that the checks read. */
export type Manifest = z.infer<typeof Manifest>;

/** One workspace package with its parsed sources. */
export interface WorkspacePackage {
  /** Folder relative to the repository, forward slashes. */
  readonly folder: string;
  /** Name without the `@waxwing/` scope. */
  readonly room: string;
  readonly manifest: Manifest;
  /** Path relative to the package -> what the file names. */
  readonly files: ReadonlyMap<string, SourceNames>;
}

/** Folders of other people's or generated code. */
const skipped = /(^|\/)(node_modules|generated|coverage|\.turbo|\.reports|fixtures)(\/|$)/;
const forward = (path: string): string => path.split(sep).join("/");

function readManifest(path: string): Manifest {
  return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
}

function readPackage(root: string, folder: string): WorkspacePackage {
  const manifest = readManifest(join(root, folder, "package.json"));
  const files = new Map<string, SourceNames>();
  const cwd = join(root, folder);
  for (const found of globSync("**/*.{ts,mts}", { cwd, exclude: (name) => skipped.test(name) }).sort()) {
    const path = forward(found);
    if (skipped.test(path)) continue;
    files.set(path, readImports(`${folder}/${path}`, readFileSync(join(cwd, found), "utf8")));
  }
  return { folder, room: manifest.name.replace(/^@waxwing\//, ""), manifest, files };
}

/**
 * Reads every workspace package below `root`.
 *
 * @throws Error when a manifest or a source cannot be read or parsed.
 */
export function readWorkspace(root: string): { manifest: Manifest; packages: WorkspacePackage[] } {
  const manifest = readManifest(join(root, "package.json"));
  const folders = manifest.workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }));
  const packages = folders.map((path) => readPackage(root, forward(dirname(path))));
  return { manifest, packages: packages.sort((a, b) => (a.folder < b.folder ? -1 : 1)) };
}
