import { setMaxListeners } from "node:events";
import type { Handlers } from "@waxwing/contract";
import type {
  CreationStep,
  DeliveryChannel,
  EventLogReader,
  LogPosition,
  MediumOpener,
  OperationContext,
} from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Outbound } from "@waxwing/outbound";
import { createBatchWriter } from "../batch-writer.ts";
import type { DeliveryLog } from "../delivery-log.ts";
import { createDispatcher } from "../dispatcher.ts";
import { within } from "../waiting.ts";
import { type CursorWriter, createCursorWriter, readProgress } from "./cursor.ts";
import { createEventSender } from "./event-sender.ts";
import { type Failure, storeFailures } from "./failures.ts";
import { webhookCreationStep, webhookHandlers } from "./handlers.ts";
import { createHealth } from "./health.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { createLogReader, type LogReader } from "./log-reader.ts";
import { createMediumFetch } from "./medium-fetch.ts";
import { createParking, type Parking } from "./parking.ts";
import { createReceivers, type Receiver } from "./receivers.ts";
import { createRelay } from "./relay.ts";
import { createSender } from "./sender.ts";
import type { WebhookSettings } from "./settings.ts";

export interface WebhookDeliveryOptions {
  readonly database: Database;
  readonly eventLog: EventLogReader;
  readonly outbound: Outbound;
  /** Gives the media of messages, for webhooks that want them. */
  readonly openMedium: MediumOpener;
  readonly log: DeliveryLog;
  readonly settings: WebhookSettings;
  /** `evolution`: by-events suffixes as `/messages-upsert` instead of `/MESSAGES_UPSERT`. */
  readonly compatibility?: "evolution" | undefined;
}

/** What the composition root hands to the core. */
export interface WebhookDelivery {
  readonly channel: DeliveryChannel;
  readonly handlers: Handlers<OperationContext>["webhook"];
  readonly creationStep: CreationStep;
}

const subscriber = "webhook";
const requestsPerReceiver = 16;
const requestsInAll = 256;
/** Media lie in temporary files while they are fetched and sent, so that these bound the room on the disk. */
const mediaPerReceiver = 8;
const mediaInAll = 64;
/** Share of the time for stopping that is kept for storing, at most a second. */
const storingShare = 0.25;

/**
 * Posts events to the webhooks of their instances: at least once, in order per chat, again and again until a receiver takes
 * them or the attempts are used up. README.md tells how.
 */
export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
  const { database, eventLog, outbound, openMedium, log, settings, compatibility } = options;
  const aborting = new AbortController();
  // One signal for all requests at a time.
  setMaxListeners(0, aborting.signal);
  const open = new Map<string, LogPosition>();
  const dispatcher = createDispatcher({ perReceiver: requestsPerReceiver, total: requestsInAll });
  const mediaDispatcher = createDispatcher({ perReceiver: mediaPerReceiver, total: mediaInAll });
  const receivers = createReceivers({ database: database.pool, dispatcher, mediaDispatcher, compatibility });

  const recovered = (receiver: Receiver): void => {
    if (receiver.parkedEvents > 0) parking.hurry(receiver.instanceId);
    reader.hasRoom(receiver);
  };
  const failures = createBatchWriter<Failure>({
    subject: "events given up by webhooks",
    gatherMs: 5,
    log,
    write: (items) => storeFailures(database.pool, items),
  });
  const health = createHealth(log, recovered);
  const relay = createRelay({
    settings,
    send: createEventSender({
      send: createSender({ outbound, settings, signal: aborting.signal }),
      fetchMedium: createMediumFetch({ openMedium, settings, signal: aborting.signal, log }),
      eventLog,
      log,
    }),
    health,
    failures,
    parking: () => parking,
    open,
    settled(receiver) {
      cursor.changed();
      reader.hasRoom(receiver);
    },
  });
  const parking: Parking = createParking({
    database,
    eventLog,
    receivers,
    attempt: relay.tryAgain,
    released: (receiver) => reader.hasRoom(receiver),
    log,
  });
  const reader: LogReader = createLogReader({
    eventLog,
    receivers,
    open,
    accept: relay.accept,
    cursor: () => cursor,
    housekeeping: createHousekeeping(database, receivers, () => reader.progress().to),
    log,
  });
  const cursor: CursorWriter = createCursorWriter({ database, subscriber, progress: () => reader.progress(), log });

  const channel: DeliveryChannel = {
    name: subscriber,
    async start() {
      await receivers.load();
      await parking.load();
      await reader.start(await readProgress(database, subscriber, () => eventLog.end()));
      parking.run();
    },
    async stop(graceMs) {
      const deadlineMs = performance.now() + graceMs;
      const requestsUntilMs = deadlineMs - Math.min(1000, graceMs * storingShare);
      parking.pause();
      const idle = Promise.all([dispatcher.stop(), mediaDispatcher.stop()]);
      await within(requestsUntilMs, Promise.all([reader.stop(), idle]));
      aborting.abort();
      await within(deadlineMs, idle);
      await Promise.all([within(deadlineMs, failures.drained()), parking.stop(deadlineMs)]);
      failures.stop();
      cursor.stop();
      const stored = cursor.flush().catch((err: unknown) => {
        log.warn({ err }, "the position of the webhooks could not be stored: the last events may be delivered again");
      });
      await within(deadlineMs, stored);
    },
    isHealthy: () => reader.isHealthy() && cursor.isHealthy(),
  };

  return {
    channel,
    handlers: webhookHandlers({
      database,
      outbound,
      receivers,
      changed(row) {
        const receiver = receivers.put(row);
        // What failed before says nothing about the new settings.
        receiver.failuresInARow = 0;
        receiver.isUnhealthy = false;
        recovered(receiver);
      },
    }),
    creationStep: webhookCreationStep(outbound),
  };
}
