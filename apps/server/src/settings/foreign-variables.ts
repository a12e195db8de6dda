import { settingsSchema } from "./settings.ts";

/** Prefixes under which only Evolution API (and what is made for it) has settings. */
const prefixes = [
  "CACHE_LOCAL_",
  "CACHE_REDIS_",
  "CHATWOOT_",
  "CONFIG_SESSION_",
  "CORS_",
  "DATABASE_SAVE_",
  "KAFKA_",
  "METRICS_",
  "NATS_",
  "PUSHER_",
  "QRCODE_",
  "RABBITMQ_",
  "SERVER_",
  "SQS_",
  "SSL_CONF_",
  "TYPEBOT_",
  "WA_BUSINESS_",
  "WA_WEB_",
  "WEBHOOK_",
  "WEBSOCKET_",
];

/** Its other names, one by one: their prefixes are common among programs that have nothing to do with WhatsApp. */
const names = new Set([
  "API_AUDIO_CONVERTER",
  "API_AUDIO_CONVERTER_KEY",
  "AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES",
  "DATABASE_BOUNCER_CONNECTION_URI",
  "DATABASE_CONNECTION_CLIENT_NAME",
  "DATABASE_DELETE_MESSAGE",
  "DATABASE_PROVIDER",
  "DEL_INSTANCE",
  "DEL_TEMP_INSTANCES",
  "DIFY_ENABLED",
  "DOCKER_ENV",
  "EVENT_EMITTER_MAX_LISTENERS",
  "EVOAI_ENABLED",
  "EVOLUTION_OPERATOR_EMAIL",
  "FACEBOOK_APP_ID",
  "FACEBOOK_CONFIG_ID",
  "FACEBOOK_USER_TOKEN",
  "FLOWISE_ENABLED",
  "LOG_BAILEYS",
  "LOG_COLOR",
  "N8N_ENABLED",
  "OPENAI_API_KEY_GLOBAL",
  "OPENAI_ENABLED",
  "PROVIDER_ENABLED",
  "PROVIDER_HOST",
  "PROVIDER_PORT",
  "PROVIDER_PREFIX",
  "S3_SAVE_VIDEO",
  "S3_SKIP_POLICY",
  "SENTRY_DSN",
  "TELEMETRY_ENABLED",
  "TELEMETRY_URL",
]);

/**
 * Names of variables that are meant for another WhatsApp server (or are misspelt under a prefix of ours) and mean nothing
 * here, sorted.
 */
export function foreignVariables(given: readonly string[]): string[] {
  const isForeign = (name: string): boolean =>
    !Object.hasOwn(settingsSchema.shape, name) &&
    !isServiceLink(name) &&
    (names.has(name) || prefixes.some((prefix) => name.startsWith(prefix)));
  return given.filter(isForeign).sort();
}

/** Kubernetes sets such variables for every service of a namespace: `RABBITMQ_SERVICE_HOST`, `KAFKA_PORT_9092_TCP`. */
function isServiceLink(name: string): boolean {
  return /_(SERVICE_(HOST|PORT)\w*|PORT_\d+_(TCP|UDP)\w*)$/.test(name);
}
