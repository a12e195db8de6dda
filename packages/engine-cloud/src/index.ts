export { type CloudEngine, type CloudEngineOptions, createCloudEngine } from "./cloud-engine.ts";
export type { EngineLog } from "./engine-log.ts";
export { createMetaWebhook, META_WEBHOOK_PATH, type MetaWebhookOptions } from "./webhook/meta-webhook.ts";
export type { InstanceDirectory, InstanceReference } from "./webhook/read-payload.ts";
