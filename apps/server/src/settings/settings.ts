import { z } from "zod";
import {
  cidrList,
  decimal,
  flag,
  httpUrl,
  integer,
  logLevel,
  methodList,
  oneOf,
  originList,
  path,
  postgresUri,
  secret,
  statusList,
  trustedProxies,
  word,
} from "./value-readers.ts";

/** All settings: the only list of them. The text of a default is read like that of a value. */
export const settingsSchema = z.object({
  SERVER_HOST: word()
    .prefault("0.0.0.0")
    .describe("Address to listen on. 127.0.0.1: only programs on this machine reach the server; `::`: IPv6 as well."),
  SERVER_PORT: integer(0, 65_535).prefault("8080").describe("Port to listen on; 0: any free one."),
  SERVER_URL: httpUrl()
    .optional()
    .describe(
      "Public address of the server, as Meta, browsers and receivers of events see it. When unset: `http://localhost:<SERVER_PORT>`.",
    ),
  WAXWING_DATA_DIR: path()
    .prefault("./data")
    .describe("Folder of the embedded database and the generated API key, relative to the working directory."),
  DATABASE_CONNECTION_URI: postgresUri()
    .optional()
    .describe(
      "URI of your own PostgreSQL, such as postgresql://user:password@host:5432/database. When unset, an embedded PostgreSQL runs in the data directory.",
    ),
  DATABASE_POOL_SIZE: integer(2, 200).prefault("10").describe("Most connections to the database at a time."),
  AUTHENTICATION_API_KEY: secret(8, 255)
    .optional()
    .describe(
      "The global key, which opens everything; at least 8 characters. When unset, one is generated at first start, kept in the data directory (`api-key`) and printed once.",
    ),
  ENCRYPTION_KEY: secret(16)
    .optional()
    .describe(
      "Encrypts access tokens in the database; at least 16 characters. When unset, they are stored in clear. Do not lose it.",
    ),
  OUTBOUND_ALLOW_PRIVATE: cidrList()
    .prefault("")
    .describe(
      "Private addresses that webhooks may reach: CIDR ranges separated by commas, such as 127.0.0.1/32,10.0.0.0/8. All others are refused.",
    ),
  TRUST_PROXY: trustedProxies()
    .prefault("false")
    .describe(
      "Whose X-Forwarded-For header to believe: false, true, the number of proxies, or their addresses (CIDR ranges, loopback).",
    ),
  SHUTDOWN_TIMEOUT: integer(1, 3600)
    .prefault("30")
    .describe("Seconds in which a stop must be done: requests in flight are answered, then the database stops."),
  REQUEST_TIMEOUT_MS: integer(100, 3_600_000)
    .prefault("120000")
    .describe("Milliseconds after which a call answers REQUEST_TIMEOUT."),
  RATE_LIMIT_PER_SECOND: integer(0, 1_000_000).prefault("0").describe("Requests per second and key; 0: no limit."),
  RATE_LIMIT_FAILED_KEYS_PER_MINUTE: integer(0, 1_000_000)
    .prefault("30")
    .describe("Unknown keys per minute and remote address; 0: no limit."),
  CORS_ORIGIN: originList()
    .prefault("*")
    .describe("Web origins whose pages may call the server, separated by commas; `*`: all."),
  CORS_METHODS: methodList()
    .prefault("GET,HEAD,POST,PUT,PATCH,DELETE")
    .describe("Methods that pages of other origins may use."),
  CORS_CREDENTIALS: flag()
    .prefault("false")
    .describe("Whether browsers may send cookies along; Waxwing itself uses none."),
  LOG_LEVEL: logLevel()
    .prefault("info")
    .describe(
      "silent, fatal, error, warn, info, debug or trace. Of a list (ERROR,WARN,LOG), the most verbose one counts. Log lines are JSON on stderr.",
    ),
  PROMETHEUS_METRICS: flag().prefault("true").describe("Whether /metrics is offered; it needs the global key."),
  COMPATIBILITY: oneOf("evolution")
    .optional()
    .describe("evolution: answers and webhook addresses take the older form where existing clients need it."),
  EVENT_RETENTION_HOURS: integer(0, 87_600)
    .prefault("168")
    .describe("Hours for which events can be replayed; 0: for ever."),
  WA_BUSINESS_URL: httpUrl().prefault("https://graph.facebook.com").describe("Address of Meta's Graph API."),
  WA_BUSINESS_VERSION: word().prefault("v23.0").describe("Version of Meta's Graph API."),
  WA_BUSINESS_TOKEN_WEBHOOK: secret(1)
    .optional()
    .describe(
      "Verify token that you give Meta beside the address /webhook/meta. When unset, Meta's handshake is refused.",
    ),
  WA_BUSINESS_APP_SECRET: secret(1)
    .optional()
    .describe("Secret of the Meta app. When unset, signatures of Meta's webhooks are not checked."),
  WEBHOOK_REQUEST_TIMEOUT_MS: integer(100, 600_000)
    .prefault("30000")
    .describe("Milliseconds that a webhook has to answer."),
  WEBHOOK_RETRY_MAX_ATTEMPTS: integer(1, 1000)
    .prefault("10")
    .describe("Attempts to deliver an event to a webhook, the first included."),
  WEBHOOK_RETRY_INITIAL_DELAY_SECONDS: decimal(0, 86_400).prefault("5").describe("Seconds before the second attempt."),
  WEBHOOK_RETRY_USE_EXPONENTIAL_BACKOFF: flag()
    .prefault("true")
    .describe("Whether the delay doubles with every attempt."),
  WEBHOOK_RETRY_MAX_DELAY_SECONDS: decimal(0, 86_400)
    .prefault("300")
    .describe("Longest delay between two attempts, in seconds."),
  WEBHOOK_RETRY_JITTER_FACTOR: decimal(0, 1)
    .prefault("0.2")
    .describe("Part by which a delay is varied at random: 0.2 is 20 % up or down."),
  WEBHOOK_RETRY_NON_RETRYABLE_STATUS_CODES: statusList()
    .prefault("400,401,403,404,422")
    .describe("Answers of a webhook after which an event is not tried again."),
});

/** The settings, read. Names are those of the environment variables, so that there is no second list. */
export type Settings = z.output<typeof settingsSchema>;

/** One setting as the documentation shows it. */
export interface DocumentedSetting {
  readonly name: keyof Settings;
  /** Text of the default; absent when there is none. */
  readonly default?: string | undefined;
  readonly description: string;
}

/** All settings for README.md and .env.example, in the order of the schema. */
export const documentedSettings: readonly DocumentedSetting[] = Object.entries(settingsSchema.shape).map(
  ([name, schema]) => ({
    name: name as keyof Settings,
    default: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined,
    description: schema.description ?? "",
  }),
);

/** The public address of a server that listens on `port`. */
export function serverUrlOf(settings: Settings, port: number): string {
  return settings.SERVER_URL ?? `http://localhost:${port}`;
}
