import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Waiters } from "../waiters.ts";
import type { InboundMessage, MessageStatus, WebhookPayload } from "../webhooks/payloads.ts";

/** One request that the receiver got. */
export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly payload: WebhookPayload;
  readonly at: number;
}

/** A webhook receiver over real HTTP, for tests: answers what it is told and records everything. */
export interface Receiver {
  readonly url: string;
  readonly webhooks: ReceivedWebhook[];
  /** Statuses for the next requests; 200 when there is none left. "hang" never answers. */
  readonly script: (number | "hang")[];
  readonly messages: InboundMessage[];
  readonly statuses: MessageStatus[];
  waitFor(accepts: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts a receiver with the verify token `verifyToken`. */
export async function startReceiver(verifyToken = "waxwing-local-verify"): Promise<Receiver> {
  const webhooks: ReceivedWebhook[] = [];
  const script: (number | "hang")[] = [];
  const arrivals = new Waiters<ReceivedWebhook>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://receiver");
    if (request.method === "GET") {
      const isOk =
        url.searchParams.get("hub.verify_token") === verifyToken && url.searchParams.get("hub.mode") === "subscribe";
      response.writeHead(isOk ? 200 : 403).end(isOk ? url.searchParams.get("hub.challenge") : "");
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      const webhook = {
        headers: request.headers,
        raw,
        payload: JSON.parse(raw.toString()) as WebhookPayload,
        at: Date.now(),
      };
      webhooks.push(webhook);
      const answer = script.shift() ?? 200;
      if (answer !== "hang") response.writeHead(answer).end();
      arrivals.notify(webhook);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const values = () =>
    webhooks.flatMap(({ payload }) => payload.entry.flatMap((entry) => entry.changes.map(({ value }) => value)));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/meta`,
    webhooks,
    script,
    get messages() {
      return values().flatMap((value) => value.messages ?? []);
    },
    get statuses() {
      return values().flatMap((value) => value.statuses ?? []);
    },
    async waitFor(accepts) {
      if (!accepts()) await arrivals.wait("the receiver waits", accepts, 5_000);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
