import { connect } from "node:net";
import {
  type EventEnvelope,
  type EventType,
  envelopeSchema,
  eventTypes,
  exampleOf,
  WaxwingError,
} from "@waxwing/contract";
import { exampleExecutor } from "@waxwing/core/testing";
import { afterEach, expect, it, vi } from "vitest";
import { eventChunks } from "./event-stream.ts";
import { startTestServer, type TestServer } from "./testing.ts";

const open: TestServer[] = [];
async function serve(executor = exampleExecutor({ events: eventTypes.map(envelope) })): Promise<TestServer> {
  const server = await startTestServer({ executor });
  open.push(server);
  return server;
}
afterEach(async () => {
  vi.useRealTimers();
  for (const server of open.splice(0)) await server.app.close();
});

function envelope(type: EventType): EventEnvelope {
  return exampleOf(envelopeSchema(type)) as EventEnvelope;
}

/** Reads a stream until it holds so many events. */
async function readEvents(
  response: Response,
  count: number,
): Promise<{ text: string; events: Record<string, string>[] }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split("\n\n").filter((block) => block.startsWith("id:")).length >= count) break;
  }
  const blocks = text.split("\n\n").filter((block) => block.startsWith("id:"));
  return {
    text,
    events: blocks.map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s, 2)))),
  };
}

it("streams every type of event with id, wire name and envelope", async () => {
  const server = await serve();
  const response = await server.call("/events");
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const { text, events } = await readEvents(response, eventTypes.length);
  expect(text.startsWith("retry: 1000\n\n")).toBe(true);
  expect(events.map(({ id, event, data }) => [id, event, JSON.parse(data as string)])).toEqual(
    eventTypes.map(envelope).map((expected) => [expected.id, expected.event, JSON.parse(JSON.stringify(expected))]),
  );
});

it("hands the filters on, and the header Last-Event-ID wins over the query", async () => {
  const server = await serve();
  const path = "/events/?instanceName=a&types=CALL,CHATS_SET&types=CHATS_UPSERT&lastEventId=old";
  await readEvents(await server.call(path, { headers: { "last-event-id": "new" } }), 1);
  expect(server.executor.subscriptions[0]?.request).toEqual({
    instanceName: "a",
    types: ["CALL", "CHATS_SET", "CHATS_UPSERT"],
    lastEventId: "new",
  });
  await readEvents(await server.call(path), 1);
  expect(server.executor.subscriptions[1]?.request.lastEventId).toBe("old");
});

it("takes the key from the header only, and answers errors before the first event as JSON", async () => {
  const server = await serve();
  const response = await fetch(`${server.url}/events?apikey=test-key`);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "UNAUTHORIZED" });
  const gone = exampleExecutor();
  gone.subscribe = () => Promise.reject(new WaxwingError("EVENT_NOT_RETAINED"));
  expect(await (await (await serve(gone)).call("/events?lastEventId=x")).json()).toMatchObject({
    status: 410,
    code: "EVENT_NOT_RETAINED",
  });
});

it("ends the subscription when the reader goes away", async () => {
  const server = await serve();
  const reader = new AbortController();
  await readEvents(await server.call("/events", { signal: reader.signal }), 1);
  reader.abort();
  await vi.waitFor(() => expect(server.executor.subscriptions[0]?.signal.aborted).toBe(true));
});

it("ends the answer when the stream ends or fails", async () => {
  for (const fails of [false, true]) {
    const executor = exampleExecutor();
    executor.subscribe = async () =>
      (async function* () {
        yield envelope("CALL");
        if (fails) throw new Error("secret");
      })();
    const text = await (await (await serve(executor)).call("/events")).text();
    expect(text).toContain("event: call\n");
    expect(text).not.toContain("secret");
  }
});

it("asks for no more events than a slow reader takes", async () => {
  const executor = exampleExecutor();
  let given = 0;
  let isReturned = false;
  executor.subscribe = async (_request, _caller, signal) =>
    (async function* () {
      try {
        while (!signal.aborted) {
          given += 1;
          yield { ...envelope("CALL"), sender: "x".repeat(10_000) } as EventEnvelope;
        }
      } finally {
        isReturned = true;
      }
    })();
  const server = await serve(executor);
  const socket = connect(server.port, "127.0.0.1");
  socket.pause(); // reads nothing: what is sent stays in the sockets' buffers
  socket.write("GET /events HTTP/1.1\r\nhost: x\r\napikey: test-key\r\n\r\n");
  let before = -1;
  await vi.waitFor(
    () => {
      const isStill = given > 0 && given === before;
      before = given;
      expect(isStill).toBe(true);
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(given * 10_000).toBeLessThan(40_000_000);
  socket.destroy();
  await vi.waitFor(() => expect(isReturned).toBe(true));
});

it("sends a comment every 15 seconds without events", async () => {
  vi.useFakeTimers();
  const quiet: AsyncIterable<EventEnvelope> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const chunks = eventChunks(quiet, () => {});
  expect((await chunks.next()).value).toBe("retry: 1000\n\n");
  for (const _ of [1, 2]) {
    const next = chunks.next();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(await Promise.race([next, Promise.resolve("quiet")])).toBe("quiet");
    await vi.advanceTimersByTimeAsync(1);
    expect((await next).value).toBe(": keep-alive\n\n");
  }
});
