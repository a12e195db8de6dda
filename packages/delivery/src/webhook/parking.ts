import { type EventLogReader, type LoggedEvent, pause } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { createAlarm } from "../alarm.ts";
import { createBatchWriter } from "../batch-writer.ts";
import type { DeliveryLog } from "../delivery-log.ts";
import { within } from "../waiting.ts";
import { type Failure, storeFailures } from "./failures.ts";
import {
  hurryJobs,
  type JobOutcome,
  loadJobs,
  type NewJob,
  openRetryJobs,
  type RetryJob,
  type RetryJobs,
  restoreJobs,
} from "./jobs.ts";
import { holdChat, type Receiver, type Receivers, releaseChat, tasksFor } from "./receivers.ts";

/** What the relay decides about an attempt of a parked event. */
export type Verdict =
  | { readonly kind: "settled"; readonly failure?: Failure }
  | { readonly kind: "again"; readonly delaySeconds: number; readonly fault: object }
  /** We are stopping; the attempt does not count. */
  | { readonly kind: "left" };

/** Events that wait as stored jobs: those that failed, and the later ones of their chats. */
export interface Parking {
  /** Notes which chats have jobs. */
  load(): Promise<void>;
  run(): void;
  /** Parks events of one chat, in order. `parked` is called for each when its job is stored. */
  park(receiver: Receiver, jobs: readonly NewJob[], parked: (event: LoggedEvent) => void): void;
  /** Tries the jobs of a receiver now. */
  hurry(instanceId: string): void;
  /** Fetches nothing more. */
  pause(): void;
  /** Stores what can be stored until `deadlineMs` (performance.now), and ends. */
  stop(deadlineMs: number): Promise<void>;
}

interface ParkingOptions {
  readonly database: Database;
  readonly eventLog: Pick<EventLogReader, "readByIds">;
  readonly receivers: Receivers;
  /** Tries an event again; undefined when it is not in the log any more. */
  readonly attempt: (receiver: Receiver, job: RetryJob, event: LoggedEvent | undefined) => Promise<Verdict>;
  /** Called when a receiver has fewer parked events than before. */
  readonly released: (receiver: Receiver) => void;
  readonly log: DeliveryLog;
}

const mostHeld = 50;
const pollMs = 1000;

export function createParking({ database, eventLog, receivers, attempt, released, log }: ParkingOptions): Parking {
  const held = new Map<string, RetryJob>();
  const alarm = createAlarm();
  const stopping = new AbortController();
  let store: Promise<RetryJobs> | undefined;
  let loop: Promise<void> | undefined;
  let parkedEvents = 0;

  const opened = (): Promise<RetryJobs> => {
    store ??= openRetryJobs(database, log).catch((error: unknown) => {
      store = undefined;
      throw error;
    });
    return store;
  };
  const parking = createBatchWriter<NewJob>({
    subject: "webhook retries",
    gatherMs: 5,
    log,
    write: async (jobs) => (await opened()).insert(jobs),
  });
  const settling = createBatchWriter<{ outcome: JobOutcome; failure: Failure | undefined }>({
    subject: "outcomes of webhook retries",
    gatherMs: 5,
    log,
    write: async (items) => {
      const failures = items.flatMap(({ failure }) => failure ?? []);
      const jobs = await opened();
      await jobs.settle(
        items.map(({ outcome }) => outcome),
        (client) => storeFailures(client, failures),
      );
    },
  });

  const release = (job: RetryJob): void => {
    parkedEvents--;
    const receiver = receivers.of(job.data.instanceId);
    if (receiver === undefined) return;
    releaseChat(receiver, job.data.chat, job.data.eventId);
    released(receiver);
  };
  const settle = (job: RetryJob, verdict: Verdict): void => {
    if (verdict.kind === "left") return;
    const again = verdict.kind === "again";
    const outcome: JobOutcome = again
      ? { kind: "again", job, delaySeconds: verdict.delaySeconds, fault: verdict.fault }
      : { kind: "done", job };
    settling.add({ outcome, failure: again ? undefined : verdict.failure }, () => {
      held.delete(job.id);
      if (!again) release(job);
      // Another job may take its place now, and this one again later.
      alarm.ringIn(0);
      if (again) alarm.ringIn(verdict.delaySeconds * 1000);
    });
  };
  /** What is fetched must be worked on: whatever fails here is repeated. */
  const eventsOf = async (jobs: readonly RetryJob[]): Promise<Map<string, LoggedEvent>> => {
    const ids = jobs.map(({ data }) => data.eventId);
    for (;;) {
      try {
        return new Map((await eventLog.readByIds(ids)).map((event) => [event.id, event]));
      } catch (err) {
        log.warn({ err }, "events of webhook retries cannot be read; trying again");
        await pause(pollMs, stopping.signal);
        if (stopping.signal.aborted) return new Map();
      }
    }
  };
  const begin = async (jobs: readonly RetryJob[]): Promise<void> => {
    for (const job of jobs) held.set(job.id, job);
    const events = await eventsOf(jobs);
    if (stopping.signal.aborted) return;
    for (const job of jobs) {
      const receiver = receivers.of(job.data.instanceId);
      const event = events.get(job.data.eventId);
      if (receiver === undefined) settle(job, { kind: "settled" });
      else {
        const tasks = event === undefined ? receiver.tasks : tasksFor(receiver, event);
        tasks.add(async () => settle(job, await attempt(receiver, job, event)));
      }
    }
  };
  const work = async (): Promise<void> => {
    let inDoubt = false;
    while (!stopping.signal.aborted) {
      let fetched = 0;
      if (parkedEvents > 0 && held.size < mostHeld) {
        try {
          // An answer that got lost left jobs marked as ours.
          if (inDoubt) await restoreJobs(database, [...held.keys()]);
          inDoubt = false;
          const jobs = await (await opened()).fetch(mostHeld - held.size);
          fetched = jobs.length;
          if (fetched > 0) await begin(jobs);
        } catch (err) {
          if (!inDoubt) log.warn({ err }, "webhook retries cannot be read; trying again");
          inDoubt = true;
        }
      }
      if (fetched === 0 && !stopping.signal.aborted) await alarm.wait(pollMs);
    }
  };

  return {
    async load() {
      await restoreJobs(database, []);
      for (const { instanceId, chat, eventId } of await loadJobs(database)) {
        parkedEvents++;
        const receiver = receivers.of(instanceId);
        if (receiver !== undefined) holdChat(receiver, chat, eventId);
      }
    },
    run() {
      loop = work();
    },
    park(receiver, jobs, parked) {
      for (const job of jobs) {
        const before = receiver.parkedEvents;
        holdChat(receiver, job.data.chat, job.event.id);
        parkedEvents += receiver.parkedEvents - before;
        parking.add(job, () => {
          parked(job.event);
          alarm.ringIn((job.delaySeconds ?? 0) * 1000);
        });
      }
    },
    hurry(instanceId) {
      hurryJobs(database, instanceId).then(
        () => alarm.ring(),
        (err: unknown) =>
          log.warn({ err, instanceId }, "webhook retries could not be hastened; they come at their time"),
      );
    },
    pause() {
      stopping.abort();
      alarm.stop();
    },
    async stop(deadlineMs) {
      await within(deadlineMs, loop ?? Promise.resolve());
      await within(deadlineMs, Promise.all([parking.drained(), settling.drained()]));
      parking.stop();
      settling.stop();
      const closed = store
        ?.then((jobs) => jobs.stop())
        .catch((err: unknown) => log.warn({ err }, "the store of webhook retries did not close"));
      await within(deadlineMs, Promise.resolve(closed));
    },
  };
}
