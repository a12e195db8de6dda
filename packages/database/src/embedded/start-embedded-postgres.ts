import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseLog } from "../database-log.ts";
import { adoptOrStart } from "./adopt-or-start.ts";
import { checkClusterVersion, createCluster, embeddedName } from "./cluster-creation.ts";
import { locateCluster } from "./cluster-location.ts";
import { clusterPassword } from "./cluster-password.ts";
import { lockDataDirectory } from "./data-directory-lock.ts";
import { DatabaseStartError } from "./database-start-error.ts";
import { preparePostgresBinaries } from "./postgres-binaries.ts";
import { type PostmasterOptions, stopPostmaster } from "./postmaster.ts";
import type { PostgresEndpoint } from "./postmaster-file.ts";
import { supervisePostmaster } from "./postmaster-supervision.ts";

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** The server's data directory; made when missing. */
  dataDir: string;
  log: DatabaseLog;
  /** Settings for this run, over those of postgresql.conf (tests switch `fsync` off). */
  settings?: Record<string, string>;
  /** How long `stop()` gives a fast shutdown; default 20,000. */
  stopTimeoutMs?: number;
}

/** The running PostgreSQL of a data directory. */
export interface EmbeddedPostgres {
  /** A libpq-style URI with password, for a Unix socket or the loopback interface. */
  connectionUri: string;
  /** The postmaster's pid now; it changes when a crashed postmaster was started again. */
  readonly pid: number;
  /** Where the database's files lie (PGDATA): usually `<dataDir>/postgres`. */
  clusterFolder: string;
  /** Shuts PostgreSQL down and gives the data directory free. Can be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of a data directory, makes it when there is none, adopts it when it still runs (its server was
 * killed), and starts it again should it crash. Only one server at a time may have a data directory.
 *
 * @throws DatabaseStartError with a sentence for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    mkdirSync(options.dataDir, { recursive: true });
    const dataDir = realpathSync(options.dataDir);
    const lock = lockDataDirectory(dataDir);
    try {
      return await start({ ...options, dataDir }, () => lock.release());
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (cause) {
    if (cause instanceof DatabaseStartError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseStartError(`The database in ${options.dataDir} could not be started: ${reason}`, { cause });
  }
}

async function start(options: EmbeddedPostgresOptions, release: () => void): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const settings = options.settings ?? {};
  const location = locateCluster(dataDir);
  const binaries = preparePostgresBinaries(location.copiesFolder, location.account);
  const exists = existsSync(join(location.cluster, "PG_VERSION"));
  const password = clusterPassword(dataDir, exists);
  if (exists) {
    checkClusterVersion(location.cluster);
  } else {
    await createCluster(location.cluster, binaries, location.account, password, settings["fsync"] !== "off");
    log.info({ cluster: location.cluster, user: location.account?.name }, "made a new PostgreSQL cluster");
  }
  location.remember();

  const postmasterOptions: PostmasterOptions = {
    cluster: realpathSync(location.cluster),
    binaries,
    account: location.account,
    logFile: join(dataDir, "postgres.log"),
    settings,
    log,
  };
  const credentials = { user: embeddedName, password, database: embeddedName };
  const postmaster = await adoptOrStart(postmasterOptions, credentials, null);
  const supervision = supervisePostmaster(postmaster, log, () =>
    adoptOrStart(postmasterOptions, credentials, { host: postmaster.host, port: postmaster.port }),
  );

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const pid = await supervision.end();
    await stopPostmaster(postmasterOptions, pid, options.stopTimeoutMs ?? 20_000);
    release();
  };
  return {
    connectionUri: connectionUri(postmaster, password),
    clusterFolder: postmasterOptions.cluster,
    get pid() {
      return supervision.pid();
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

function connectionUri(endpoint: PostgresEndpoint, password: string): string {
  const account = `${embeddedName}:${encodeURIComponent(password)}`;
  return endpoint.host.startsWith("/")
    ? `postgresql://${account}@localhost/${embeddedName}?host=${encodeURIComponent(endpoint.host)}&port=${endpoint.port}`
    : `postgresql://${account}@${endpoint.host}:${endpoint.port}/${embeddedName}`;
}
