import { setTimeout } from "node:timers/promises";
import { type Core, createCore, type InboundRoute, type RunningCore, type UploadSink } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { createWebhookDelivery } from "@waxwing/delivery";
import { createCloudEngine, createMetaWebhook } from "@waxwing/engine-cloud";
import { createOutbound } from "@waxwing/outbound";
import type { Logger } from "pino";
import type { CallCounts } from "../http/call-counts.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";
import { composeWebEngine } from "./compose-web-engine.ts";

export interface PartOptions {
  readonly settings: Settings;
  readonly database: Database;
  readonly globalKey: string;
  readonly serverUrl: string;
  readonly calls: CallCounts;
  readonly log: Logger;
}

/** The parts of a server, put together; nothing runs yet. */
export interface Parts {
  readonly core: Core;
  readonly running: RunningCore;
  readonly inboundRoutes: readonly InboundRoute[];
  /** Takes the files of multipart requests. */
  readonly uploads: UploadSink;
  /** Closes the sockets to the outside, after the core was stopped. */
  close(): Promise<void>;
}

/** For one request to Graph. */
const graphTimeoutMs = 30_000;
const closeTimeoutMs = 200;

/** Core, engines and channels of this server. */
export function composeParts({ settings, database, globalKey, serverUrl, calls, log }: PartOptions): Parts {
  const { COMPATIBILITY: compatibility } = settings;
  const core = createCore({
    database,
    globalKey,
    serverUrl,
    encryptionKey: settings.ENCRYPTION_KEY,
    previousEncryptionKeys: settings.ENCRYPTION_KEY_PREVIOUS,
    rateLimits: {
      requestsPerSecond: settings.RATE_LIMIT_PER_SECOND,
      failedKeysPerMinute: settings.RATE_LIMIT_FAILED_KEYS_PER_MINUTE,
    },
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
    eventRetentionHours: settings.EVENT_RETENTION_HOURS,
    log,
    onCall: calls.add,
  });
  const outbound = createOutbound({
    allowPrivate: settings.OUTBOUND_ALLOW_PRIVATE,
    userAgent: `waxwing/${version}`,
  });
  const webhook = createWebhookDelivery({
    database,
    eventLog: core.eventLog,
    outbound,
    openMedium: (message, options) => running.openMedium(message, options),
    log,
    settings: {
      timeoutMs: settings.WEBHOOK_REQUEST_TIMEOUT_MS,
      maxAttempts: settings.WEBHOOK_RETRY_MAX_ATTEMPTS,
      initialDelaySeconds: settings.WEBHOOK_RETRY_INITIAL_DELAY_SECONDS,
      maxDelaySeconds: settings.WEBHOOK_RETRY_MAX_DELAY_SECONDS,
      exponential: settings.WEBHOOK_RETRY_USE_EXPONENTIAL_BACKOFF,
      jitter: settings.WEBHOOK_RETRY_JITTER_FACTOR,
      nonRetryableStatuses: settings.WEBHOOK_RETRY_NON_RETRYABLE_STATUS_CODES,
      base64MaxBytes: settings.WEBHOOK_BASE64_MAX_BYTES,
      base64TimeoutMs: settings.WEBHOOK_BASE64_TIMEOUT_MS,
    },
    compatibility,
  });
  const cloud = createCloudEngine({
    graphUrl: settings.WA_BUSINESS_URL,
    graphVersion: settings.WA_BUSINESS_VERSION,
    serverUrl,
    timeoutMs: graphTimeoutMs,
    log,
  });
  const { engine: web, media } = composeWebEngine({ settings, database, core, outbound, log });
  const running: RunningCore = core.compose({
    engines: [web, cloud],
    channels: [webhook.channel],
    creationSteps: [webhook.creationStep],
    handlers: { webhook: webhook.handlers },
  });
  return {
    core,
    uploads: media,
    running,
    inboundRoutes: createMetaWebhook({
      inbox: core.inbox,
      instances: core.directory,
      verifyToken: settings.WA_BUSINESS_TOKEN_WEBHOOK,
      appSecret: settings.WA_BUSINESS_APP_SECRET,
      log,
    }),
    async close() {
      // Graph may still owe an answer to a send that is in doubt by now: nobody waits for it any more.
      await Promise.race([
        Promise.all([cloud.close(), web.close(), media.close(), outbound.close()]),
        setTimeout(closeTimeoutMs, undefined, { ref: false }),
      ]);
    },
  };
}
