import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { DatabaseStartError } from "./database-start-error.ts";
import {
  awaitPostmaster,
  hasEnded,
  type PostmasterOptions,
  type RunningPostmaster,
  removeStaleFiles,
  startPostmaster,
  stopPostmaster,
} from "./postmaster.ts";
import { hasLostItsProgram, isPostmasterOf, type PostgresEndpoint, readPostmasterFile } from "./postmaster-file.ts";

/** How to log in to the embedded server. */
export interface EmbeddedCredentials {
  user: string;
  password: string;
  database: string;
}

const defaultPort = 5432;
// sun_path holds 108 bytes on Linux and 104 on macOS, the closing NUL included.
const longestSocketPath = 100;

/**
 * The cluster's postmaster: the one that still runs, or a new one. `endpoint` (after a crash) asks for the same address
 * again, since clients have its URI; without it a Unix socket in the cluster's folder is taken, and where that does not
 * work a free port on the loopback interface.
 */
export async function adoptOrStart(
  options: PostmasterOptions,
  credentials: EmbeddedCredentials,
  endpoint: PostgresEndpoint | null,
): Promise<RunningPostmaster> {
  const adopted = await adopt(options, credentials);
  if (adopted !== null) {
    if (endpoint === null || (adopted.host === endpoint.host && adopted.port === endpoint.port)) return adopted;
    await stopPostmaster(options, adopted.pid, 20_000);
  }
  await refuseHiddenPostmaster(options);
  removeStaleFiles(options, defaultPort);
  if (endpoint !== null) return await startPostmaster(options, endpoint);

  const socket = join(options.cluster, `.s.PGSQL.${defaultPort}`);
  if (process.platform !== "win32" && Buffer.byteLength(socket) <= longestSocketPath) {
    try {
      return await startPostmaster(options, { host: options.cluster, port: defaultPort });
    } catch (error) {
      // Some file systems (of virtual machines and network shares) have no sockets.
      if (!(error instanceof Error && /Unix.domain socket/.test(error.message))) throw error;
      options.log.warn({ err: error }, "no Unix socket in the data directory; PostgreSQL will listen on 127.0.0.1");
    }
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startPostmaster(options, { host: "127.0.0.1", port: await freePort() });
    } catch (error) {
      // Between our finding the port and PostgreSQL's taking it, another program may have been faster.
      if (attempt === 5 || !(error instanceof Error && /Address already in use/.test(error.message))) throw error;
    }
  }
}

async function adopt(options: PostmasterOptions, credentials: EmbeddedCredentials): Promise<RunningPostmaster | null> {
  const record = readPostmasterFile(options.cluster);
  if (record === null) return null;
  const { pid } = record;
  if (!isPostmasterOf(options.cluster, pid)) return null;
  if (record.status === "stopping") {
    options.log.info({ pid }, "waiting for the previous PostgreSQL to stop");
    if (!(await hasEnded(options, pid, 60_000)))
      throw new DatabaseStartError(`PostgreSQL (pid ${pid}) is stopping and does not end.`);
    return null;
  }
  if (hasLostItsProgram(record)) {
    options.log.info({ pid }, "PostgreSQL runs from programs that were replaced since; starting it again");
    await stopPostmaster(options, pid, 20_000);
    return null;
  }
  const running = await awaitPostmaster(options, pid);
  if (running === null) return null;
  try {
    await checkIdentity(options, credentials, running);
  } catch (error) {
    // Perhaps it was just being killed.
    if (await hasEnded(options, pid, 1000)) return null;
    throw error;
  }
  options.log.info({ pid }, "took over the PostgreSQL that was still running");
  return running;
}

async function checkIdentity(
  options: PostmasterOptions,
  credentials: EmbeddedCredentials,
  running: RunningPostmaster,
): Promise<void> {
  const client = new pg.Client({
    ...credentials,
    host: running.host,
    port: running.port,
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => {
    // The query below reports a lost connection.
  });
  try {
    await client.connect();
    const result = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
    const folder = result.rows[0]?.folder;
    if (folder !== options.cluster) {
      throw new DatabaseStartError(
        `The PostgreSQL with pid ${running.pid} serves ${folder} and not ${options.cluster}.`,
      );
    }
  } catch (cause) {
    if (cause instanceof DatabaseStartError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseStartError(
      `PostgreSQL (pid ${running.pid}) still runs on ${options.cluster}, but cannot be used: ${reason}`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A postmaster in another container with the same volume has a pid that means nothing here, but its socket answers.
 * Two postmasters on one cluster would destroy it.
 */
async function refuseHiddenPostmaster(options: PostmasterOptions): Promise<void> {
  const path = join(options.cluster, `.s.PGSQL.${defaultPort}`);
  if (process.platform === "win32" || Buffer.byteLength(path) > longestSocketPath) return;
  const answers = await new Promise<boolean>((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
  if (answers) {
    throw new DatabaseStartError(
      `A PostgreSQL that is not visible from here, probably in another container, runs on ${options.cluster}. Stop it first.`,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the operating system gave no port");
  return address.port;
}
