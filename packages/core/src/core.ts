import type { ErrorCode, Handlers } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import { createAccess, type RateLimits } from "./access/access.ts";
import { tokenHash } from "./access/token.ts";
import { createConnections } from "./connection-reports.ts";
import type { Connections } from "./connections.ts";
import type { CoreParts } from "./core-parts.ts";
import type { CreationStep, DeliveryChannel, EventLogReader } from "./delivery-channel.ts";
import type { AnyEngine } from "./engine.ts";
import { startEngines, stopEngines } from "./engine-lifecycle.ts";
import { createEngines } from "./engines.ts";
import { createExecutor } from "./execute.ts";
import type { Executor } from "./executor.ts";
import { createIdempotency } from "./idempotency/idempotency.ts";
import { uuidv7 } from "./identifiers.ts";
import type { Inbox } from "./inbox.ts";
import { createInstanceChanges } from "./instance-changes.ts";
import { createInstanceDirectory, type InstanceDirectory } from "./instance-directory.ts";
import { loadInstances } from "./instance-loading.ts";
import { toEnvelope } from "./log/envelope.ts";
import { changeInstance, type EventsOfInstance } from "./log/instance-events.ts";
import { createLiveStreams } from "./log/live-streams.ts";
import { endOfLog, readAfter, readByIds, readInstanceAfter } from "./log/read.ts";
import { createLogTail } from "./log/tail.ts";
import { createMaintenance } from "./maintenance.ts";
import { createMediumOpener, type MediumOpener } from "./medium-opener.ts";
import type { MessageLookup } from "./message-lookup.ts";
import type { OperationContext } from "./operation-context.ts";
import { type CoreGroup, coreHandlers } from "./operations/core-handlers.ts";
import { coreColumns, requireKeys } from "./sealed-columns.ts";
import { createSealing, type Sealing } from "./sealing.ts";
import { createSends } from "./sends.ts";
import { createDoubtfulAttempts } from "./store/doubtful-attempts.ts";
import { createInbox } from "./store/inbox.ts";
import { createInstanceWriter } from "./store/instance-writer.ts";
import { createMessageLookup } from "./store/message-lookup.ts";
import { recoverEarlierRuns } from "./store/recovery.ts";
import { createAttemptRemover, createAttemptWriter } from "./store/send-attempts.ts";
import { createSendOutcomes } from "./store/send-outcomes.ts";

export interface CoreOptions {
  /** Migrated, and locked for this server. */
  readonly database: Database;
  /** AUTHENTICATION_API_KEY. */
  readonly globalKey: string;
  /** Public address of the server, without a trailing slash. */
  readonly serverUrl: string;
  /** ENCRYPTION_KEY; without it credentials are stored in clear. */
  readonly encryptionKey?: string | undefined;
  /** Earlier ones, with which something may still be encrypted. */
  readonly previousEncryptionKeys?: readonly string[];
  readonly rateLimits: RateLimits;
  /** After this a call answers REQUEST_TIMEOUT, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Hours for which events can be replayed; 0: for ever. */
  readonly eventRetentionHours: number;
  readonly log: Logger;
  /** Counts calls, for the metrics. */
  readonly onCall?: (operation: string, code: "OK" | ErrorCode) => void;
}

/** What the other packages bring; `apps/server` composes it. */
export interface Composition {
  readonly engines: readonly AnyEngine[];
  readonly channels: readonly DeliveryChannel[];
  readonly creationSteps: readonly CreationStep[];
  /** Handlers of the operations that do not belong to the core. */
  readonly handlers: Omit<Handlers<OperationContext>, CoreGroup>;
}

/** State of the parts that must work for the server to be ready. */
export interface CoreHealth {
  readonly logReaderRunning: boolean;
  readonly channelsRunning: boolean;
}

/** A core whose parts are composed. */
export interface RunningCore {
  readonly executor: Executor;
  readonly openMedium: MediumOpener;
  /** Loads the instances, settles what earlier runs left, and starts the reader of the log, the channels and the engines. */
  start(): Promise<void>;
  /**
   * Takes no more calls, ends the streams, waits for running calls (at most `graceMs`), lets the engines close their
   * connections, waits for writers, then stops channels (within `channelGraceMs`, `graceMs` when absent) and readers. Resolves when nothing uses the database any more.
   */
  stop(graceMs: number, channelGraceMs?: number): Promise<void>;
  health(): CoreHealth;
  /** Sends whose outcome is not known. */
  sendsInDoubt(): number;
}

/** The parts that engines and channels need before they can be composed. */
export interface Core {
  readonly inbox: Inbox;
  /** Where engines report the state of connections. */
  readonly connections: Connections;
  /** Finds stored messages. */
  readonly messages: MessageLookup;
  readonly directory: InstanceDirectory;
  /** Encrypts what engines keep. */
  readonly sealing: Sealing;
  readonly eventLog: EventLogReader;
  /** Appends events of an instance outside any other change; for channels and tests. */
  appendEvents(instanceId: string, events: EventsOfInstance): Promise<void>;
  compose(composition: Composition): RunningCore;
}

/** Builds the core. Nothing runs before `compose(…).start()`. */
export function createCore(options: CoreOptions): Core {
  const { database, log, serverUrl } = options;
  const runId = uuidv7();
  const directory = createInstanceDirectory();
  const sealing = createSealing(options.encryptionKey, options.previousEncryptionKeys);
  const tail = createLogTail(database.pool, log);
  const doubtfulAttempts = createDoubtfulAttempts();
  const committed = (events: number): void => tail.wake(events);
  const writer = createInstanceWriter({ database, directory, doubtfulAttempts, committed });
  const attempts = createAttemptWriter(database, runId);
  const removals = createAttemptRemover(database);
  const outcomes = createSendOutcomes({ removals, writer, log });
  const sends = createSends({ attempts, outcomes });
  const inbox = createInbox(writer);
  const messages = createMessageLookup(database);
  const changes = createInstanceChanges({ database, directory, sealing, log });
  const connections = createConnections({ database, directory, changes, committed });

  const compose = ({ engines, channels, creationSteps, handlers }: Composition): RunningCore => {
    const parts: CoreParts = {
      database,
      directory,
      changes,
      engines: createEngines(engines),
      sends,
      inbox,
      messages,
      sealing,
      committed,
      creationSteps,
      globalKeyHash: tokenHash(options.globalKey),
      log,
    };
    const streams = createLiveStreams({ database: database.pool, tail, directory, serverUrl });
    const maintenance = createMaintenance({ database, sealing, eventRetentionHours: options.eventRetentionHours, log });
    const executor = createExecutor({
      access: createAccess(options.globalKey, directory, options.rateLimits),
      handlers: {
        ...handlers,
        ...coreHandlers(parts),
      },
      idempotency: createIdempotency(database, runId),
      streams,
      requestTimeoutMs: options.requestTimeoutMs,
      counter: { counted: options.onCall ?? (() => undefined) },
      log,
    });
    return {
      executor,
      openMedium: createMediumOpener(parts),
      async start() {
        await requireKeys(database, sealing, coreColumns);
        await loadInstances(database, sealing, directory);
        await tail.start();
        await recoverEarlierRuns(database, writer, doubtfulAttempts, runId, log);
        for (const channel of channels) await channel.start();
        await startEngines(engines, directory);
        maintenance.start();
      },
      async stop(graceMs, channelGraceMs = graceMs) {
        const housekeeping = maintenance.stop();
        streams.stop();
        await executor.drain(graceMs);
        await stopEngines(engines, graceMs, log);
        outcomes.stop();
        await changes.stop();
        await Promise.all([writer.drained(), attempts.drained(), removals.drained()]);
        await Promise.all(channels.map((channel) => channel.stop(channelGraceMs)));
        await tail.stop();
        await housekeeping;
      },
      health: () => ({
        logReaderRunning: tail.isHealthy(),
        channelsRunning: channels.every((channel) => channel.isHealthy()),
      }),
      sendsInDoubt: () => doubtfulAttempts.size,
    };
  };

  return {
    inbox,
    connections,
    messages,
    directory,
    sealing,
    eventLog: {
      async readAfter(position, limit) {
        const recent = tail.after(position);
        return recent === undefined ? readAfter(database.pool, position, limit) : recent.slice(0, limit);
      },
      readInstanceAfter: (instanceId, position, limit) => readInstanceAfter(database.pool, instanceId, position, limit),
      end: () => endOfLog(database.pool),
      onMove: (listener) => tail.onMove(listener),
      readByIds: (ids) => readByIds(database.pool, ids),
      toEnvelope: (event) => toEnvelope(event, serverUrl),
    },
    async appendEvents(instanceId, events) {
      const record = directory.byId(instanceId);
      if (record === undefined) throw new Error(`no instance ${instanceId}`);
      await changeInstance({ database, committed }, record, events, async () => undefined);
    },
    compose,
  };
}
