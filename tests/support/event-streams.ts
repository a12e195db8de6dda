import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from "@trpc/client";
import type { EventType } from "@waxwing/contract";
import type { AppRouter } from "@waxwing/trpc";
import { EventSource } from "eventsource";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { isGraphqlError } from "./graphql-face.ts";
import { type Key, notOurs, type Refusal, refused } from "./outcome.ts";
import { isErrorBody } from "./rest-face.ts";
import { isTrpcError } from "./trpc-face.ts";

/** A live stream of events as a client reads it. */
export interface EventStream {
  /** What arrived: envelopes, or GraphQL's `data.events`. */
  readonly received: Record<string, unknown>[];
  /** Why the server refused it. */
  refusal: Refusal | undefined;
  /** Leaves; resolves when the connection is closed. */
  close(): Promise<void>;
}

/** What a stream is asked for. */
export interface Asked {
  readonly instanceName?: string;
  readonly types?: EventType[];
  readonly lastEventId?: string;
}

/** `GET /events`; `path` replaces the query that `asked` gives. */
export function restStream(
  baseUrl: string,
  key: Key,
  asked: Asked,
  { path, headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): EventStream {
  const query = new URLSearchParams();
  if (asked.instanceName !== undefined) query.set("instanceName", asked.instanceName);
  if (asked.types !== undefined) query.set("types", asked.types.join(","));
  if (asked.lastEventId !== undefined) query.set("lastEventId", asked.lastEventId);
  return fetchedStream(
    fetchOpener(`${baseUrl}${path ?? `/events?${query}`}`, { headers: withKey(key, headers) }),
    (body, status, text) =>
      isErrorBody(body) ? refused(body.code, body.status, body.response.message) : notOurs(status, text),
    (data) => data as Record<string, unknown>,
  );
}

/** A GraphQL subscription by server-sent events. */
export function graphqlSseStream(baseUrl: string, key: Key, query: string, variables: Asked): EventStream {
  const opener = fetchOpener(`${baseUrl}/graphql`, {
    method: "POST",
    headers: withKey(key, { "content-type": "application/json", accept: "text/event-stream" }),
    body: JSON.stringify({ query, variables }),
  });
  const refusalIn = (body: unknown, status: number, text: string): Refusal =>
    graphqlRefusal((body as { errors?: unknown[] } | undefined)?.errors) ?? notOurs(status, text);
  return fetchedStream(opener, refusalIn, (message) => {
    const { data, errors } = message as { data?: { events: Record<string, unknown> }; errors?: unknown[] };
    return graphqlRefusal(errors) ?? data?.events;
  });
}

/** A GraphQL subscription over a WebSocket of its own. */
export function graphqlSocketStream(baseUrl: string, key: Key, query: string, variables: Asked): EventStream {
  const client = createClient({
    url: `${baseUrl.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(key === null ? {} : { connectionParams: { apikey: key } }),
  });
  const stream: EventStream = {
    received: [],
    refusal: undefined,
    close: async () => client.dispose(),
  };
  client.subscribe(
    { query, variables: { ...variables } },
    {
      next({ data, errors }) {
        if (errors !== undefined) stream.refusal ??= graphqlRefusal(errors as unknown as unknown[]);
        else stream.received.push((data as { events: Record<string, unknown> }).events);
      },
      error(error) {
        if (Array.isArray(error)) stream.refusal ??= graphqlRefusal(error) ?? notOurs(0, JSON.stringify(error));
        else if (isCloseEvent(error)) stream.refusal ??= refused(`CLOSED_${error.code}`, error.code, [error.reason]);
        else stream.refusal ??= notOurs(0, String(error));
      },
      complete: () => undefined,
    },
  );
  return stream;
}

/** tRPC's subscription `events`. */
export function trpcStream(baseUrl: string, key: Key, asked: Asked): EventStream {
  class KeyedEventSource extends EventSource {
    constructor(url: string | URL) {
      super(url, {
        fetch: (input, init) => fetch(input, { ...init, headers: withKey(key, { ...init.headers }) }),
      });
    }
  }
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink<AppRouter, typeof KeyedEventSource>({
        url: `${baseUrl}/trpc`,
        EventSource: KeyedEventSource,
      }),
    ],
  });
  const stream: EventStream = { received: [], refusal: undefined, close: async () => subscription.unsubscribe() };
  const subscription = client.events.subscribe(asked, {
    onData: ({ data }) => void stream.received.push(data as unknown as Record<string, unknown>),
    onError(error) {
      const { shape } = error instanceof TRPCClientError ? error : { shape: undefined };
      stream.refusal ??= isTrpcError(shape)
        ? refused(shape.data.errorCode, shape.data.httpStatus, [shape.message])
        : notOurs(0, error.message);
    },
  });
  return stream;
}

function withKey(key: Key, headers: Record<string, string>): Record<string, string> {
  return key === null ? headers : { ...headers, apikey: key };
}

function graphqlRefusal(errors: readonly unknown[] | undefined): Refusal | undefined {
  const [error] = errors ?? [];
  if (error === undefined) return undefined;
  if (!isGraphqlError(error)) return notOurs(0, JSON.stringify(error));
  return refused(error.extensions.code, error.extensions.status, [error.message]);
}

function isCloseEvent(error: unknown): error is { code: number; reason: string } {
  return typeof (error as { code?: unknown } | null)?.code === "number";
}

type Opener = (signal: AbortSignal) => Promise<Response>;

function fetchOpener(url: string, init: RequestInit): Opener {
  return (signal) => fetch(url, { ...init, signal });
}

/** Reads server-sent events until it is closed. */
function fetchedStream(
  open: Opener,
  refusalIn: (body: unknown, status: number, text: string) => Refusal,
  eventIn: (data: unknown) => Record<string, unknown> | Refusal | undefined,
): EventStream {
  const closing = new AbortController();
  const stream: EventStream = { received: [], refusal: undefined, close: async () => closing.abort() };
  const read = async (): Promise<void> => {
    const response = await open(closing.signal);
    if (!response.ok || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      const text = await response.text();
      stream.refusal = refusalIn(parsed(text), response.status, text);
      return;
    }
    let rest = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (rest + chunk).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) {
        const data = frame.split("\n").filter((line) => line.startsWith("data: "));
        const text = data.map((line) => line.slice(6)).join("\n");
        if (text === "") continue;
        const event = eventIn(JSON.parse(text));
        if (event === undefined) continue;
        if ("ok" in event) stream.refusal ??= event as Refusal;
        else stream.received.push(event);
      }
    }
  };
  read().catch((error: unknown) => {
    if (!closing.signal.aborted) stream.refusal ??= notOurs(0, String(error));
  });
  return stream;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
