import { WaxwingError } from "@waxwing/contract";
import type { ConnectAnswer, Engine, EngineInstance, OutgoingText, SendReceipt, TextSending } from "@waxwing/core";
import { credentialsOf } from "./credentials.ts";
import type { EngineLog } from "./engine-log.ts";
import { graphError } from "./graph/graph-error.ts";
import { sendReceipt } from "./graph/send-answer.ts";
import { answeredError, noAnswerError, unreadableAnswerError } from "./graph/send-failure.ts";
import { MAX_TEXT_LENGTH, textMessageBody } from "./graph/text-message.ts";
import { createGraphTransport } from "./graph/transport.ts";
import { type GraphAnswer, TransportFailure } from "./graph/transport-outcome.ts";
import { phoneOf } from "./jid.ts";
import { parsedJson } from "./parsed-json.ts";
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
export interface CloudEngine extends Engine, TextSending {
  readonly integration: "WHATSAPP-BUSINESS";
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

  async function sendText(instance: EngineInstance, message: OutgoingText, signal: AbortSignal): Promise<SendReceipt> {
    const to = phoneOf(message.remoteJid);
    if (to === undefined) {
      throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", "The Cloud API engine can send to phone numbers only.");
    }
    const { number, credentials } = instance;
    if (number === null || credentials === null || credentials === "") {
      throw new WaxwingError(
        "WHATSAPP_CREDENTIALS_REJECTED",
        "The instance has no phone number id or no access token.",
      );
    }
    const path = `/${graphVersion}/${encodeURIComponent(number)}/messages`;
    const body = textMessageBody(to, message);
    try {
      const answer = await transport.post({ path, accessToken: credentials, body }, signal);
      return receiptOrError(answer, to, credentials);
    } catch (error) {
      const typed = error instanceof TransportFailure ? noAnswerError(error) : error;
      if (typed instanceof WaxwingError && typed.code === "SEND_OUTCOME_UNKNOWN") {
        log.warn({ err: typed, instance: instance.name, attemptId: message.attemptId }, "outcome of a send is unknown");
      }
      throw typed;
    }
  }

  return {
    integration: "WHATSAPP-BUSINESS",
    maxTextLength: MAX_TEXT_LENGTH,
    prepare: (creation) => ({
      ...credentialsOf(creation),
      connectionState: "open",
      ownerJid: null,
      instanceToken: undefined,
      inboundUrl,
    }),
    connect: async (instance) => openAnswer(instance),
    restart: async (instance) => openAnswer(instance),
    logout: async () => {},
    release: async () => {},
    sendText,
    close: () => transport.close(),
  };
}

function receiptOrError(answer: GraphAnswer, to: string, accessToken: string): SendReceipt {
  const body = parsedJson(answer.body);
  if (answer.status >= 200 && answer.status < 300) {
    const receipt = sendReceipt(body, to);
    if (receipt !== undefined) return receipt;
  }
  const error = graphError(body, accessToken);
  throw error === undefined ? unreadableAnswerError(answer.status) : answeredError(answer, error);
}

function openAnswer(instance: EngineInstance): ConnectAnswer {
  return { instance: { instanceName: instance.name, state: "open" } };
}
