import { z } from "zod";
import {
  base64Key,
  cidrList,
  color,
  decimal,
  flag,
  httpUrl,
  integer,
  line,
  logLevel,
  methodList,
  oneOf,
  originList,
  path,
  postgresUri,
  secret,
  secretList,
  statusList,
  trustedProxies,
  versionOfThree,
  webSocketUrl,
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
    .describe("Folder of the embedded database, the generated API key and media, relative to the working directory."),
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
      "Encrypts access tokens, and credentials and keys of WhatsApp Web, in the database; at least 16 characters. When unset, they are stored in clear. Do not lose it.",
    ),
  ENCRYPTION_KEY_PREVIOUS: secretList(16)
    .prefault("")
    .describe(
      "Earlier values of ENCRYPTION_KEY, separated by commas: what they encrypted stays readable, and is encrypted anew after the start; then they can be removed.",
    ),
  OUTBOUND_ALLOW_PRIVATE: cidrList()
    .prefault("")
    .describe(
      "Private addresses that webhooks, media downloads and proxies of instances may reach: CIDR ranges separated by commas, such as 127.0.0.1/32,10.0.0.0/8. All others are refused.",
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
  WA_WEB_SOCKET_URL: webSocketUrl()
    .prefault("wss://web.whatsapp.com/ws/chat")
    .describe("Address of WhatsApp Web. A server elsewhere, such as the sandbox, serves WhatsApp's media as well."),
  WA_WEB_CA_FILE: path()
    .optional()
    .describe("File of certificates (PEM) to trust for WhatsApp Web and its media, beside the public authorities."),
  WA_WEB_ROOT_KEY: base64Key(32)
    .optional()
    .describe("Key to trust for WhatsApp Web's handshake, 32 bytes in base64. When unset: WhatsApp's."),
  WA_WEB_LOG_LEVEL: logLevel()
    .prefault("warn")
    .describe("Level for what the WhatsApp Web library logs; contents, keys and numbers are left out at any level."),
  WA_WEB_CONNECT_CONCURRENCY: integer(1, 1000)
    .prefault("20")
    .describe("Connections to WhatsApp Web that are being made at a time."),
  PROXY_HOST: word()
    .optional()
    .describe("Host of the proxy for WhatsApp Web of instances without one of their own. When unset: none."),
  PROXY_PORT: integer(1, 65_535).optional().describe("Port of that proxy."),
  PROXY_PROTOCOL: oneOf("http", "https", "socks4", "socks5")
    .prefault("http")
    .describe("Protocol of that proxy: http, https, socks4 or socks5."),
  PROXY_USERNAME: line(255).optional().describe("User name for that proxy."),
  PROXY_PASSWORD: secret(1).optional().describe("Password for that proxy."),
  CONFIG_BAILEYS_VERSION: versionOfThree()
    .optional()
    .describe(
      "Version of WhatsApp Web to be, such as 2.3000.1023223821: for when WhatsApp refuses the built-in one (reason `client_outdated`).",
    ),
  CONFIG_SESSION_PHONE_CLIENT: line(50)
    .prefault("Waxwing")
    .describe("Name of the linked device, as the phone shows it."),
  CONFIG_SESSION_PHONE_NAME: line(50).prefault("Chrome").describe("Browser of the linked device."),
  QRCODE_LIMIT: integer(1, 1000).prefault("30").describe("QR codes that are shown for one pairing."),
  QRCODE_COLOR: color().prefault("#198754").describe("Color of QR codes."),
  MEDIA_MAX_BYTES: integer(1_000, 2_147_483_648)
    .prefault("104857600")
    .describe("Size of the largest medium that is sent or fetched, in bytes."),
  MEDIA_STORE: oneOf("local", "none")
    .prefault("local")
    .describe(
      "Where media that were fetched stay: `local` in the data directory, `none` nowhere. With S3_ENABLED they stay in the bucket.",
    ),
  S3_ENABLED: flag().prefault("false").describe("Whether media that were fetched stay in an S3-compatible bucket."),
  S3_ENDPOINT: word().optional().describe("Host of the S3 server, such as s3.eu-central-1.amazonaws.com."),
  S3_PORT: integer(1, 65_535).optional().describe("Port of the S3 server. When unset: that of http or https."),
  S3_USE_SSL: flag().prefault("true").describe("Whether the S3 server is reached over https."),
  S3_REGION: word().prefault("us-east-1").describe("Region of the bucket."),
  S3_BUCKET: word().optional().describe("Name of the bucket; objects are addressed as endpoint/bucket/key."),
  S3_ACCESS_KEY: secret(1).optional().describe("Access key of the S3 server."),
  S3_SECRET_KEY: secret(1).optional().describe("Secret key of the S3 server."),
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
  WEBHOOK_BASE64_MAX_BYTES: integer(1_000, 2_147_483_648)
    .prefault("16777216")
    .describe(
      "Size of the largest medium that webhooks with `webhookBase64` get as base64, in bytes; MEDIA_MAX_BYTES holds as well. Events of larger media go without it.",
    ),
  WEBHOOK_BASE64_TIMEOUT_MS: integer(100, 600_000)
    .prefault("30000")
    .describe("Milliseconds for fetching a medium for such a webhook; then its event goes without `base64`."),
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
