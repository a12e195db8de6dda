import { type EventEnvelope, type OperationId, WaxwingError } from "@waxwing/contract";
import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { pino } from "pino";
import { type Core, createCore, type RunningCore } from "../core.ts";
import { decodedInput, type InputOf, type StreamRequest } from "../executor.ts";
import { callerWith } from "./callers.ts";
import { type ScriptedEngine, type ScriptedEngineOptions, scriptedEngine } from "./scripted-engine.ts";

export const globalKey = "global-key-of-the-tests";

/** A core on a database of its own. */
export interface CoreFixture {
  readonly core: Core;
  readonly running: RunningCore;
  readonly engine: ScriptedEngine;
  readonly database: Database;
  readonly connectionUri: string;
  /** Calls an operation with the global key unless another is given. */
  call<Id extends OperationId>(id: Id, input: InputOf<Id>, key?: string): Promise<unknown>;
  /** Creates an instance and answers its id and token. */
  createInstance(name: string, number?: string): Promise<{ id: string; token: string }>;
  subscribe(request: StreamRequest, key?: string): Promise<LiveEvents>;
  /** Stops this core and starts another on the same database. */
  restarted(): Promise<CoreFixture>;
  close(): Promise<void>;
}

/** A live stream that a test reads event by event. */
export interface LiveEvents {
  /** The next events, waiting for them. */
  take(count: number): Promise<EventEnvelope[]>;
  /** Resolves when the stream has ended by itself. */
  ended(): Promise<void>;
  stop(): void;
}

interface FixtureOptions {
  readonly encryptionKey?: string;
  readonly requestTimeoutMs?: number;
  readonly requestsPerSecond?: number;
  readonly failedKeysPerMinute?: number;
  readonly engine?: ScriptedEngineOptions;
}

/** Starts a core with a {@link scriptedEngine} on a fresh database. */
export async function startCore(options: FixtureOptions = {}): Promise<CoreFixture> {
  const { connectionUri, drop } = await createTestDatabase();
  return startOn(connectionUri, drop, options);
}

/** A core with one engine and without channels, not started. */
export function buildCore(
  database: Database,
  engine: ScriptedEngine,
  options: FixtureOptions = {},
): { core: Core; running: RunningCore } {
  const core = createCore({
    database,
    globalKey,
    serverUrl: "http://localhost:8080",
    encryptionKey: options.encryptionKey,
    rateLimits: {
      requestsPerSecond: options.requestsPerSecond ?? 0,
      failedKeysPerMinute: options.failedKeysPerMinute ?? 0,
    },
    requestTimeoutMs: options.requestTimeoutMs ?? 20_000,
    eventRetentionHours: 1,
    log: pino({ level: "silent" }),
  });
  const running = core.compose({
    engines: [engine],
    channels: [],
    creationSteps: [],
    handlers: {
      webhook: {
        set: () => Promise.reject(new WaxwingError("INTERNAL")),
        find: () => null,
      },
    },
  });
  return { core, running };
}

async function startOn(
  connectionUri: string,
  drop: () => Promise<void>,
  options: FixtureOptions,
): Promise<CoreFixture> {
  const database = openDatabase({ connectionUri, log: silentLog });
  const engine = scriptedEngine(options.engine);
  const { core, running } = buildCore(database, engine, options);
  await running.start();
  const call: CoreFixture["call"] = (id, input, key = globalKey) =>
    running.executor.execute(id, decodedInput(input), callerWith(key));
  const stop = async (): Promise<void> => {
    await running.stop(1000);
    await database.close();
  };
  return {
    core,
    running,
    engine,
    database,
    connectionUri,
    call,
    async createInstance(name, number = "123456789012345") {
      const answer = (await call("instance.create", {
        instanceName: name,
        integration: "WHATSAPP-BUSINESS",
        token: "graph-token",
        number,
      })) as { instance: { instanceId: string }; hash: { apikey: string } };
      return { id: answer.instance.instanceId, token: answer.hash.apikey };
    },
    async subscribe(request, key = globalKey) {
      const stopping = new AbortController();
      const stream = await running.executor.subscribe(request, callerWith(key), stopping.signal);
      return liveEvents(stream, stopping);
    },
    async restarted() {
      await stop();
      return startOn(connectionUri, drop, options);
    },
    async close() {
      await stop();
      await drop();
    },
  };
}

function liveEvents(stream: AsyncIterable<EventEnvelope>, stopping: AbortController): LiveEvents {
  const iterator = stream[Symbol.asyncIterator]();
  return {
    async take(count) {
      const events: EventEnvelope[] = [];
      while (events.length < count) {
        const next = await iterator.next();
        if (next.done === true) throw new Error(`the stream ended after ${events.length} of ${count} events`);
        events.push(next.value);
      }
      return events;
    },
    async ended() {
      while ((await iterator.next()).done !== true);
    },
    stop: () => stopping.abort(),
  };
}

/** Resolves with the code of the WaxwingError that a promise rejects with. */
export async function errorCode(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof WaxwingError) return error.code;
    throw error;
  }
  return "none";
}
