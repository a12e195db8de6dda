import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import * as defaults from "./defaults.ts";
import { Directory } from "./directory.ts";
import { Exchange } from "./exchange.ts";
import { Faults } from "./faults.ts";
import type { GraphServer } from "./graph-server.ts";
import { Ids } from "./ids.ts";
import { MediaStore } from "./media-store.ts";
import type { PhoneNumber } from "./model.ts";
import type { GraphServerOptions } from "./options.ts";
import { Transcript } from "./transcript.ts";
import { batchWebhook } from "./webhooks/batch.ts";
import { WebhookDelivery } from "./webhooks/delivery.ts";

/** A Graph server that does not listen by itself. */
export interface Graph {
  readonly server: GraphServer;
  /** Answers Graph's paths and, under `/admin`, its admin API: `app.routing(request, response)` after `app.ready()`. */
  readonly app: FastifyInstance;
  /** Tells it under which address clients reach it: download addresses begin with it. */
  listensAt(url: string, port: number): void;
}

/** Makes a local Graph server with the Cloud API, webhooks, virtual contacts and the admin API. */
export function createGraph(options: GraphServerOptions = {}): Graph {
  const limit = options.historyLimit ?? defaults.DEFAULT_HISTORY_LIMIT;
  const tokens = [options.accessToken ?? defaults.DEFAULT_ACCESS_TOKEN].flat();
  const appSecret = options.appSecret ?? defaults.DEFAULT_APP_SECRET;
  const verifyToken = options.verifyToken ?? defaults.DEFAULT_VERIFY_TOKEN;
  const now = options.now ?? (() => Date.now());
  const ids = new Ids(options.seed);
  const transcript = new Transcript(limit);
  const faults = new Faults();
  const media = new MediaStore(limit, options.mediaLimitBytes ?? 256 * 1024 * 1024);
  const delivery = new WebhookDelivery(
    options.webhookUrl === undefined ? defaults.DEFAULT_WEBHOOK_URL : options.webhookUrl,
    {
      appSecret,
      retryDelaysMs: options.retryDelaysMs ?? defaults.META_RETRY_DELAYS_MS,
      timeoutMs: options.webhookTimeoutMs ?? defaults.WEBHOOK_TIMEOUT_MS,
      now,
    },
    transcript,
  );
  const exchange = new Exchange({ ids, delivery, media, statuses: options.statuses ?? true, limit, now });
  const directory = new Directory(exchange, {
    limit,
    echo: options.echo ?? false,
    dropBrazilianNinthDigit: options.dropBrazilianNinthDigit ?? false,
  });
  exchange.connect(directory);

  const addPhoneNumber = (number: Partial<PhoneNumber> = {}): PhoneNumber => {
    const ordinal = String(directory.numbers.length + 1).padStart(4, "0");
    return directory.addNumber({
      id: number.id ?? ids.object(),
      displayPhoneNumber: number.displayPhoneNumber ?? `+1 555-555-${ordinal}`,
      verifiedName: number.verifiedName ?? "Waxwing sandbox",
      businessId: number.businessId ?? defaults.DEFAULT_BUSINESS_ID,
    });
  };
  for (const number of options.phoneNumbers ?? [{ id: defaults.DEFAULT_PHONE_NUMBER_ID }]) addPhoneNumber(number);

  let url = "";
  let port = 0;
  let closing: Promise<void> | null = null;
  const server: GraphServer = {
    get url() {
      return url;
    },
    get port() {
      return port;
    },
    accessToken: tokens[0] ?? "",
    appSecret,
    verifyToken,
    get webhookUrl() {
      return delivery.url;
    },
    set webhookUrl(value) {
      delivery.url = value;
    },
    get statuses() {
      return exchange.statuses;
    },
    set statuses(value) {
      exchange.statuses = value;
    },
    faults,
    transcript,
    get phoneNumbers() {
      return directory.numbers;
    },
    get contacts() {
      return directory.contacts;
    },
    get messages() {
      return exchange.accepted;
    },
    findMedia: (id) => media.get(id),
    addPhoneNumber,
    contact: (phone, contactOptions = {}) => directory.contact(phone, contactOptions),
    findContact: (phone) => directory.find(phone),
    waitForMessage: (accepts, wait) => exchange.waitForMessage(accepts, wait),
    batch: (messages) => batchWebhook(messages, directory, ids, now()),
    postWebhook: (payload, post) => delivery.post(toBytes(payload), post),
    async verifyWebhook() {
      const challenge = String(randomBytes(4).readUInt32LE());
      const answer = await delivery.verify(verifyToken, challenge);
      return { ...answer, ok: answer.status === 200 && answer.body === challenge };
    },
    idle: () => delivery.idle(),
    reset() {
      delivery.cancelAll("the Graph server was reset");
      exchange.abandon("the Graph server was reset");
      directory.clearContacts("the Graph server was reset");
      media.clear();
      faults.clear();
      transcript.clear();
    },
    close() {
      closing ??= close();
      return closing;
    },
  };

  const app = createApp(
    {
      options,
      accessTokens: new Set(tokens),
      downloadKey: randomBytes(16).toString("hex"),
      now,
      ids,
      directory,
      exchange,
      media,
      faults,
      transcript,
    },
    server,
  );
  return {
    server,
    app,
    listensAt(listeningUrl, listeningPort) {
      url = listeningUrl;
      port = listeningPort;
    },
  };

  async function close(): Promise<void> {
    exchange.abandon("the Graph server was closed");
    directory.clearContacts("the Graph server was closed");
    await Promise.all([app.close(), delivery.close()]);
  }
}

function toBytes(payload: unknown): Buffer {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
}
