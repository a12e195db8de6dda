import * as z from "zod";

const LockedPackage = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

/** package-lock.json, as far as it is read here. */
const LockFile = z.looseObject({ packages: z.record(z.string(), LockedPackage) });
export type LockFile = z.infer<typeof LockFile>;

/**
 * Reads a lock, its keys in the order of the file (a parsed copy would have another, and every line would change).
 *
 * @throws Error when the text is no lock.
 */
export function readLock(text: string): LockFile {
  const lock: unknown = JSON.parse(text);
  LockFile.parse(lock);
  return lock as LockFile;
}

/** An optional dependency that the lock pins to one version and has no entry for. */
export interface MissingPackage {
  readonly name: string;
  readonly version: string;
  readonly isDev: boolean;
}

/**
 * Platform packages that npm left out of the lock, because the registry it was made with lacks them or because they were
 * not installed. Without their entry, `npm ci` refuses the lock and `npm install` on that platform skips them silently
 * (https://github.com/npm/cli/issues/4828).
 */
export function missingPackages({ packages }: LockFile): MissingPackage[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .filter(([, version]) => /^\d+\.\d+\.\d+/.test(version))
      .map(([name, version]) => ({ name, version, isDev: dev })),
  );
}

const systems: Record<string, string> = { windows: "win32" };

/** The entry that lets npm pass a platform package over elsewhere and fetch it on its own platform; from its name. */
function platformEntry({ name, version, isDev }: MissingPackage): z.infer<typeof LockedPackage> {
  const system = /android|darwin|freebsd|linux|win32|windows/.exec(name)?.[0];
  if (system === undefined) throw new Error(`${name} names no platform`);
  return {
    version,
    cpu: [/arm64/.test(name) ? "arm64" : "x64"],
    ...(isDev ? { dev: true } : {}),
    ...(name.endsWith("musl") ? { libc: ["musl"] } : {}),
    optional: true,
    os: [systems[system] ?? system],
  };
}

/**
 * The lock with an entry for each missing platform package. They carry no hash: none is known here.
 *
 * @throws Error when a missing package is not one for a platform.
 */
export function completedLock(lock: LockFile): LockFile {
  const added = missingPackages(lock).map((each) => [`node_modules/${each.name}`, platformEntry(each)] as const);
  const all = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(all) };
}
