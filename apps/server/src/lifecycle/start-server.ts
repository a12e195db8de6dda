import type { Core, Executor } from "@waxwing/core";
import {
  acquireServerLock,
  type Database,
  migrate,
  openDatabase,
  type ServerLock,
  startEmbeddedPostgres,
} from "@waxwing/database";
import type { Logger } from "pino";
import { keptApiKey } from "../api-key.ts";
import { createCallCounts } from "../http/call-counts.ts";
import { closeHttpServer } from "../http/close-http-server.ts";
import { createHttpServer } from "../http/http-server.ts";
import { type Settings, serverUrlOf } from "../settings/settings.ts";
import { version } from "../version.ts";
import { composeParts } from "./compose-parts.ts";
import { listeningPort } from "./listening-port.ts";
import { createReleaseList, type ReleaseList } from "./release-list.ts";
import { databaseFailure, listenFailure, startFailure } from "./start-failure.ts";

/** Around a start. */
export interface StartOptions {
  readonly log: Logger;
  /** Aborted: the start stops between two steps, and what was started is stopped again. */
  readonly signal?: AbortSignal;
  /** Called when the server cannot go on: another server has taken its database. The caller must stop it. */
  readonly onFatal?: (error: Error) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** Public address, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  /** Where the key was kept, when it was made in this start. */
  readonly apiKeyFile: string | undefined;
  readonly core: Core;
  readonly executor: Executor;
  readonly database: Database;
  /**
   * Answers requests in flight, ends streams, stops all parts, the embedded PostgreSQL last. Can be called twice. Answers
   * whether everything stopped cleanly.
   */
  stop(): Promise<boolean>;
}

/**
 * Starts everything: key, database, core, channels, faces. Resolves when the server listens.
 *
 * @throws StartError with a sentence for the operator; nothing is left running then
 */
export async function startServer(settings: Settings, options: StartOptions): Promise<RunningServer> {
  const started = createReleaseList(options.log);
  try {
    return await start(settings, options, started);
  } catch (error) {
    await started.releaseAll();
    throw startFailure(error);
  }
}

async function start(settings: Settings, options: StartOptions, started: ReleaseList): Promise<RunningServer> {
  const { log } = options;
  const proceed = (): void => options.signal?.throwIfAborted();
  proceed();
  const port = await listeningPort(settings.SERVER_HOST, settings.SERVER_PORT).catch((error: unknown) => {
    throw listenFailure(error, settings.SERVER_HOST, settings.SERVER_PORT);
  });
  const url = serverUrlOf(settings, port);
  const apiKey =
    settings.AUTHENTICATION_API_KEY === undefined
      ? keptApiKey(settings.WAXWING_DATA_DIR)
      : { key: settings.AUTHENTICATION_API_KEY };

  const { database, lock } = await openLockedDatabase(settings, options, started, proceed);
  const calls = createCallCounts();
  const parts = composeParts({ settings, database, globalKey: apiKey.key, serverUrl: url, calls, log });
  started.add("outgoing connections", () => parts.close());
  const budget = stopBudget(settings.SHUTDOWN_TIMEOUT);
  let draining: Promise<void> | undefined;
  const drain = (): Promise<void> => {
    draining ??= parts.running.stop(budget.callsMs, budget.channelsMs);
    return draining;
  };
  started.add("core", drain);
  await parts.running.start();
  proceed();

  const app = await createHttpServer({
    settings,
    serverUrl: url,
    version,
    executor: parts.running.executor,
    inboundRoutes: parts.inboundRoutes,
    uploads: parts.uploads,
    checks: {
      database: async () => ((await database.isReachable()) ? undefined : "does not answer"),
      // They are applied before the server listens, or it does not listen.
      migrations: () => undefined,
      eventLog: () => (parts.running.health().logReaderRunning ? undefined : "its reader does not run"),
      channels: () => (parts.running.health().channelsRunning ? undefined : "a delivery channel does not run"),
      serverLock: () => (lock.isHeld() ? undefined : "not held"),
    },
    metrics: {
      version,
      calls,
      instances: () => parts.core.directory.all(),
      sendsInDoubt: () => parts.running.sendsInDoubt(),
      eventsAppended: () => countEvents(database),
    },
    log,
  });
  started.add("HTTP server", () => closeHttpServer(app, { drain, cutAfterMs: budget.requestsMs, log }));
  await app.ready();
  proceed();
  await app
    .listen({ host: settings.SERVER_HOST, port, listenTextResolver: (address) => `listening on ${address}` })
    .catch((error: unknown) => {
      throw listenFailure(error, settings.SERVER_HOST, port);
    });
  return {
    url,
    port,
    apiKey: apiKey.key,
    apiKeyFile: apiKey.madeFile,
    core: parts.core,
    executor: parts.running.executor,
    database,
    stop: () => started.releaseAll(),
  };
}

async function openLockedDatabase(
  settings: Settings,
  { log, onFatal }: StartOptions,
  started: ReleaseList,
  proceed: () => void,
): Promise<{ database: Database; lock: ServerLock }> {
  const connectionUri = settings.DATABASE_CONNECTION_URI ?? (await startOwnPostgres(settings, log, started));
  proceed();
  const database = openDatabase({
    connectionUri,
    poolSize: settings.DATABASE_POOL_SIZE,
    applicationName: `waxwing (pid ${process.pid})`,
    log,
  });
  started.add("database connections", () => database.close());
  try {
    await migrate(database, { log });
    proceed();
    const lock = await acquireServerLock(database, { log, onLost: (error) => onFatal?.(error) });
    started.add("server lock", () => lock.release());
    proceed();
    return { database, lock };
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw databaseFailure(error, connectionUri);
  }
}

async function startOwnPostgres(settings: Settings, log: Logger, started: ReleaseList): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: settings.WAXWING_DATA_DIR, log });
  started.add("embedded PostgreSQL", () => postgres.stop());
  return postgres.connectionUri;
}

/** How the time of a stop is shared: requests first, and always some of it for what comes behind them. */
function stopBudget(timeoutSeconds: number): { requestsMs: number; callsMs: number; channelsMs: number } {
  const totalMs = timeoutSeconds * 1000;
  const requestsMs = Math.max(totalMs - 8000, totalMs / 2);
  const restMs = totalMs - requestsMs;
  // Calls are interrupted before their connections are cut, so that they are answered.
  return { requestsMs, callsMs: requestsMs, channelsMs: restMs / 4 };
}

async function countEvents(database: Database): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    "SELECT coalesce(sum(last_sequence), 0)::text AS count FROM event_stream",
  );
  return Number(rows[0]?.count ?? 0);
}
