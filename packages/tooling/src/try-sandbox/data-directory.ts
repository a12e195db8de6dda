import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Where both parts keep their data and logs. */
export interface DataDirectory {
  readonly server: string;
  readonly sandbox: string;
  /** Whether it outlives this run. */
  readonly isKept: boolean;
  /** Removes it, unless it is kept. */
  release(): void;
}

/** The given directory, or a temporary one. */
export function openDataDirectory(given: string | null): DataDirectory {
  const root = given === null ? mkdtempSync(join(tmpdir(), "waxwing-sandbox-")) : resolve(given);
  const server = join(root, "server");
  const sandbox = join(root, "sandbox");
  for (const directory of [server, sandbox]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    server,
    sandbox,
    isKept: given !== null,
    release() {
      if (given !== null) return;
      // PostgreSQL's files lie elsewhere when its account may not pass the temporary directory.
      const pointer = join(server, "postgres-location");
      const elsewhere = existsSync(pointer) ? [readFileSync(pointer, "utf8").trim()] : [];
      for (const path of [...elsewhere, root]) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
