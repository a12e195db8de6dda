import { type OperationId, WaxwingError } from "@waxwing/contract";
import {
  type Core,
  type CoreOptions,
  createCore,
  decodedInput,
  type InputOf,
  type MediumOpener,
  type RunningCore,
} from "@waxwing/core";
import { type Database, openDatabase } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { createOutbound, type ResolveAddresses } from "@waxwing/outbound";
import type { WebhookSettings } from "../webhook/settings.ts";
import { createWebhookDelivery } from "../webhook/webhook-delivery.ts";

/** Retries within milliseconds, without jitter. */
export const quickSettings: WebhookSettings = {
  timeoutMs: 2000,
  maxAttempts: 10,
  initialDelaySeconds: 0.02,
  maxDelaySeconds: 0.2,
  exponential: true,
  jitter: 0,
  nonRetryableStatuses: [400, 401, 403, 404, 422],
  base64MaxBytes: 1_000_000,
  base64TimeoutMs: 5000,
};

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

export interface DeliveryServerOptions {
  readonly connectionUri: string;
  readonly settings?: Partial<WebhookSettings>;
  readonly allowPrivate?: readonly string[];
  /** Replaces the system's resolver. */
  readonly resolve?: ResolveAddresses;
  readonly compatibility?: "evolution";
  /** No medium can be had when absent. */
  readonly openMedium?: MediumOpener;
}

export interface ImageOptions {
  readonly type?: "MESSAGES_UPSERT" | "SEND_MESSAGE";
  readonly caption?: string;
}

/** A core with webhook delivery, as a server composes it, without faces. */
export interface DeliveryServer {
  readonly core: Core;
  readonly running: RunningCore;
  readonly database: Database;
  readonly log: LogLine[];
  call<Id extends OperationId>(id: Id, input: InputOf<Id>): Promise<unknown>;
  /** Creates an instance, with a webhook when one is given. Answers its id. */
  createInstance(name: string, webhook?: InputOf<"instance.create">["webhook"]): Promise<string>;
  /** Appends one message of each chat given. */
  append(instanceId: string, chats: readonly string[]): Promise<void>;
  /** Appends an image of a chat. */
  appendImage(instanceId: string, chat: string, more?: ImageOptions): Promise<void>;
  stop(graceMs?: number): Promise<void>;
}

export const globalKey = "global-key-of-the-tests";

export async function startDeliveryServer(options: DeliveryServerOptions): Promise<DeliveryServer> {
  const { connectionUri, settings, allowPrivate = ["127.0.0.0/8"], resolve, compatibility } = options;
  const database = openDatabase({ connectionUri, log: silentLog });
  const log: LogLine[] = [];
  const logger = recordingLog(log);
  const core = createCore({
    database,
    globalKey,
    serverUrl: "http://localhost:8080",
    rateLimits: { requestsPerSecond: 0, failedKeysPerMinute: 0 },
    requestTimeoutMs: 10_000,
    eventRetentionHours: 0,
    log: logger,
  });
  const userAgent = "waxwing/test";
  const outbound = createOutbound(
    resolve === undefined ? { allowPrivate, userAgent } : { allowPrivate, userAgent, resolve },
  );
  const delivery = createWebhookDelivery({
    database,
    eventLog: core.eventLog,
    outbound,
    openMedium: options.openMedium ?? (() => Promise.reject(new WaxwingError("MEDIA_NOT_AVAILABLE"))),
    log: logger,
    settings: { ...quickSettings, ...settings },
    ...(compatibility === undefined ? {} : { compatibility }),
  });
  const running = core.compose({
    engines: [engineWithoutNetwork],
    channels: [delivery.channel],
    creationSteps: [delivery.creationStep],
    handlers: { webhook: delivery.handlers },
  });
  await running.start();

  const call: DeliveryServer["call"] = (id, input) =>
    running.executor.execute(id, decodedInput(input), { key: globalKey, address: "127.0.0.1", requestId: "test" });
  let messages = 0;
  return {
    core,
    running,
    database,
    log,
    call,
    async createInstance(name, webhook) {
      const input = {
        instanceName: name,
        integration: "WHATSAPP-BUSINESS" as const,
        token: "graph-token",
        number: "12345",
      };
      const answer = await call("instance.create", webhook === undefined ? input : { ...input, webhook });
      return (answer as { instance: { instanceId: string } }).instance.instanceId;
    },
    async append(instanceId, chats) {
      await core.appendEvents(
        instanceId,
        chats.map((chat) => {
          messages++;
          return { type: "MESSAGES_UPSERT", data: messageOf(chat, String(messages), instanceId) };
        }),
      );
    },
    async appendImage(instanceId, chat, { type = "MESSAGES_UPSERT", caption } = {}) {
      messages++;
      const text = messageOf(chat, String(messages), instanceId);
      const imageMessage = { mimetype: "image/png", ...(caption === undefined ? {} : { caption }) };
      const data = { ...text, messageType: "imageMessage", message: { imageMessage } };
      await core.appendEvents(instanceId, [{ type, data }]);
    },
    async stop(graceMs = 2000) {
      await running.stop(graceMs);
      await outbound.close();
      await database.close();
    },
  };
}

type AppendedEvent = Parameters<Core["appendEvents"]>[1][number];
type MessageData = Extract<AppendedEvent, { type: "MESSAGES_UPSERT" }>["data"];

function messageOf(chat: string, id: string, instanceId: string): MessageData {
  return {
    id: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10",
    key: { remoteJid: chat, fromMe: false, id },
    pushName: "Maria",
    status: "DELIVERY_ACK",
    message: { conversation: `text ${id}` },
    contextInfo: null,
    messageType: "conversation",
    messageTimestamp: 1_717_689_097,
    instanceId,
    source: "android",
  };
}

type Engines = Parameters<Core["compose"]>[0]["engines"];

const opened = async (instance: { name: string }) => ({
  instance: { instanceName: instance.name, state: "open" as const },
});

const engineWithoutNetwork: Engines[number] = {
  integration: "WHATSAPP-BUSINESS",
  prepare: (creation) => ({
    number: creation.number ?? null,
    businessId: null,
    credentials: null,
    connectionState: "open",
    ownerJid: null,
    instanceToken: undefined,
    inboundUrl: null,
  }),
  connect: opened,
  restart: opened,
  logout: async () => undefined,
  release: async () => undefined,
};

/** The few methods of a pino logger that are used here, kept in a list. */
function recordingLog(lines: LogLine[]): CoreOptions["log"] {
  const at =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push({ level, fields, message });
  const log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), child: () => log };
  return log as unknown as CoreOptions["log"];
}

/** Resolves when `look` answers true; asks again and again. */
export async function eventually(look: () => Promise<boolean> | boolean, timeoutMs = 20_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await look())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
