import { createRequire } from "node:module";
import pg from "pg";
import { connectionConfig, schemaName } from "./connection-config.ts";
import type { DatabaseLog } from "./database-log.ts";
import type { PrismaClient } from "./generated/client.ts";

/** How to open a database. */
export interface DatabaseOptions {
  /** A libpq-style URI. */
  connectionUri: string;
  /** Most connections at a time; default 10. */
  poolSize?: number;
  /** Shown in pg_stat_activity; default `waxwing`. */
  applicationName?: string;
  log: DatabaseLog;
}

/** An open database: one pool, over which SQL and Prisma go alike. */
export interface Database {
  readonly pool: pg.Pool;
  /** The Prisma client on `pool`. Its 0.2 s and 30 MB are spent at the first touch, not at start. */
  readonly prisma: PrismaClient;
  /** What `pool` was opened with, for a connection outside it. */
  readonly connectionUri: string;
  readonly applicationName: string;
  /** One statement on any connection. */
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<R>>;
  /**
   * Runs `fn` between BEGIN and COMMIT, rolls back when it throws or a statement failed, and gives its result. A lost COMMIT
   * rejects: its outcome is unknown. `begin` opens the transaction in place of BEGIN, and may have a first statement behind
   * it. Statements are written as they are asked for, without waiting for the answers of those before.
   */
  transaction<T>(fn: (client: pg.PoolClient, later: Later) => Promise<T>, begin?: string): Promise<T>;
  /** Whether a statement is answered within 2 s. Never rejects. */
  isReachable(): Promise<boolean>;
  /** Waits for running statements and closes all connections. */
  close(): Promise<void>;
}

/**
 * Takes a statement whose answer nothing in its transaction needs: it is awaited together with COMMIT. What it finds wrong
 * with an answer that PostgreSQL gave without an error comes too late to undo anything.
 */
export type Later = (statement: Promise<unknown>) => void;

const reachableTimeoutMs = 2000;

/** Opens a database; connects at the first use. A lost connection is logged, dropped and replaced, and never ends the process. */
export function openDatabase(options: DatabaseOptions): Database {
  const { connectionUri, log, poolSize = 10, applicationName = "waxwing" } = options;
  const pool = new pg.Pool({
    ...connectionConfig(connectionUri, applicationName),
    max: poolSize,
    idleTimeoutMillis: 60_000,
    pipeline: true,
  });
  pool.on("connect", (client) => {
    // The pool listens while a connection is idle only; unheard, an error on one in use would end the process.
    // The pool does not wait for its last goodbyes: what PostgreSQL says to them while we close is no loss.
    client.on("error", (err) => {
      if (closing === undefined) log.warn({ err }, "a database connection was lost");
    });
  });
  pool.on("error", () => {
    // Every client has told it above.
  });

  let prisma: PrismaClient | undefined;
  let closing: Promise<void> | undefined;
  const close = async () => {
    await prisma?.$disconnect();
    await pool.end();
  };
  return {
    pool,
    connectionUri,
    applicationName,
    get prisma() {
      prisma ??= createPrismaClient(pool);
      return prisma;
    },
    query: (text, values) => pool.query(text, values),
    transaction: (fn, begin) => runTransaction(pool, fn, begin),
    isReachable: () => isReachable(pool),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function runTransaction<T>(
  pool: pg.Pool,
  fn: (client: pg.PoolClient, later: Later) => Promise<T>,
  begin = "BEGIN",
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const unanswered: Promise<unknown>[] = [];
  let failed = false;
  const later: Later = (statement) => {
    statement.catch(() => {
      failed = true;
    });
    unanswered.push(statement);
  };
  try {
    later(client.query(begin));
    const result = await fn(client, later);
    // One that never reached PostgreSQL would not keep it from committing.
    if (failed) await Promise.all(unanswered);
    const [{ command }] = await Promise.all([client.query("COMMIT"), ...unanswered]);
    // PostgreSQL takes a COMMIT after a failure for a ROLLBACK, without an error.
    if (command !== "COMMIT") throw new Error("a statement of the transaction had failed");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw await firstFailure(error, unanswered);
  } finally {
    // A connection whose state is unknown goes back to nobody.
    client.release(broken);
  }
}

/** After a failure PostgreSQL refuses what follows in the transaction (in_failed_sql_transaction): that is not the reason. */
async function firstFailure(error: unknown, unanswered: readonly Promise<unknown>[]): Promise<unknown> {
  const isConsequence = (reason: unknown): boolean => (reason as { code?: unknown } | null)?.code === "25P02";
  if (!isConsequence(error)) return error;
  const answers = await Promise.allSettled(unanswered);
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
  return failures.find((reason) => !isConsequence(reason)) ?? error;
}

async function isReachable(pool: pg.Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), reachableTimeoutMs);
  });
  const answer = pool.query("SELECT 1").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** `require` and not `import`: it is synchronous, and a server that never touches Prisma does not load it. */
function createPrismaClient(pool: pg.Pool): PrismaClient {
  const require = createRequire(import.meta.url);
  const adapter: typeof import("@prisma/adapter-pg") = require("@prisma/adapter-pg");
  const generated: typeof import("./generated/client.ts") = require("./generated/client.ts");
  return new generated.PrismaClient({ adapter: new adapter.PrismaPg(pool, { schema: schemaName }) });
}
