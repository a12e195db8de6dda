import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { fileCycles } from "./cycles.ts";
import { type Import, packageOf } from "./read-imports.ts";
import { importedByGeneratedCode, isTestFile, notProduction, outsideProduction, rooms } from "./rules.ts";
import { type Manifest, readWorkspace, type WorkspacePackage } from "./workspace.ts";

/** The scope of this project's own packages. */
const scope = "@waxwing/";

/**
 * Checks imports and manifests of the whole workspace below `root`.
 *
 * @returns one sentence for each violation, with file and line; empty when all arrows point the right way.
 */
export function checkArrows(root: string): string[] {
  const { manifest, packages } = readWorkspace(root);
  const folders = new Map(packages.map((one) => [one.room, one]));
  return packages.flatMap((one) => {
    if (rooms[one.room] === undefined) return [`${one.folder}: no arrow is drawn for ${one.room} (arrows/rules.ts)`];
    const found: string[] = [];
    for (const [path, { imports }] of one.files) {
      const isTest = isTestFile(path) || notProduction.includes(one.room);
      for (const each of imports) {
        const problem = each.specifier.startsWith(".")
          ? relativeProblem(one, path, each, isTestFile(path))
          : (packageProblem(one, each, isTest, manifest) ?? testingProblem(each, isTest, folders));
        if (problem !== undefined) found.push(`${one.folder}/${path}:${each.line}: ${problem}`);
      }
    }
    return [...found, ...unusedDependencies(one), ...fileCycles(one)];
  });
}

function relativeProblem(
  one: WorkspacePackage,
  path: string,
  { specifier }: Import,
  isTest: boolean,
): string | undefined {
  // A configuration file may share the repository's settings; everything else stays inside its package.
  if (/(^|\/)[^/]+\.config\.ts$/.test(path)) return undefined;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (target.startsWith("..")) return `"${specifier}" leaves the package; import the package by its name`;
  if (!isTest && isTestFile(target) && !notProduction.includes(one.room)) return `"${specifier}" is test code`;
  return undefined;
}

function packageProblem(
  one: WorkspacePackage,
  { specifier, isType }: Import,
  isTest: boolean,
  root: Manifest,
): string | undefined {
  const room = rooms[one.room];
  if (room === undefined) return undefined;
  if (isBuiltin(specifier)) {
    return room.node || isTest
      ? undefined
      : `"${specifier}": ${one.room} also runs in a browser, no Node.js module there`;
  }
  const name = packageOf(specifier);
  if (name === one.manifest.name) return undefined;
  if (name.startsWith(scope) && !isTest) {
    const target = name.slice(scope.length);
    const isAllowed =
      room.imports === "any"
        ? !outsideProduction.includes(target)
        : room.imports.includes(target) || (isType && room.types?.includes(target) === true);
    if (!isAllowed) {
      return `${one.room} must not import ${target}`;
    }
  }
  if (declared(one.manifest, isTest).has(name) || (isTest && name in root.devDependencies)) return undefined;
  return `"${name}" is not declared in ${one.folder}/package.json`;
}

/** A public sub-path such as `@waxwing/database/testing` is test code as well. */
function testingProblem(
  { specifier }: Import,
  isTest: boolean,
  folders: ReadonlyMap<string, unknown>,
): string | undefined {
  const name = packageOf(specifier);
  if (isTest || !folders.has(name.slice(scope.length))) return undefined;
  const part = specifier.slice(name.length + 1);
  return isTestFile(`${part}.ts`) ? `"${specifier}" is test code` : undefined;
}

function declared(manifest: Manifest, isTest: boolean): Set<string> {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
  const maps = [dependencies, optionalDependencies, peerDependencies, ...(isTest ? [devDependencies] : [])];
  return new Set(maps.flatMap((map) => Object.keys(map)));
}

function unusedDependencies(one: WorkspacePackage): string[] {
  const names = [...one.files.values()].flatMap((file) => [...file.strings]);
  const commands = Object.values(one.manifest.scripts)
    .join(" ")
    .split(/[\s/]+/);
  const isUsed = (name: string): boolean =>
    importedByGeneratedCode[one.room]?.includes(name) === true ||
    commands.includes(name) ||
    names.some((text) => text === name || text.startsWith(`${name}/`));
  return [...declared(one.manifest, true)]
    .filter((name) => !isUsed(name) && !(name.startsWith("@types/") && isUsed(name.slice("@types/".length))))
    .map((name) => `${one.folder}/package.json: "${name}" is declared and not used`);
}
