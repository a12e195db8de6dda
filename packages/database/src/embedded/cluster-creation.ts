import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseStartError } from "./database-start-error.ts";
import { makeOpenFolder, type PostgresBinaries } from "./postgres-binaries.ts";
import { runProgram } from "./postgres-program.ts";
import type { UnprivilegedAccount } from "./unprivileged-account.ts";

/** Superuser and database of the embedded server. */
export const embeddedName = "waxwing";
const majorVersion = "18";

/**
 * For one small server on a shared machine. Written to postgresql.conf once, so that the owner may change them there;
 * durability stays at PostgreSQL's defaults (fsync and synchronous_commit on).
 */
const initialSettings: Record<string, string> = {
  shared_buffers: "64MB",
  max_connections: "60",
  // Worker processes for reads cost memory and bring nothing at this size.
  io_method: "sync",
  max_wal_size: "512MB",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Checks that an existing cluster is of the major version that the programs have. */
export function checkClusterVersion(cluster: string): void {
  const version = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (version !== majorVersion) {
    throw new DatabaseStartError(
      `The database in ${cluster} was made by PostgreSQL ${version}; this server brings PostgreSQL ${majorVersion}. Carry the data over with pg_dump of the old version, or set DATABASE_CONNECTION_URI.`,
    );
  }
}

/** Makes a cluster in `cluster`, all or nothing: it is built beside and renamed, so an interrupted attempt leaves no half. */
export async function createCluster(
  cluster: string,
  binaries: PostgresBinaries,
  account: UnprivilegedAccount | null,
  password: string,
  durable: boolean,
): Promise<void> {
  const parent = dirname(cluster);
  if (account === null) mkdirSync(parent, { recursive: true });
  else makeOpenFolder(parent);
  if (existsSync(cluster) && readdirSync(cluster).length > 0) {
    throw new DatabaseStartError(
      `${cluster} is not empty and holds no database (PG_VERSION is missing). Move it away.`,
    );
  }
  removeLeftovers(parent, basename(cluster));

  const staging = `${cluster}.new-${randomBytes(4).toString("hex")}`;
  const passwordFile = `${staging}-password`;
  try {
    mkdirSync(staging);
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    chmodSync(staging, 0o700);
    if (account !== null) {
      chownSync(staging, account.uid, account.gid);
      chownSync(passwordFile, account.uid, account.gid);
    }
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${staging}`,
        `--username=${embeddedName}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // The builtin provider sorts by code point, independent of the host's libraries: an upgrade of the host breaks no index.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        ...(durable ? [] : ["--no-sync"]),
        ...Object.entries(initialSettings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      account,
    );
    await runProgram(
      binaries.postgres,
      ["--single", "-D", staging, ...(durable ? [] : ["-c", "fsync=off"]), "postgres"],
      account,
      `CREATE DATABASE ${embeddedName}\n`,
    );
    renameSync(staging, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What an attempt left that was killed. Called under the lock of the data directory: nobody is building there now. */
function removeLeftovers(parent: string, name: string): void {
  for (const entry of readdirSync(parent)) {
    if (entry.startsWith(`${name}.new-`)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}
