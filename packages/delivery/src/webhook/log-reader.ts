import { type EventLogReader, isAfter, type LoggedEvent, type LogPosition } from "@waxwing/core";
import { createAlarm } from "../alarm.ts";
import type { DeliveryLog } from "../delivery-log.ts";
import type { CursorWriter, Progress, StoredProgress } from "./cursor.ts";
import type { Receiver, Receivers } from "./receivers.ts";

/** Reads the log for all webhooks. One whose receiver is slow or failing is left behind and read for by itself later. */
export interface LogReader {
  progress(): Progress;
  /** Goes on where `stored` says. */
  start(stored: StoredProgress): Promise<void>;
  /** To be called when a receiver may take more than before. */
  hasRoom(receiver: Receiver): void;
  isHealthy(): boolean;
  stop(): Promise<void>;
}

interface LogReaderOptions {
  readonly eventLog: EventLogReader;
  readonly receivers: Receivers;
  readonly open: ReadonlyMap<string, LogPosition>;
  readonly accept: (receiver: Receiver, event: LoggedEvent) => void;
  readonly cursor: () => CursorWriter;
  /** Called now and then. */
  readonly housekeeping: () => Promise<void>;
  readonly log: DeliveryLog;
}

const pageSize = 500;
/** Looks without being woken, for what was missed in an outage. */
const pollMs = 2000;
/** Open events of one receiver in memory. */
const mostOpen = 500;
/** Jobs of one receiver, above which its events stay in the log: a fetch looks at all stored jobs. */
const mostParked = 1000;
/** Open events of all receivers, above which each has but a few. */
const mostOpenInAll = 10_000;
/** What a failing receiver is tried with at a time. */
const probes = 16;

export function createLogReader({
  eventLog,
  receivers,
  open,
  accept,
  cursor,
  housekeeping,
  log,
}: LogReaderOptions): LogReader {
  let to: LogPosition = { transactionId: "0", position: "0" };
  let stopped = false;
  let healthy = true;
  let running: Promise<void> | undefined;
  let unsubscribe: (() => void) | undefined;
  const alarm = createAlarm();
  const behind = new Map<string, LogPosition>();
  const catchingUp = new Set<Receiver>();

  /** How many more events a receiver may have. */
  const roomOf = (receiver: Receiver): number => {
    if (receiver.isUnhealthy || open.size >= mostOpenInAll) return probes - receiver.openEvents - receiver.parkedEvents;
    return Math.min(mostOpen - receiver.openEvents, mostParked - receiver.parkedEvents);
  };
  const leaveBehind = (receiver: Receiver, at: LogPosition): void => {
    receiver.behind = at;
    behind.set(receiver.instanceId, at);
  };
  const take = (event: LoggedEvent, previous: LogPosition): void => {
    const receiver = receivers.of(event.instanceId);
    if (receiver === undefined) return;
    if (event.type === "INSTANCE_DELETE") receiver.instanceIsGone = true;
    if (receiver.behind !== undefined) return;
    if (receiver.takenUpTo !== undefined) {
      if (!isAfter(event.at, receiver.takenUpTo)) return;
      receiver.takenUpTo = undefined;
    }
    if (!receiver.target.wants(event.type)) return;
    if (roomOf(receiver) <= 0) leaveBehind(receiver, previous);
    else accept(receiver, event);
  };

  const readLog = async (): Promise<void> => {
    for (;;) {
      const events = await eventLog.readAfter(to, pageSize);
      if (events.length === 0 || stopped) return;
      for (const event of events) if (event.type === "INSTANCE_CREATE") receivers.doubt(event.instanceId);
      await receivers.refresh();
      if (stopped) return;
      for (const event of events) {
        take(event, to);
        to = event.at;
      }
      cursor().changed();
    }
  };

  /** Takes a page of what a receiver was left behind with, as far as it has room. */
  const catchUp = async (receiver: Receiver): Promise<void> => {
    const from = receiver.behind;
    const room = Math.min(pageSize, roomOf(receiver));
    if (from === undefined || room <= 0) return;
    const seen = to;
    const events = await eventLog.readInstanceAfter(receiver.instanceId, from, room);
    if (stopped) return;
    for (const event of events) {
      if (event.type === "INSTANCE_DELETE") receiver.instanceIsGone = true;
      if (receiver.target.wants(event.type)) accept(receiver, event);
    }
    const last = events.at(-1)?.at ?? from;
    // The page was read after `seen`: when it is the last one, the receiver has all that it wants up to there.
    const isLast = events.length < room;
    const covered = isLast && isAfter(seen, last) ? seen : last;
    if (isLast && !isAfter(to, covered)) {
      receiver.behind = undefined;
      behind.delete(receiver.instanceId);
      receiver.takenUpTo = covered;
    } else {
      leaveBehind(receiver, covered);
      if (roomOf(receiver) > 0) later(receiver);
    }
    cursor().changed();
  };
  const later = (receiver: Receiver): void => {
    catchingUp.add(receiver);
    alarm.ring();
  };

  const work = async (): Promise<void> => {
    let nextHousekeepingMs = 0;
    while (!stopped) {
      try {
        await receivers.refresh();
        await readLog();
        // A page of each in turn, so that a long backlog holds up nobody else.
        for (const receiver of [...catchingUp]) {
          catchingUp.delete(receiver);
          await catchUp(receiver);
          await readLog();
        }
        if (performance.now() >= nextHousekeepingMs) {
          await housekeeping();
          nextHousekeepingMs = performance.now() + pollMs;
        }
        if (!healthy) log.info({}, "webhooks read the event log again");
        healthy = true;
      } catch (err) {
        if (healthy) log.warn({ err }, "webhooks cannot read the event log; trying again");
        healthy = false;
      }
      if (stopped) return;
      await alarm.wait(pollMs);
      for (const receiver of receivers.all())
        if (receiver.behind !== undefined && roomOf(receiver) > 0) catchingUp.add(receiver);
    }
  };

  return {
    progress: () => ({ to, open, behind }),
    async start(stored) {
      to = stored.to;
      for (const [instanceId, at] of Object.entries(stored.behind)) {
        const receiver = receivers.of(instanceId);
        if (receiver !== undefined) leaveBehind(receiver, at);
      }
      const events = await eventLog.readByIds(stored.open);
      events.sort((left, right) => (isAfter(left.at, right.at) ? 1 : -1));
      for (const event of events) {
        const receiver = receivers.of(event.instanceId);
        if (receiver !== undefined) accept(receiver, event);
      }
      unsubscribe = eventLog.onMove(() => alarm.ring());
      running = work();
    },
    hasRoom(receiver) {
      if (receiver.behind === undefined) return;
      // A page that is worth its query, unless the receiver is failing.
      if (roomOf(receiver) < (receiver.isUnhealthy ? 1 : mostOpen / 2)) return;
      later(receiver);
    },
    isHealthy: () => healthy && !stopped,
    async stop() {
      stopped = true;
      unsubscribe?.();
      alarm.stop();
      await running;
    },
  };
}
