import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseStartError } from "./database-start-error.ts";

/** The account that PostgreSQL runs under when the server itself is root. */
export interface UnprivilegedAccount {
  uid: number;
  gid: number;
  name: string;
}

/** True where PostgreSQL would refuse to start under the current account. */
export function runsAsRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The account for PostgreSQL, or null when not root. An existing cluster keeps its owner; a new one gets `waxwing`,
 * `postgres` or `nobody`, the first that exists.
 */
export function accountForPostgres(clusterOwnerUid: number | null): UnprivilegedAccount | null {
  if (!runsAsRoot()) return null;
  const accounts = readPasswd();
  if (clusterOwnerUid !== null && clusterOwnerUid !== 0) {
    const owner = accounts.find((account) => account.uid === clusterOwnerUid);
    if (owner) return owner;
    throw new DatabaseStartError(
      `The database files belong to the user id ${clusterOwnerUid}, which has no entry in /etc/passwd; PostgreSQL needs one. Start the server under that user, or add the user.`,
    );
  }
  for (const name of ["waxwing", "postgres", "nobody"]) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account) return account;
  }
  throw new DatabaseStartError(
    "PostgreSQL does not run as root, and there is no user named waxwing, postgres or nobody to run it under. Start the server as an ordinary user, or set DATABASE_CONNECTION_URI.",
  );
}

function readPasswd(): UnprivilegedAccount[] {
  const accounts: UnprivilegedAccount[] = [];
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    // macOS writes nobody's id as -2.
    if (name && uid && gid) accounts.push({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return accounts;
}

/**
 * The first folder on the way to `path` (`path` itself included) that the account cannot pass, or null when it can pass
 * all. Reads mode bits only: an access list that forbids more is found by PostgreSQL's own error.
 */
export function folderInTheWay(path: string, account: UnprivilegedAccount): string | null {
  const folders: string[] = [];
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return null;
}
