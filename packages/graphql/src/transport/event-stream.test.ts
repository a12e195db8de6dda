import { get } from "node:http";
import { eventTypes, WaxwingError } from "@waxwing/contract";
import { describe, expect, test, vi } from "vitest";
import { buildGraphqlSchema } from "../schema/graphql-schema.ts";
import { DocumentWriter } from "../testing.ts";
import { exampleEvent } from "../testing-events.ts";
import { startTestServer, type TestServer } from "../testing-server.ts";

const writer = new DocumentWriter(buildGraphqlSchema());
const ids = "subscription($last: ID) { events(lastEventId: $last) { id type } }";

interface Frame {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly comment?: true;
}

function open(server: TestServer, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return fetch(server.url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", apikey: "test-key", ...headers },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The frames of an event stream as they arrive. */
async function* framesOf(response: Response): AsyncGenerator<Frame, void, void> {
  let text = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      if (lines[0] === ":") yield { comment: true };
      else yield Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/s, 2)));
    }
  }
}

async function nextFrames(response: Response, count: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of framesOf(response)) {
    if (frame.comment !== true) frames.push(frame);
    if (frames.length === count) break;
  }
  return frames;
}

describe("subscriptions over server-sent events", () => {
  test.each(eventTypes)("%s arrives with its typed payload", async (type) => {
    const event = exampleEvent(type);
    await using server = await startTestServer({ events: [event] });
    const response = await open(server, { query: writer.event(type), variables: { instanceName: "my-instance" } });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const [frame] = await nextFrames(response, 1);
    const { data, errors } = JSON.parse(frame?.data ?? "{}") as { data?: { events: object }; errors?: unknown };
    expect(errors).toBeUndefined();
    const received = JSON.parse(JSON.stringify(data?.events), (_key, part: unknown) => part ?? undefined) as unknown;
    const expected = JSON.parse(JSON.stringify(event), (_key, part: unknown) => part ?? undefined) as unknown;
    expect(received).toEqual(expected);
    expect(server.executor.subscriptions[0]?.request).toMatchObject({ instanceName: "my-instance", types: [type] });
  });

  test("frames carry the event's id, and a client resumes by header or argument", async () => {
    const event = exampleEvent("CALL", 9);
    await using server = await startTestServer({ events: [event] });
    const [frame] = await nextFrames(await open(server, { query: ids }, { "last-event-id": "seen" }), 1);
    expect(frame).toMatchObject({ event: "next", id: event.id });
    await nextFrames(
      await open(server, { query: ids, variables: { last: "argument" } }, { "last-event-id": "seen" }),
      1,
    );
    expect(server.executor.subscriptions.map(({ request }) => request.lastEventId)).toEqual(["seen", "argument"]);
  });

  test("a subscription by GET, as GraphiQL and EventSource ask", async () => {
    await using server = await startTestServer({ events: [exampleEvent("CALL")] });
    const url = `${server.url}?${new URLSearchParams({ query: ids })}`;
    const response = await fetch(url, { headers: { accept: "text/event-stream", apikey: "test-key" } });
    expect(await nextFrames(response, 1)).toMatchObject([{ event: "next" }]);
  });

  test("a query answers once and completes", async () => {
    await using server = await startTestServer();
    const response = await open(server, { query: "{ __typename }" });
    expect(await nextFrames(response, 2)).toEqual([
      { event: "next", data: '{"data":{"__typename":"Query"}}' },
      { event: "complete", data: "" },
    ]);
  });

  test("a stream that cannot start says why and completes", async () => {
    await using server = await startTestServer();
    vi.spyOn(server.executor, "subscribe").mockRejectedValue(new WaxwingError("EVENT_NOT_RETAINED"));
    const response = await open(server, { query: ids });
    const [next, complete] = await nextFrames(response, 2);
    expect(JSON.parse(next?.data ?? "")).toMatchObject({
      errors: [{ extensions: { code: "EVENT_NOT_RETAINED", status: 410 } }],
    });
    expect(complete?.event).toBe("complete");
  });

  test("a stream that breaks says INTERNAL and completes", async () => {
    await using server = await startTestServer();
    vi.spyOn(server.executor, "subscribe").mockResolvedValue(
      (async function* () {
        yield exampleEvent("CALL");
        throw new Error("log reader lost");
      })(),
    );
    const frames = await nextFrames(await open(server, { query: ids }), 3);
    expect(JSON.parse(frames[1]?.data ?? "")).toMatchObject({ errors: [{ extensions: { code: "INTERNAL" } }] });
    expect(frames[2]?.event).toBe("complete");
    expect(server.log.join("")).toContain("log reader lost");
  });

  test("wrong keys and documents are answered as JSON before a stream is opened", async () => {
    await using server = await startTestServer();
    expect((await open(server, { query: ids }, { apikey: "wrong" })).status).toBe(401);
    expect((await open(server, { query: "subscription { events { nothing } }" })).status).toBe(400);
    expect((await open(server, { query: ids, variables: { last: {} } })).status).toBe(400);
  });
});

describe("the end of a stream", () => {
  test("a client that leaves aborts the core's stream", async () => {
    await using server = await startTestServer({ events: [exampleEvent("CALL")] });
    const leaving = new AbortController();
    const response = await open(server, { query: ids }, {}, leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();
    await vi.waitFor(() => expect(server.executor.subscriptions[0]?.signal.aborted).toBe(true));
  });

  test("a server that stops completes its streams", async () => {
    const server = await startTestServer({ events: [exampleEvent("CALL")] });
    const response = await open(server, { query: ids });
    const frames = nextFrames(response, 2);
    await vi.waitFor(() => expect(server.executor.subscriptions).toHaveLength(1));
    await server.app.close();
    expect(await frames).toMatchObject([{ event: "next" }, { event: "complete" }]);
    expect(server.executor.subscriptions[0]?.signal.aborted).toBe(true);
  });

  test("comments keep an idle stream alive", async () => {
    await using server = await startTestServer({ keepAliveMs: 5 });
    let comments = 0;
    for await (const frame of framesOf(await open(server, { query: ids }))) {
      if (frame.comment === true) comments += 1;
      if (comments === 3) break;
    }
    expect(comments).toBe(3);
  });

  test("events wait for a client that does not read", async () => {
    let produced = 0;
    await using server = await startTestServer();
    vi.spyOn(server.executor, "subscribe").mockImplementation(async (_request, _caller, signal) =>
      (async function* () {
        for (; !signal.aborted && produced < 100_000; produced += 1) {
          yield { ...exampleEvent("CALL"), server_url: "x".repeat(50_000) };
        }
      })(),
    );
    const url = `${server.url}?${new URLSearchParams({ query: "subscription { events { id server_url } }" })}`;
    const request = get(url, { headers: { accept: "text/event-stream", apikey: "test-key" } });
    const response = await new Promise<NodeJS.ReadableStream>((resolve) => request.once("response", resolve));
    response.pause();
    let before = -1;
    // Buffers of the kernel fill first; then nothing more may be asked of the core.
    await vi.waitFor(
      () => {
        const stands = produced > 0 && produced === before;
        before = produced;
        expect(stands).toBe(true);
      },
      { timeout: 10_000, interval: 200 },
    );
    expect(produced).toBeLessThan(1000);
    request.destroy();
  });
});
