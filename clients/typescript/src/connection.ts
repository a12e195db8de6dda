import type { CallOptions, Route } from "./call.ts";
import { errorOf, parsed, WaxwingConnectionError } from "./errors.ts";
import { type PreparedRequest, prepareRequest } from "./request.ts";
import { backoffMs, longestWaitMs, retryAfterMs, wait } from "./waiting.ts";

/** Where and how to reach a server. */
export interface WaxwingClientOptions {
  /** Address of the server, with or without a path: `https://waxwing.example.com`. */
  readonly baseUrl: string | URL;
  /** The global key or an instance token. */
  readonly apiKey: string;
  /** Another `fetch`, e.g. with a proxy; the global one when not given. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds that one attempt of a call may take; 60,000 when not given. */
  readonly timeoutMs?: number | undefined;
  /** Repetitions of calls that can be repeated safely (queries, and whatever has an idempotency key); 2 when not given. */
  readonly retries?: number | undefined;
}

/** Statuses that say "not now". */
const retryableStatuses = new Set([429, 503]);
const firstBackoffMs = 500;

/** Sends requests to one server, with the key. */
export class Connection {
  readonly #fetch: typeof fetch;
  readonly #apiKey: string;
  readonly #timeoutMs: number;
  readonly #retries: number;
  /** Without a slash at its end. */
  readonly baseUrl: string;

  constructor({ baseUrl, apiKey, fetch: ownFetch, timeoutMs = 60_000, retries = 2 }: WaxwingClientOptions) {
    this.baseUrl = String(baseUrl).replace(/\/+$/, "");
    this.#apiKey = apiKey;
    // A browser's fetch refuses to be called as the method of another object.
    this.#fetch = ownFetch ?? ((...request) => fetch(...request));
    this.#timeoutMs = timeoutMs;
    this.#retries = retries;
  }

  /** One request with the key. */
  async send(url: string, init: RequestInit): Promise<Response> {
    return this.#fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), apikey: this.#apiKey },
    });
  }

  /**
   * Calls an operation.
   * @throws WaxwingApiError for an error of the server, WaxwingConnectionError when none answered, the signal's reason
   */
  async call(route: Route, input: object, options: CallOptions = {}): Promise<unknown> {
    const request = prepareRequest(this.baseUrl, route, input as Readonly<Record<string, unknown>>);
    const isRepeatable = route.kind === "query" || request.headers["idempotency-key"] !== undefined;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(request, options);
      if ("answer" in outcome) return outcome.answer;
      const pauseMs = outcome.retryAfterMs ?? backoffMs(attempt, firstBackoffMs, longestWaitMs);
      if (!isRepeatable || !outcome.isTemporary || attempt >= this.#retries || pauseMs > longestWaitMs)
        throw outcome.error;
      await wait(pauseMs, options.signal);
    }
  }

  async #attempt(
    { url, method, headers, body }: PreparedRequest,
    { signal, timeoutMs }: CallOptions,
  ): Promise<Outcome> {
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs ?? this.#timeoutMs);
    try {
      const response = await this.send(url, {
        method,
        headers,
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        ...(body === undefined ? {} : { body }),
      });
      if (!response.ok) {
        return {
          error: await errorOf(response),
          isTemporary: retryableStatuses.has(response.status),
          retryAfterMs: retryAfterMs(response.headers),
        };
      }
      const answer = parsed(await response.text());
      if (answer !== undefined) return { answer };
      const error = new WaxwingConnectionError("The answer is not JSON", { status: response.status });
      return { error, isTemporary: false, retryAfterMs: undefined };
    } catch (cause) {
      signal?.throwIfAborted();
      const reason = timeout.aborted
        ? `No answer within ${timeoutMs ?? this.#timeoutMs} ms`
        : "The server could not be reached";
      return { error: new WaxwingConnectionError(reason, { cause }), isTemporary: true, retryAfterMs: undefined };
    }
  }
}

type Outcome =
  | { readonly answer: unknown }
  | { readonly error: Error; readonly isTemporary: boolean; readonly retryAfterMs: number | undefined };
