import type { LoggedEvent, LogPosition } from "@waxwing/core";
import type { Dispatcher, TaskQueue } from "../dispatcher.ts";
import { carriesMedium } from "./carries-medium.ts";
import type { Queryable, WebhookRow } from "./row.ts";
import { loadWebhooks } from "./row.ts";
import { createTarget, type WebhookTarget } from "./target.ts";

/** Events of one chat that wait for each other; the first one is under way. */
export interface Lane {
  readonly chat: string;
  readonly events: LoggedEvent[];
}

/** A webhook with what is under way for it. */
export interface Receiver {
  readonly instanceId: string;
  /** For the log; null until its first event. */
  instanceName: string | null;
  version: number;
  target: WebhookTarget;
  readonly tasks: TaskQueue;
  /** For events that carry their medium: they take longer, and must not take the places of others. */
  readonly mediaTasks: TaskQueue;
  /** By chat. A chat is in `lanes`, in `parked`, or in neither. */
  readonly lanes: Map<string, Lane>;
  /** Ids of the events that are jobs, or about to be, by chat. */
  readonly parked: Map<string, Set<string>>;
  parkedEvents: number;
  /** Events that were taken from the log and are neither settled nor a stored job. */
  openEvents: number;
  /** Set while its events are left in the log: everything up to here was taken. */
  behind: LogPosition | undefined;
  /** Set after it has caught up from its own reading beyond where the channel is: everything up to here was taken. */
  takenUpTo: LogPosition | undefined;
  failuresInARow: number;
  isUnhealthy: boolean;
  instanceIsGone: boolean;
}

/** The webhooks of this server, in memory. */
export interface Receivers {
  /** Loads all webhooks. */
  load(): Promise<void>;
  of(instanceId: string): Receiver | undefined;
  all(): Iterable<Receiver>;
  /** Takes over a committed change; an older one than is known is ignored. */
  put(row: WebhookRow, instanceIsGone?: boolean): Receiver;
  remove(instanceId: string): void;
  /** Marks what is known as doubtful: `refresh` reads it again. */
  doubt(instanceId: string): void;
  /** Reads doubtful webhooks again. */
  refresh(): Promise<void>;
}

interface ReceiversOptions {
  readonly database: Queryable;
  readonly dispatcher: Dispatcher;
  readonly mediaDispatcher: Dispatcher;
  readonly compatibility: "evolution" | undefined;
}

export function createReceivers({ database, dispatcher, mediaDispatcher, compatibility }: ReceiversOptions): Receivers {
  const receivers = new Map<string, Receiver>();
  const doubtful = new Set<string>();

  const put: Receivers["put"] = (row, instanceIsGone = false) => {
    const known = receivers.get(row.instanceId);
    if (known !== undefined) {
      if (row.version > known.version) {
        known.version = row.version;
        known.target = createTarget(row, compatibility);
      }
      known.instanceIsGone ||= instanceIsGone;
      return known;
    }
    const receiver: Receiver = {
      instanceId: row.instanceId,
      instanceName: null,
      version: row.version,
      target: createTarget(row, compatibility),
      tasks: dispatcher.queue(),
      mediaTasks: mediaDispatcher.queue(),
      lanes: new Map(),
      parked: new Map(),
      parkedEvents: 0,
      openEvents: 0,
      behind: undefined,
      takenUpTo: undefined,
      failuresInARow: 0,
      isUnhealthy: false,
      instanceIsGone,
    };
    receivers.set(row.instanceId, receiver);
    return receiver;
  };

  return {
    put,
    async load() {
      for (const { row, instanceIsGone } of await loadWebhooks(database)) put(row, instanceIsGone);
    },
    of: (instanceId) => receivers.get(instanceId),
    all: () => receivers.values(),
    remove: (instanceId) => void receivers.delete(instanceId),
    doubt: (instanceId) => void doubtful.add(instanceId),
    async refresh() {
      if (doubtful.size === 0) return;
      const asked = [...doubtful];
      for (const { row, instanceIsGone } of await loadWebhooks(database, asked)) put(row, instanceIsGone);
      for (const instanceId of asked) doubtful.delete(instanceId);
    },
  };
}

/** The queue in which an event is delivered. */
export function tasksFor(receiver: Receiver, event: LoggedEvent): TaskQueue {
  return receiver.target.wantsMedia && carriesMedium(event) ? receiver.mediaTasks : receiver.tasks;
}

/** Notes that a chat of a receiver waits for a stored job. */
export function holdChat(receiver: Receiver, chat: string, eventId: string): void {
  const events = receiver.parked.get(chat) ?? new Set();
  receiver.parked.set(chat, events);
  if (events.has(eventId)) return;
  events.add(eventId);
  receiver.parkedEvents++;
}

/** Notes that a job is done, after its commit: with the last one, the chat's events go straight out again. */
export function releaseChat(receiver: Receiver, chat: string, eventId: string): void {
  const events = receiver.parked.get(chat);
  if (events === undefined || !events.delete(eventId)) return;
  receiver.parkedEvents--;
  if (events.size === 0) receiver.parked.delete(chat);
}
