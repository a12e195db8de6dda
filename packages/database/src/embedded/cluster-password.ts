import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseStartError } from "./database-start-error.ts";

/** The password of the embedded server, kept in `<dataDir>/postgres-password` with mode 0600; made when there is no cluster yet. */
export function clusterPassword(dataDir: string, clusterExists: boolean): string {
  const path = join(dataDir, "postgres-password");
  if (existsSync(path)) {
    const password = readFileSync(path, "utf8").trim();
    if (password !== "") return password;
  }
  if (clusterExists) {
    throw new DatabaseStartError(
      `The database exists, but its password file ${path} is missing or empty. Put it back from a backup.`,
    );
  }
  const password = randomBytes(24).toString("base64url");
  writeFileSync(`${path}.new`, `${password}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return password;
}
