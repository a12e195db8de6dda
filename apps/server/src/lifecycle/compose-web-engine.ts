import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Core, InstanceProxy } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { createWebEngine, type WebEngine } from "@waxwing/engine-web";
import { createMedia, type Media } from "@waxwing/media";
import { type Outbound, toCidrs } from "@waxwing/outbound";
import type { Logger } from "pino";
import type { Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { mediaStore } from "./media-store.ts";

export interface WebParts {
  readonly engine: WebEngine;
  readonly media: Media;
}

/** The WhatsApp Web engine, and the media that it sends. */
export function composeWebEngine(options: {
  readonly settings: Settings;
  readonly database: Database;
  readonly core: Core;
  readonly outbound: Outbound;
  readonly log: Logger;
}): WebParts {
  const { settings, database, core, outbound, log } = options;
  const media = createMedia({
    directory: join(settings.WAXWING_DATA_DIR, "media-work"),
    outbound,
    limits: { maxBytes: settings.MEDIA_MAX_BYTES },
    log,
  });
  const engine = createWebEngine({
    database,
    sealing: core.sealing,
    inbox: core.inbox,
    messages: core.messages,
    connections: core.connections,
    instances: core.directory,
    media,
    mediaStore: mediaStore(settings),
    maxMediaBytes: settings.MEDIA_MAX_BYTES,
    mediaDirectory: join(settings.WAXWING_DATA_DIR, "media-fetched"),
    outbound,
    allowPrivate: toCidrs(settings.OUTBOUND_ALLOW_PRIVATE),
    defaultProxy: defaultProxy(settings),
    webSocketUrl: settings.WA_WEB_SOCKET_URL,
    caPem: settings.WA_WEB_CA_FILE === undefined ? undefined : certificates(settings.WA_WEB_CA_FILE),
    rootKey: settings.WA_WEB_ROOT_KEY,
    device: { client: settings.CONFIG_SESSION_PHONE_CLIENT, browser: settings.CONFIG_SESSION_PHONE_NAME },
    version: settings.CONFIG_BAILEYS_VERSION,
    qrLimit: settings.QRCODE_LIMIT,
    qrColor: settings.QRCODE_COLOR,
    socketLogLevel: settings.WA_WEB_LOG_LEVEL,
    connectConcurrency: settings.WA_WEB_CONNECT_CONCURRENCY,
    log,
  });
  return { engine, media };
}

function defaultProxy({ PROXY_HOST: host, PROXY_PORT: port, ...settings }: Settings): InstanceProxy | undefined {
  if (host === undefined) return undefined;
  if (port === undefined) throw new StartError("PROXY_HOST needs PROXY_PORT as well.");
  const { PROXY_PROTOCOL: protocol, PROXY_USERNAME: username, PROXY_PASSWORD: password } = settings;
  return { host, port, protocol, username: username ?? null, password: password ?? null };
}

function certificates(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StartError(`WA_WEB_CA_FILE cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
