import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionConfig } from "./connection-config.ts";
import type { DatabaseLog } from "./database-log.ts";
import type { Database } from "./open-database.ts";

/** Another Waxwing server works on this database. */
export class ServerLockError extends Error {
  override readonly name = "ServerLockError";
}

/** The right to be the one Waxwing server of a database. */
export interface ServerLock {
  /** False while the connection is gone and the lock not yet taken again, and after it was lost. */
  isHeld(): boolean;
  /** Gives the lock up. Can be called twice. */
  release(): Promise<void>;
}

/** How to hold the lock. */
export interface ServerLockOptions {
  log: DatabaseLog;
  /** Called once when another server has taken the lock while our connection was gone: this server must end. */
  onLost: (error: ServerLockError) => void;
  /** How long a holder may take to go; default 5,000: a connection outlives `kill -9` of its server for a moment. */
  waitMs?: number;
  /** How often the connection is tried; default 10,000. A cut cable gives no sign by itself. */
  heartbeatMs?: number;
}

// pg_advisory_lock(int4, int4): "WAXW" and the number of this lock. Advisory locks belong to one database.
const lockClass = 0x57415857;
const lockId = 1;
const retryMs = 100;
const heartbeatTimeoutMs = 5000;

/**
 * Takes the lock on a connection of its own and keeps it: taken again after a restart of PostgreSQL or a lost connection.
 *
 * @throws ServerLockError naming application and address of the holder when it does not go within `waitMs`
 */
export async function acquireServerLock(database: Database, options: ServerLockOptions): Promise<ServerLock> {
  const { log, waitMs = 5000, heartbeatMs = 10_000 } = options;
  const ending = new AbortController();
  let client: pg.Client | null = await connectAndLock(database, waitMs, ending.signal);

  const keep = async () => {
    while (client !== null && !ending.signal.aborted) {
      const reason = await untilBroken(client, heartbeatMs, ending.signal);
      await close(client);
      client = null;
      if (ending.signal.aborted) return;
      log.warn({ err: reason }, "the connection that holds the server lock was lost; taking the lock again");
      client = await takeAgain(database, waitMs, options, ending.signal);
    }
  };
  const kept = keep();

  let releasing: Promise<void> | undefined;
  return {
    isHeld: () => client !== null,
    release: () => {
      ending.abort();
      releasing ??= kept;
      return releasing;
    },
  };
}

async function takeAgain(
  database: Database,
  waitMs: number,
  { log, onLost }: ServerLockOptions,
  signal: AbortSignal,
): Promise<pg.Client | null> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const client = await connectAndLock(database, waitMs, signal);
      log.info({}, "holding the server lock again");
      return client;
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof ServerLockError) {
        log.error({ err: error }, "the server lock was lost to another server");
        onLost(error);
        return null;
      }
      if (attempt === 1) log.warn({ err: error }, "the database cannot be reached; trying on");
      await delay(Math.min(retryMs * attempt, 2000), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  return null;
}

async function connectAndLock(database: Database, waitMs: number, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client(
    connectionConfig(database.connectionUri, `${database.applicationName} server lock (pid ${process.pid})`),
  );
  client.on("error", () => {
    // Seen by untilBroken, or as a rejection of the statement that runs.
  });
  try {
    await client.connect();
    const until = performance.now() + waitMs;
    for (;;) {
      const result = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS held", [
        lockClass,
        lockId,
      ]);
      if (result.rows[0]?.held) return client;
      if (performance.now() >= until || signal.aborted) throw new ServerLockError(await describeHolder(client));
      await delay(retryMs);
    }
  } catch (error) {
    await close(client);
    throw error;
  }
}

async function describeHolder(client: pg.Client): Promise<string> {
  const result = await client.query<{ application_name: string; pid: number; address: string | null; since: Date }>(
    `SELECT a.application_name, a.pid, host(a.client_addr) AS address, a.backend_start AS since
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [lockClass, lockId],
  );
  const holder = result.rows[0];
  const who = holder
    ? `"${holder.application_name}" from ${holder.address ?? "this machine"}, connected since ${holder.since.toISOString()}, PostgreSQL backend ${holder.pid}`
    : "a server that has gone in this moment";
  return `Another Waxwing server works on this database: ${who}. One database serves one server: stop the other, or give this one a database of its own.`;
}

/** Resolves with the reason once the connection is broken, or with undefined on abort. */
async function untilBroken(client: pg.Client, heartbeatMs: number, signal: AbortSignal): Promise<Error | undefined> {
  const broken = new Promise<Error>((resolve) => {
    client.once("error", resolve);
    client.once("end", () => resolve(new Error("the connection was closed")));
  });
  const beat = async () => {
    for (;;) {
      await delay(heartbeatMs, undefined, { signal, ref: false });
      const silence = new AbortController();
      const timeout = delay(heartbeatTimeoutMs, undefined, { signal: silence.signal, ref: false }).then(() => {
        throw new Error(`the database did not answer for ${heartbeatTimeoutMs} ms`);
      });
      timeout.catch(() => undefined);
      try {
        await Promise.race([client.query("SELECT 1"), timeout]);
      } finally {
        silence.abort();
      }
    }
  };
  const failure = beat().catch((error: unknown) =>
    signal.aborted ? undefined : error instanceof Error ? error : new Error(String(error)),
  );
  return await Promise.race([broken, failure]);
}

/** Ends a connection that may be dead: a goodbye that nobody hears must not hold us up. */
async function close(client: pg.Client): Promise<void> {
  const silence = new AbortController();
  const timeout = delay(1000, undefined, { signal: silence.signal, ref: false }).catch(() => undefined);
  await Promise.race([client.end().catch(() => undefined), timeout]);
  silence.abort();
}
