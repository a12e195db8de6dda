import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPostmasterOf, readPostmasterFile } from "./embedded/postmaster-file.ts";
import { identifyProcess } from "./embedded/process-identity.ts";
import { startEmbeddedPostgres } from "./embedded/start-embedded-postgres.ts";
import { silentLog, testPostgresVariable } from "./testing.ts";

/** A PostgreSQL for tests. */
export interface TestPostgres {
  connectionUri: string;
  stop(): Promise<void>;
}

const folderPrefix = "waxwing-test-postgres-";

// Nothing here has to survive a power failure; everything else is as in production.
const fastSettings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "250",
};

/**
 * Gives the PostgreSQL of this test run, and tells it to child processes and vitest workers by an environment variable.
 * That is the user's own (`DATABASE_CONNECTION_URI`), the one that an outer run has started, or a new embedded one below
 * the temporary folder, which `stop()` removes. What a killed run left is removed here.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const existing = process.env["DATABASE_CONNECTION_URI"] || process.env[testPostgresVariable];
  if (existing) return { connectionUri: existing, stop: async () => {} };

  removeLeftovers();
  const dataDir = join(tmpdir(), `${folderPrefix}${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(dataDir);
  // Under a umask of 077 too: root's PostgreSQL runs as another user, who has to pass.
  chmodSync(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog, settings: fastSettings });
  process.env[testPostgresVariable] = postgres.connectionUri;
  return {
    connectionUri: postgres.connectionUri,
    stop: async () => {
      delete process.env[testPostgresVariable];
      await postgres.stop();
      rmSync(postgres.clusterFolder, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** vitest's `globalSetup`. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  return () => postgres.stop();
}

/** The folders carry the pid of their run. A run that was killed leaves its postmaster as well. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(folderPrefix) ? Number.parseInt(name.slice(folderPrefix.length), 10) : Number.NaN;
    if (!Number.isSafeInteger(owner) || identifyProcess(owner) !== null) continue;
    const dataDir = join(tmpdir(), name);
    try {
      const cluster = clusterOf(dataDir);
      const postmaster = readPostmasterFile(cluster);
      if (postmaster !== null && isPostmasterOf(cluster, postmaster.pid)) process.kill(postmaster.pid, "SIGQUIT");
      rmSync(cluster, { recursive: true, force: true, maxRetries: 5 });
      rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // Another user's: not ours to remove.
    }
  }
}

function clusterOf(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, "postgres-location"), "utf8").trim();
  } catch {
    return join(dataDir, "postgres");
  }
}
