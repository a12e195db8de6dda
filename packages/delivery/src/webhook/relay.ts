import { chatKeyOf, type LoggedEvent, type LogPosition } from "@waxwing/core";
import type { BatchWriter } from "../batch-writer.ts";
import type { EventSender } from "./event-sender.ts";
import type { Failure } from "./failures.ts";
import type { Health } from "./health.ts";
import type { RetryJob } from "./jobs.ts";
import type { Parking, Verdict } from "./parking.ts";
import { type Lane, type Receiver, tasksFor } from "./receivers.ts";
import type { Fault, Outcome } from "./sender.ts";
import { retryDelaySeconds, type WebhookSettings } from "./settings.ts";

/** Brings events to their webhook: one at a time of each chat, in order. */
export interface Relay {
  /** Takes responsibility for an event of a receiver. */
  accept(receiver: Receiver, event: LoggedEvent): void;
  /** Tries a parked event again. */
  tryAgain(receiver: Receiver, job: RetryJob, event: LoggedEvent | undefined): Promise<Verdict>;
}

interface RelayOptions {
  readonly settings: WebhookSettings;
  readonly send: EventSender;
  readonly health: Health;
  readonly failures: BatchWriter<Failure>;
  readonly parking: () => Pick<Parking, "park">;
  /** Events that are neither settled nor stored as a job, by id. */
  readonly open: Map<string, LogPosition>;
  /** Called after `open` lost an event of this receiver. */
  readonly settled: (receiver: Receiver) => void;
}

export function createRelay({ settings, send, health, failures, parking, open, settled }: RelayOptions): Relay {
  const settle = (receiver: Receiver, event: LoggedEvent): void => {
    if (!open.delete(event.id)) return;
    receiver.openEvents--;
    settled(receiver);
  };

  const isFinal = (outcome: Outcome & { fault: Fault }, attempts: number): boolean =>
    outcome.kind === "refused" || attempts >= settings.maxAttempts;

  const delayOf = (outcome: Outcome, attempts: number): number =>
    retryDelaySeconds(settings, attempts, outcome.kind === "retry" ? outcome.retryAfterSeconds : 0);

  /** The failed first event and all that wait behind it become jobs. */
  const parkLane = (receiver: Receiver, lane: Lane, firstAttemptAt: Date, delaySeconds: number): void => {
    receiver.lanes.delete(lane.chat);
    const jobs = lane.events.map((event, index) => ({
      event,
      data: {
        eventId: event.id,
        instanceId: receiver.instanceId,
        chat: lane.chat,
        attempts: index === 0 ? 1 : 0,
        firstAttemptAt: index === 0 ? firstAttemptAt.toISOString() : null,
      },
      delaySeconds: index === 0 ? delaySeconds : undefined,
    }));
    parking().park(receiver, jobs, (event) => settle(receiver, event));
  };

  const sendNext = (receiver: Receiver, lane: Lane): void => {
    const [event] = lane.events;
    if (event === undefined) receiver.lanes.delete(lane.chat);
    else tasksFor(receiver, event).add(() => sendFirst(receiver, lane, event));
  };
  const sendFirst = async (receiver: Receiver, lane: Lane, event: LoggedEvent): Promise<void> => {
    if (!receiver.target.wants(event.type)) {
      settle(receiver, event);
    } else {
      const startedAt = new Date();
      const outcome = await send(receiver.target, event, 1);
      if (outcome.kind === "aborted") return;
      if (outcome.kind === "delivered") {
        health.succeeded(receiver);
        settle(receiver, event);
      } else {
        health.failed(receiver, outcome.fault);
        if (!isFinal(outcome, 1)) return parkLane(receiver, lane, startedAt, delayOf(outcome, 1));
        const failure = failureOf(receiver, lane.chat, event, 1, outcome.fault, startedAt);
        failures.add(failure, () => {
          health.gaveUp(failure);
          settle(receiver, event);
        });
      }
    }
    lane.events.shift();
    sendNext(receiver, lane);
  };

  return {
    accept(receiver, event) {
      if (open.has(event.id)) return;
      open.set(event.id, event.at);
      receiver.openEvents++;
      receiver.instanceName = event.instanceName;
      const chat = chatKeyOf(event);
      if (receiver.parked.has(chat)) {
        const data = { eventId: event.id, instanceId: receiver.instanceId, chat, attempts: 0, firstAttemptAt: null };
        parking().park(receiver, [{ event, data, delaySeconds: undefined }], () => settle(receiver, event));
        return;
      }
      const lane = receiver.lanes.get(chat);
      if (lane !== undefined) {
        lane.events.push(event);
        return;
      }
      const opened: Lane = { chat, events: [event] };
      receiver.lanes.set(chat, opened);
      sendNext(receiver, opened);
    },

    async tryAgain(receiver, job, event) {
      const { data } = job;
      if (event !== undefined) receiver.instanceName = event.instanceName;
      const before = data.attempts + job.retryCount;
      const firstAttemptAt = data.firstAttemptAt === null ? null : new Date(data.firstAttemptAt);
      if (event === undefined) {
        const fault: Fault = {
          status: null,
          code: "EVENT_NOT_RETAINED",
          message: "the event was pruned from the log before it was delivered",
        };
        const failure: Failure = {
          ...failureOf(receiver, data.chat, undefined, before, fault, firstAttemptAt),
          eventId: data.eventId,
        };
        health.gaveUp(failure);
        return { kind: "settled", failure };
      }
      if (!receiver.target.wants(event.type)) return { kind: "settled" };
      const startedAt = new Date();
      const attempts = before + 1;
      const outcome = await send(receiver.target, event, attempts);
      if (outcome.kind === "aborted") return { kind: "left" };
      if (outcome.kind === "delivered") {
        health.succeeded(receiver);
        return { kind: "settled" };
      }
      health.failed(receiver, outcome.fault);
      if (!isFinal(outcome, attempts)) {
        return { kind: "again", delaySeconds: delayOf(outcome, attempts), fault: outcome.fault };
      }
      const failure = failureOf(receiver, data.chat, event, attempts, outcome.fault, firstAttemptAt ?? startedAt);
      health.gaveUp(failure);
      return { kind: "settled", failure };
    },
  };
}

function failureOf(
  receiver: Receiver,
  chat: string,
  event: LoggedEvent | undefined,
  attempts: number,
  fault: Fault,
  firstAttemptAt: Date | null,
): Failure {
  return {
    instanceId: receiver.instanceId,
    instanceName: event?.instanceName ?? null,
    eventId: event?.id ?? "",
    eventType: event?.type ?? null,
    chat,
    attempts,
    fault,
    firstAttemptAt,
    lastAttemptAt: new Date(),
  };
}
