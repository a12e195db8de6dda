import { httpSubscriptionLink, TRPCClientError } from "@trpc/client";
import { type EventEnvelope, envelopeSchema, exampleOf, WaxwingError } from "@waxwing/contract";
import type { StreamRequest } from "@waxwing/core";
import { EventSource } from "eventsource";
import { afterEach, describe, expect, it } from "vitest";
import type { AppRouter } from "./app-router.ts";
import { startTestServer, type TestServer } from "./testing-server.ts";

let server: TestServer;
afterEach(() => server.close());

function eventNumbered(sequence: number): EventEnvelope {
  const example = exampleOf(envelopeSchema("MESSAGES_UPSERT")) as EventEnvelope;
  return { ...example, id: `0199d9a0-7c1e-7d7a-8a52-00000000000${sequence}`, sequence };
}
const events = [1, 2, 3, 4].map(eventNumbered);

/** An EventSource that sends the key as a header, as programs (unlike browsers) can. */
class KeyedEventSource extends EventSource {
  constructor(url: string | URL) {
    super(url, { fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, apikey: "test-key" } }) });
  }
}

const byHeader = (url: string) =>
  httpSubscriptionLink<AppRouter, typeof KeyedEventSource>({ url, EventSource: KeyedEventSource });
const byParameters = (url: string, apikey: string) =>
  httpSubscriptionLink<AppRouter, typeof EventSource>({ url, EventSource, connectionParams: { apikey } });

describe("trpc.events.subscribe", () => {
  it("streams events under their ids, with what was asked for", async () => {
    server = await startTestServer({ events });
    const received: number[] = [];
    const subscription = server.client(byHeader(server.url)).events.subscribe(
      { instanceName: "a", types: ["MESSAGES_UPSERT"], lastEventId: "earlier" },
      {
        onData: ({ id, data }) => {
          expect(id).toBe(data.id);
          received.push(data.sequence);
        },
      },
    );
    await expect.poll(() => received).toEqual([1, 2, 3, 4]);
    const [opened] = server.executor.subscriptions;
    expect(opened).toMatchObject({
      request: { instanceName: "a", types: ["MESSAGES_UPSERT"], lastEventId: "earlier" },
      caller: { key: "test-key" },
    });
    expect(opened?.signal.aborted).toBe(false);
    subscription.unsubscribe();
    await expect.poll(() => opened?.signal.aborted).toBe(true);
  });

  it("takes the key from connectionParams", async () => {
    server = await startTestServer({ events });
    const received: number[] = [];
    const client = server.client(byParameters(server.url, "test-key"));
    const subscription = client.events.subscribe(undefined, { onData: ({ data }) => received.push(data.sequence) });
    await expect.poll(() => received).toEqual([1, 2, 3, 4]);
    expect(server.executor.subscriptions[0]?.request).toEqual({
      instanceName: undefined,
      types: undefined,
      lastEventId: undefined,
    });
    subscription.unsubscribe();
  });

  it.each([
    ["a wrong key", "wrong-key", "UNAUTHORIZED", 401],
    ["an event that is no longer kept", "test-key", "EVENT_NOT_RETAINED", 410],
  ])("ends with a typed error on %s", async (_, apikey, errorCode, httpStatus) => {
    server = await startTestServer();
    const { subscribe } = server.executor;
    server.executor.subscribe = async (...call) => {
      await subscribe(...call);
      throw new WaxwingError("EVENT_NOT_RETAINED");
    };
    const failed = Promise.withResolvers<unknown>();
    server.client(byParameters(server.url, apikey)).events.subscribe({}, { onError: failed.resolve });
    const error = (await failed.promise) as TRPCClientError<AppRouter>;
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error.data).toMatchObject({ errorCode, httpStatus, path: "events" });
  });

  it("resumes after the last event when the stream ends, in order and each event once", async () => {
    server = await startTestServer();
    const asked: unknown[] = [];
    server.executor.subscribe = async ({ lastEventId }: StreamRequest) => {
      asked.push(lastEventId);
      const start = events.findIndex(({ id }) => id === lastEventId) + 1;
      return (async function* () {
        yield* events.slice(start, start + 2);
      })();
    };
    const received: number[] = [];
    const subscription = server
      .client(byHeader(server.url))
      .events.subscribe({}, { onData: ({ data }) => received.push(data.sequence) });
    await expect.poll(() => received, { timeout: 20_000 }).toEqual([1, 2, 3, 4]);
    expect(asked.slice(0, 2)).toEqual([undefined, events[1]?.id]);
    subscription.unsubscribe();
  });

  it.each([
    ["without", {}, "UNAUTHORIZED"],
    ["with", { apikey: "test-key" }, "MALFORMED_BODY"],
  ])("answers an input that cannot be read, %s a key", async (_, headers, code) => {
    server = await startTestServer();
    const response = await fetch(`${server.url}/events?input=%7B`, { headers });
    expect(await response.text()).toContain(`"errorCode":"${code}"`);
  });

  it("outlives the time-out that the server has for its handlers", async () => {
    server = await startTestServer({ handlerTimeout: 50 });
    const timedOut = Promise.withResolvers<void>();
    server.executor.execute = () => new Promise(() => undefined);
    server.executor.subscribe = async () => {
      return (async function* () {
        yield* events.slice(0, 1);
        await timedOut.promise;
        yield* events.slice(1, 2);
        await new Promise(() => undefined);
      })();
    };
    const received: number[] = [];
    const subscription = server
      .client(byHeader(server.url))
      .events.subscribe({}, { onData: ({ data }) => received.push(data.sequence) });
    await expect.poll(() => received).toEqual([1]);
    // A call that began later has timed out: so would the stream have.
    const late = await fetch(`${server.url}/instance.fetchInstances`, { headers: { apikey: "test-key" } });
    expect(late.status).toBe(504);
    timedOut.resolve();
    await expect.poll(() => received).toEqual([1, 2]);
    subscription.unsubscribe();
  });

  it("cannot be part of a batch", async () => {
    server = await startTestServer();
    const response = await fetch(`${server.url}/events,events?batch=1`, { headers: { apikey: "test-key" } });
    expect(response.status).toBe(400);
    expect(server.executor.subscriptions).toEqual([]);
  });
});
