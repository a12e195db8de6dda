import type { ConnectAnswer, Engine, EngineInstance, MessageSending } from "@waxwing/core";
import { createCloudMessages } from "./cloud-messages.ts";
import { credentialsOf } from "./credentials.ts";
import type { EngineLog } from "./engine-log.ts";
import { createGraphTransport } from "./graph/transport.ts";
import { META_WEBHOOK_PATH } from "./webhook/meta-webhook.ts";

export interface CloudEngineOptions {
  /** Address of Graph, `https://graph.facebook.com`; may have a path. */
  readonly graphUrl: string;
  /** `v23.0` */
  readonly graphVersion: string;
  /** Where this server is reached from outside; Meta must be told to post to `/webhook/meta` below it. */
  readonly serverUrl: string;
  /** For one request to Graph, in milliseconds. */
  readonly timeoutMs: number;
  /** Sockets to Graph at a time. Default 128. */
  readonly connections?: number;
  readonly log: EngineLog;
}

/** The Cloud API engine. */
export interface CloudEngine extends Engine {
  readonly integration: "WHATSAPP-BUSINESS";
  readonly messages: MessageSending;
  /** Lets running requests end (at most `timeoutMs`), then closes the sockets to Graph. */
  close(): Promise<void>;
}

/** Reaches WhatsApp through Meta's Cloud API. It holds no connection per instance, so an instance is open as it exists. */
export function createCloudEngine(options: CloudEngineOptions): CloudEngine {
  const { graphVersion, log } = options;
  const inboundUrl = options.serverUrl.replace(/\/+$/, "") + META_WEBHOOK_PATH;
  const transport = createGraphTransport({
    baseUrl: options.graphUrl,
    timeoutMs: options.timeoutMs,
    ...(options.connections === undefined ? {} : { connections: options.connections }),
  });

  return {
    integration: "WHATSAPP-BUSINESS",
    messages: createCloudMessages({ transport, graphVersion, log }),
    prepare: (creation) => ({
      ...credentialsOf(creation),
      connectionState: "open",
      ownerJid: null,
      instanceToken: undefined,
      inboundUrl,
    }),
    connect: async (instance) => openAnswer(instance),
    restart: async (instance) => openAnswer(instance),
    logout: async () => undefined,
    release: async () => {},
    close: () => transport.close(),
  };
}

function openAnswer(instance: EngineInstance): ConnectAnswer {
  return { instance: { instanceName: instance.name, state: "open" } };
}
