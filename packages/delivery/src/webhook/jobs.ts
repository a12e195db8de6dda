import type { LoggedEvent } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import type { DeliveryLog } from "../delivery-log.ts";
import type { Queryable } from "./row.ts";

/** What a job holds: no event, no address. */
export interface JobData {
  readonly eventId: string;
  readonly instanceId: string;
  readonly chat: string;
  /** Attempts before it became a job: 0 when it only waits for an earlier event of its chat. */
  readonly attempts: number;
  /** ISO 8601; null when `attempts` is 0. */
  readonly firstAttemptAt: string | null;
}

export type RetryJob = Pick<JobWithMetadata<JobData>, "id" | "retryCount" | "data">;

/** A job to be stored. */
export interface NewJob {
  readonly event: LoggedEvent;
  readonly data: JobData;
  /** For an event that was tried: it holds back its chat for so long. */
  readonly delaySeconds: number | undefined;
}

/** How an attempt of a job ended. */
export type JobOutcome =
  | { readonly kind: "done"; readonly job: RetryJob }
  | { readonly kind: "again"; readonly job: RetryJob; readonly delaySeconds: number; readonly fault: object };

/** The stored retries, in pg-boss. Batches of one kind must not overlap: order within a chat is the order of `insert`. */
export interface RetryJobs {
  insert(jobs: readonly NewJob[]): Promise<void>;
  /** Jobs whose time has come: at most one of each chat, in the order of their chat. */
  fetch(limit: number): Promise<RetryJob[]>;
  /** Stores outcomes in one transaction, with what `store` adds to it. Bears repetition. */
  settle(outcomes: readonly JobOutcome[], store: (client: Queryable) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const schema = "waxwing_jobs";
const queue = "webhook-retry";
const tenYearsSeconds = 10 * 365 * 24 * 3600;
const perReceiver = 16;

/**
 * Frees the jobs that nobody works on: all that are active but for `held`. Their attempt does not count. Works on the table
 * alone: pg-boss takes 0.3 s and 20 MB to load, and a server whose receivers are well never needs it.
 */
export async function restoreJobs(database: Database, held: readonly string[]): Promise<void> {
  if (!(await tableExists(database))) return;
  await database.query(
    `UPDATE ${schema}.job SET state = 'created', started_on = NULL, heartbeat_on = NULL
     WHERE name = $1 AND state = 'active' AND id <> ALL ($2::uuid[])`,
    [queue, held],
  );
}

/** All stored jobs. */
export async function loadJobs(database: Database): Promise<JobData[]> {
  if (!(await tableExists(database))) return [];
  const { rows } = await database.query<{ data: JobData }>(
    `SELECT data FROM ${schema}.job WHERE name = $1 AND state IN ('created', 'retry')`,
    [queue],
  );
  return rows.map(({ data }) => data);
}

/** Makes the jobs of an instance due now. */
export async function hurryJobs(database: Database, instanceId: string): Promise<void> {
  if (!(await tableExists(database))) return;
  await database.query(
    `UPDATE ${schema}.job SET start_after = now() WHERE name = $1 AND group_id = $2 AND state IN ('created', 'retry') AND start_after > now()`,
    [queue, instanceId],
  );
}

/** pg-boss makes its tables when it is first needed. */
async function tableExists(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
    `${schema}.job`,
  ]);
  return rows[0]?.found === true;
}

/** Loads pg-boss and opens the queue. Uses the server's own pool. */
export async function openRetryJobs(database: Database, log: DeliveryLog): Promise<RetryJobs> {
  const { PgBoss: Boss } = await import("pg-boss");
  const boss: PgBoss = new Boss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schema,
    // Nothing of ours expires, and orphans are restored at start: no background statement is needed.
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    flowIntervalSeconds: 3600,
    bamIntervalSeconds: 3600,
  });
  boss.on("error", (err) => log.warn({ err }, "the store of webhook retries reports an error"));
  await boss.start();
  await boss.createQueue(queue, {
    policy: "key_strict_fifo",
    // A job that pg-boss gives up would block its key for days: attempts are counted by us.
    retryLimit: 1_000_000,
    expireInSeconds: 3600,
    retentionSeconds: tenYearsSeconds,
    deleteAfterSeconds: 60,
  });

  return {
    async insert(jobs) {
      const tried = jobs.filter((job) => job.delaySeconds !== undefined);
      await database.transaction(async (client) => {
        const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
        await boss.insert(
          queue,
          jobs.map(({ event, data }) => ({
            id: jobId(event),
            data,
            singletonKey: `${data.instanceId}:${data.chat}`,
            group: { id: data.instanceId },
          })),
          { db },
        );
        // A job with a later start holds back its key only in the state "retry".
        await client.query(
          `UPDATE ${schema}.job SET state = 'retry', start_after = now() + make_interval(secs => tried.delay)
           FROM unnest($2::uuid[], $3::float8[]) AS tried (id, delay)
           WHERE job.name = $1 AND job.id = tried.id AND job.state = 'created'
             AND NOT EXISTS (SELECT 1 FROM ${schema}.job AS other WHERE other.name = $1 AND other.id <> job.id
               AND other.singleton_key = job.singleton_key AND other.state IN ('active', 'retry', 'failed'))`,
          [queue, tried.map(({ event }) => jobId(event)), tried.map(({ delaySeconds }) => delaySeconds)],
        );
      });
    },
    fetch: (limit) => boss.fetch<JobData>(queue, { batchSize: limit, groupConcurrency: perReceiver }),
    async settle(outcomes, store) {
      const done = outcomes.filter((outcome) => outcome.kind === "done");
      const again = outcomes.filter((outcome) => outcome.kind === "again");
      await database.transaction(async (client) => {
        const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
        await store(client);
        if (done.length > 0)
          await boss.deleteJob(
            queue,
            done.map(({ job }) => job),
            { db },
          );
        for (const { job, delaySeconds, fault } of again) {
          await boss.fail(queue, job, fault, { db });
          await boss.update(queue, undefined, { id: job.id, startAfter: delaySeconds, db });
        }
      });
    },
    stop: () => boss.stop({ graceful: false, close: false }),
  };
}

/** Grows with the event's place in the log: jobs that are inserted together have nothing else to tell their order. */
function jobId(event: LoggedEvent): string {
  const hex =
    BigInt(event.at.transactionId).toString(16).padStart(16, "0") +
    BigInt(event.at.position).toString(16).padStart(16, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
