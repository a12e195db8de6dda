import { createHmac } from "node:crypto";
import { Agent, request } from "undici";
import type { Transcript } from "../transcript.ts";

/** What became of a webhook: delivered (the receiver answered 200), or given up, with the reason. */
export type DeliveryOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How webhooks are posted. */
export interface DeliveryOptions {
  readonly appSecret: string;
  /** Pauses between attempts; after the last one the webhook is given up. */
  readonly retryDelaysMs: readonly number[];
  /** How long the receiver may take to answer. */
  readonly timeoutMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

interface Job {
  readonly payload: unknown;
  readonly body: Buffer;
  settle(outcome: DeliveryOutcome): void;
}

/** A raw post's answer. */
export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts signed webhooks. Those of one key (a contact on a number) go one after the other, and a failed one is repeated
 * until it is through or given up before the next starts; other keys do not wait.
 */
export class WebhookDelivery {
  url: string | null;
  readonly #options: DeliveryOptions;
  readonly #transcript: Transcript;
  readonly #agent: Agent;
  readonly #queues = new Map<string, Job[]>();
  readonly #stops = new Set<() => void>();
  #idleListeners: (() => void)[] = [];
  #generation = 0;

  constructor(url: string | null, options: DeliveryOptions, transcript: Transcript) {
    this.url = url;
    this.#options = options;
    this.#transcript = transcript;
    this.#agent = new Agent({
      connections: 32,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      connect: { timeout: options.timeoutMs },
    });
  }

  /** Queues a webhook behind the earlier ones of the same key. The promise tells the outcome and never rejects. */
  enqueue(key: string, payload: unknown): Promise<DeliveryOutcome> {
    if (this.url === null) return Promise.resolve({ ok: false, reason: "no webhook URL is set" });
    return new Promise((settle) => {
      const job: Job = { payload, body: Buffer.from(JSON.stringify(payload)), settle };
      const queue = this.#queues.get(key);
      if (queue === undefined) {
        void this.#drain(key, [job], this.#generation);
      } else {
        queue.push(job);
      }
    });
  }

  /** Resolves when no webhook waits or is under way. */
  idle(): Promise<void> {
    if (this.#queues.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.push(resolve));
  }

  get pending(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.length;
    return count;
  }

  /** One post, no retry. `signature` undefined signs properly; null leaves the header out; a text is sent as it is. */
  async post(body: Buffer, options: { url?: string; signature?: string | null } = {}): Promise<PostAnswer> {
    const url = options.url ?? this.url;
    if (url === null) throw new Error("no webhook URL is set");
    const signature = options.signature === undefined ? this.sign(body) : options.signature;
    const response = await request(url, {
      method: "POST",
      dispatcher: this.#agent,
      headers: {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        ...(signature === null ? {} : { "x-hub-signature-256": signature }),
      },
      body,
    });
    return { status: response.statusCode, body: await response.body.text() };
  }

  /** Meta's subscription handshake: the receiver must answer 200 with the challenge. */
  async verify(verifyToken: string, challenge: string): Promise<PostAnswer> {
    if (this.url === null) throw new Error("no webhook URL is set");
    const url = new URL(this.url);
    url.searchParams.set("hub.mode", "subscribe");
    url.searchParams.set("hub.verify_token", verifyToken);
    url.searchParams.set("hub.challenge", challenge);
    const response = await request(url, { method: "GET", dispatcher: this.#agent });
    return { status: response.statusCode, body: await response.body.text() };
  }

  /** The `X-Hub-Signature-256` of these bytes. */
  sign(body: Buffer): string {
    return `sha256=${createHmac("sha256", this.#options.appSecret).update(body).digest("hex")}`;
  }

  /** Gives up everything that waits. */
  cancelAll(reason: string): void {
    this.#generation += 1;
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    for (const stop of this.#stops) stop();
    for (const job of queues.flat()) job.settle({ ok: false, reason });
    this.#announceIdle();
  }

  async close(): Promise<void> {
    this.cancelAll("the Graph server was closed");
    await this.#agent.destroy();
  }

  async #drain(key: string, queue: Job[], generation: number): Promise<void> {
    this.#queues.set(key, queue);
    for (let job = queue[0]; job !== undefined; job = queue[0]) {
      const outcome = await this.#deliver(job, generation);
      if (generation !== this.#generation) return;
      queue.shift();
      job.settle(outcome);
    }
    this.#queues.delete(key);
    this.#announceIdle();
  }

  async #deliver(job: Job, generation: number): Promise<DeliveryOutcome> {
    for (let attempt = 1; ; attempt++) {
      const url = this.url;
      if (url === null) return { ok: false, reason: "no webhook URL is set" };
      const result = await this.#attempt(job, url);
      if (generation !== this.#generation) return { ok: false, reason: "cancelled" };
      const pauseMs = this.#options.retryDelaysMs[attempt - 1];
      const isDelivered = result.status === 200;
      const givenUp = !isDelivered && pauseMs === undefined;
      this.#transcript.add({
        kind: "webhook",
        at: this.#options.now(),
        url,
        attempt,
        ...result,
        givenUp,
        payload: job.payload,
      });
      if (isDelivered) return { ok: true };
      if (pauseMs === undefined) {
        return { ok: false, reason: `given up after ${attempt} attempts: ${result.error ?? `HTTP ${result.status}`}` };
      }
      await this.#pause(pauseMs);
      if (generation !== this.#generation) return { ok: false, reason: "cancelled" };
    }
  }

  async #attempt(job: Job, url: string): Promise<{ status: number | null; error: string | null }> {
    try {
      const { status } = await this.post(job.body, { url });
      return { status, error: null };
    } catch (error) {
      return { status: null, error: error instanceof Error ? error.message || error.name : String(error) };
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#stops.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      timer.unref();
      this.#stops.add(finish);
    });
  }

  #announceIdle(): void {
    if (this.#queues.size > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}
