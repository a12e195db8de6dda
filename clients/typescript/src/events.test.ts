import { type EventEnvelope, envelopeSchema, exampleOf, WaxwingError } from "@waxwing/contract";
import type { StreamRequest } from "@waxwing/core";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { EventStreamParser } from "./event-stream-parser.ts";
import type { WaxwingEvent } from "./index.ts";
import { startRestServer, startScriptedServer, type TestServer } from "./testing-server.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

function eventNumbered(sequence: number): EventEnvelope {
  const example = exampleOf(envelopeSchema("MESSAGES_UPSERT")) as EventEnvelope;
  return { ...example, id: `0199d9a0-7c1e-7d7a-8a52-00000000000${sequence}`, sequence };
}
const log = [1, 2, 3, 4, 5, 6].map(eventNumbered);

async function take(events: AsyncIterable<WaxwingEvent>, count: number): Promise<number[]> {
  const taken: number[] = [];
  for await (const { sequence } of events) {
    taken.push(sequence);
    if (taken.length === count) break;
  }
  return taken;
}

describe("client.events", () => {
  it("follows the events of an instance and leaves the server when the loop ends", async () => {
    const rest = await startRestServer({ events: log });
    server = rest;
    const events = rest
      .client()
      .events({ instanceName: "a", types: ["MESSAGES_UPSERT", "CONNECTION_UPDATE"], lastEventId: "earlier" });
    expect(await take(events, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    const [opened] = rest.executor.subscriptions;
    expect(opened).toMatchObject({
      request: { instanceName: "a", types: ["MESSAGES_UPSERT", "CONNECTION_UPDATE"], lastEventId: "earlier" },
      caller: { key: "test-key" },
    });
    await expect.poll(() => opened?.signal.aborted).toBe(true);
  });

  it("bridges interruptions: every event in order and once", async () => {
    const rest = await startRestServer();
    server = rest;
    const asked: unknown[] = [];
    rest.executor.subscribe = async ({ lastEventId }: StreamRequest, _caller, signal) => {
      asked.push(lastEventId);
      const start = log.findIndex(({ id }) => id === lastEventId) + 1;
      return (async function* () {
        yield* log.slice(start, start + 2);
        // Once the stream ends by itself, once the connection breaks; each time two events have come.
        if (start === 2) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      })();
    };
    const interruptions: string[] = [];
    const received: number[] = [];
    for await (const { sequence } of rest
      .client()
      .events({ onInterruption: ({ message }) => interruptions.push(message) })) {
      received.push(sequence);
      if (sequence === 4) rest.disconnectAll();
      if (sequence === 6) break;
    }
    expect(received).toEqual([1, 2, 3, 4, 5, 6]);
    expect(asked).toEqual([undefined, log[1]?.id, log[3]?.id]);
    expect(interruptions).toEqual(["The stream of events was closed", "The stream of events was interrupted"]);
  });

  it.each([
    ["a wrong key", { apiKey: "wrong" }, "UNAUTHORIZED"],
    ["an event that is no longer kept", {}, "EVENT_NOT_RETAINED"],
  ])("ends with a typed error on %s", async (_, options, code) => {
    const rest = await startRestServer();
    server = rest;
    const { subscribe } = rest.executor;
    rest.executor.subscribe = async (...request) => {
      await subscribe(...request);
      throw new WaxwingError("EVENT_NOT_RETAINED");
    };
    await expect(take(rest.client(options).events(), 1)).rejects.toMatchObject({ name: "WaxwingApiError", code });
  });

  it("tries again when the server cannot answer now", async () => {
    const scripted = await startScriptedServer((_, response, count) => {
      if (count === 1) response.writeHead(503, { "retry-after": "0" }).end("starting");
      else
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .end(`id: 1\ndata: ${JSON.stringify(log[0])}\n\n`);
    });
    server = scripted;
    expect(await take(scripted.client().events(), 1)).toEqual([1]);
    expect(scripted.requests.map(({ url }) => url)).toEqual(["/events", "/events"]);
  });

  it("ends without an error when the signal aborts", async () => {
    const rest = await startRestServer({ events: log });
    server = rest;
    const controller = new AbortController();
    const seen: number[] = [];
    for await (const { sequence } of rest.client().events({ signal: controller.signal })) {
      seen.push(sequence);
      if (sequence === 6) controller.abort();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    await expect.poll(() => rest.executor.subscriptions[0]?.signal.aborted).toBe(true);
  });
});

describe("EventStreamParser", () => {
  const stream =
    'retry: 250\r\n\r\n: keep-alive\n\nid: 1\nevent: x\ndata: {"a":1}\n\ndata:two\rdata: lines\r\rid\ndata\n\nid: 9\ndata: incomplete\n';

  it("gives the same events however the text is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const parser = new EventStreamParser();
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const events = edges.flatMap((edge, index) =>
          parser.feed(stream.slice(edge, edges[index + 1] ?? stream.length)),
        );
        expect(events).toEqual([
          { id: "1", data: '{"a":1}' },
          { id: "1", data: "two\nlines" },
          { id: "", data: "" },
        ]);
        expect(parser.retryMs).toBe(250);
      }),
    );
  });
});
