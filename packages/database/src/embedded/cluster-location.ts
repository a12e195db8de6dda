import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseStartError } from "./database-start-error.ts";
import { accountForPostgres, folderInTheWay, runsAsRoot, type UnprivilegedAccount } from "./unprivileged-account.ts";

/** Where the cluster of a data directory lies, and who runs it. */
export interface ClusterLocation {
  /** PostgreSQL's own data directory (PGDATA). */
  cluster: string;
  /** Where a copy of the programs may be put. */
  copiesFolder: string;
  /** null: the current user. */
  account: UnprivilegedAccount | null;
  /** Makes the place known to later starts; called once the cluster exists. */
  remember(): void;
}

/** Where clusters and programs go that root cannot keep in its own folders; replaced in tests only. */
export const sharedStateFolder = "/var/lib/waxwing";

/**
 * Finds the cluster of a data directory: the place named in `postgres-location`, else `<dataDir>/postgres`, else a new
 * place. Root runs PostgreSQL under another account, which cannot pass a folder of mode 0700 such as root's home: a new
 * cluster then goes below `/var/lib/waxwing`, and `postgres-location` says so.
 */
export function locateCluster(dataDir: string): ClusterLocation {
  const pointer = join(dataDir, "postgres-location");
  const inside = join(dataDir, "postgres");
  const copiesFolder = runsAsRoot() ? sharedStateFolder : join(dataDir, "postgres-programs");
  const nothingToRemember = () => {};

  if (existsSync(pointer)) {
    const cluster = readFileSync(pointer, "utf8").trim();
    if (!existsSync(join(cluster, "PG_VERSION"))) {
      throw new DatabaseStartError(
        `${pointer} says that the database lies in ${cluster}, but it is not there. Put it back; or, if it is lost, remove ${pointer} to begin with an empty database.`,
      );
    }
    return { cluster, copiesFolder, account: accountForPostgres(ownerOf(cluster)), remember: nothingToRemember };
  }

  if (existsSync(join(inside, "PG_VERSION"))) {
    const account = accountForPostgres(ownerOf(inside));
    const obstacle = account === null ? null : folderInTheWay(inside, account);
    if (account !== null && obstacle !== null) {
      throw new DatabaseStartError(
        `The database in ${inside} belongs to the user ${account.name}, who cannot pass the folder ${obstacle}. Allow it (chmod o+x ${obstacle}) or move the data directory.`,
      );
    }
    return { cluster: inside, copiesFolder, account, remember: nothingToRemember };
  }

  const account = accountForPostgres(null);
  if (account === null || folderInTheWay(dataDir, account) === null) {
    return { cluster: inside, copiesFolder, account, remember: nothingToRemember };
  }
  // Random as well: a data directory that was deleted and made again must not find the old database without its password.
  const name = `${createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 12)}-${randomBytes(4).toString("hex")}`;
  const cluster = join(sharedStateFolder, name);
  const remember = () => {
    writeFileSync(`${pointer}.new`, `${cluster}\n`, { flush: true });
    renameSync(`${pointer}.new`, pointer);
  };
  return { cluster, copiesFolder, account, remember };
}

function ownerOf(cluster: string): number {
  return statSync(cluster).uid;
}
