import { once } from "node:events";
import { connect } from "node:net";
import { exampleOf, operationEntries, WaxwingError } from "@waxwing/contract";
import { CloseCode, createClient, type ExecutionResult } from "graphql-ws";
import { afterEach, describe, expect, test, vi } from "vitest";
import { buildGraphqlSchema } from "../schema/graphql-schema.ts";
import { DocumentWriter } from "../testing.ts";
import { exampleEvent } from "../testing-events.ts";
import { startTestServer, type TestServer } from "../testing-server.ts";

const writer = new DocumentWriter(buildGraphqlSchema());
const ids = "subscription($last: ID) { events(lastEventId: $last) { id } }";
const opened: Disposable[] = [];

afterEach(() => {
  for (const client of opened.splice(0)) client[Symbol.dispose]();
});

function clientOf(server: TestServer, apikey: unknown = "test-key") {
  const client = createClient({
    url: server.url.replace("http", "ws"),
    connectionParams: { apikey },
    retryAttempts: 0,
  });
  opened.push({ [Symbol.dispose]: () => void client.dispose() });
  return client;
}

/** Calls whose end is not the matter of a test fail when it closes their socket. */
const ignore = () => undefined;

/** What `subscribe` reports when it fails: errors of the operation, or a close event. */
async function failureOf(results: AsyncIterableIterator<unknown>): Promise<unknown> {
  try {
    await results.next();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

describe("graphql-transport-ws", () => {
  test("queries and mutations run over the socket", async () => {
    await using server = await startTestServer();
    const client = clientOf(server);
    for (const { id, operation } of operationEntries) {
      const variables = writer.variables(id, operation.example);
      const { value } = (await client.iterate({ query: writer.operation(id), variables }).next()) as {
        value: ExecutionResult;
      };
      expect(value.errors, id).toBeUndefined();
      expect(writer.answer(id, value.data ?? {}), id).toMatchObject(exampleOf(operation.output) as object);
    }
  });

  test("events arrive in order, and a client resumes by argument", async () => {
    const events = [1, 2, 3].map((sequence) => exampleEvent("MESSAGES_UPSERT", sequence));
    await using server = await startTestServer({ events });
    const results = clientOf(server).iterate({ query: ids, variables: { last: "seen" } });
    for (const event of events) expect((await results.next()).value).toEqual({ data: { events: { id: event.id } } });
    expect(server.executor.subscriptions[0]?.request.lastEventId).toBe("seen");
    expect(server.executor.subscriptions[0]?.caller).toMatchObject({ key: "test-key", address: "127.0.0.1" });
    await results.return?.();
    await vi.waitFor(() => expect(server.executor.subscriptions[0]?.signal.aborted).toBe(true));
  });

  test("a socket that sends much before its key is cut off; with its key it may", async () => {
    await using server = await startTestServer();
    const url = server.url.replace("http", "ws");
    const large = "x".repeat(100_000);
    const stranger = new WebSocket(url, "graphql-transport-ws");
    await once(stranger, "open");
    const closed = once(stranger, "close");
    stranger.send(JSON.stringify({ type: "connection_init", payload: { apikey: "test-key", large } }));
    const [event] = (await closed) as [CloseEvent];
    expect(event.code).toBe(1006);

    const { value } = await clientOf(server)
      .iterate({ query: `{ __typename } # ${large}` })
      .next();
    expect(value).toEqual({ data: { __typename: "Query" } });
  });

  test.each(["wrong", "", null, 7])("the key %j closes with 4403 Forbidden", async (key) => {
    await using server = await startTestServer();
    expect(await failureOf(clientOf(server, key).iterate({ query: "{ __typename }" }))).toMatchObject({
      code: CloseCode.Forbidden,
      reason: "Forbidden",
    });
  });

  test("too many wrong keys close with 1013 Try Again Later", async () => {
    await using server = await startTestServer();
    vi.spyOn(server.executor, "authenticate").mockImplementation(() => {
      throw new WaxwingError("RATE_LIMITED");
    });
    expect(await failureOf(clientOf(server).iterate({ query: "{ __typename }" }))).toMatchObject({ code: 1013 });
  });

  test.each([
    ["{ nothing }", "GRAPHQL_REQUEST_INVALID"],
    ["{", "GRAPHQL_REQUEST_INVALID"],
    ["subscription($last: Int!) { events(lastEventId: $last) { id } }", "GRAPHQL_REQUEST_INVALID"],
    [`{ ${"a ".repeat(200)} }`, "GRAPHQL_QUERY_TOO_COMPLEX"],
  ])("%.40s is an error message", async (query, code) => {
    await using server = await startTestServer();
    expect(await failureOf(clientOf(server).iterate({ query }))).toMatchObject([
      { extensions: { code, status: 400, requestId: expect.any(String) } },
    ]);
  });

  test("a stream that cannot start, or breaks, is an error message", async () => {
    await using server = await startTestServer();
    const subscribe = vi.spyOn(server.executor, "subscribe").mockRejectedValueOnce(new WaxwingError("FORBIDDEN"));
    const client = clientOf(server);
    expect(await failureOf(client.iterate({ query: ids }))).toMatchObject([
      { extensions: { code: "FORBIDDEN", status: 403 } },
    ]);
    subscribe.mockResolvedValueOnce(
      (async function* () {
        yield exampleEvent("CALL");
        throw new WaxwingError("SERVICE_UNAVAILABLE");
      })(),
    );
    const results = client.iterate({ query: ids });
    await results.next();
    expect(await failureOf(results)).toMatchObject([{ extensions: { code: "SERVICE_UNAVAILABLE" } }]);
  });

  test("a socket holds at most 100 operations", async () => {
    await using server = await startTestServer();
    const client = clientOf(server);
    const streams = Array.from({ length: 100 }, () => client.iterate({ query: ids }));
    for (const stream of streams) stream.next().catch(ignore);
    await vi.waitFor(() => expect(server.executor.subscriptions).toHaveLength(100));
    expect(await failureOf(client.iterate({ query: ids }))).toMatchObject([
      { extensions: { code: "GRAPHQL_QUERY_TOO_COMPLEX" } },
    ]);
  });
});

describe("the end of a socket", () => {
  test("a client that is cut off aborts its streams and calls", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    await using server = await startTestServer({
      answer: (_id, _input, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const client = clientOf(server);
    client.iterate({ query: ids }).next().catch(ignore);
    client.iterate({ query: `{ settingsFind(instanceName: "a") { msgCall } }` }).next().catch(ignore);
    await vi.waitFor(() => expect([server.executor.subscriptions.length, signals.length]).toEqual([1, 1]));
    client.terminate();
    await vi.waitFor(() => expect(server.executor.subscriptions[0]?.signal.aborted).toBe(true));
    expect(signals[0]?.aborted).toBe(true);
  });

  test("a server that stops closes its sockets with 1001 Going Away", async () => {
    const server = await startTestServer();
    const failed = failureOf(clientOf(server).iterate({ query: ids }));
    await vi.waitFor(() => expect(server.executor.subscriptions).toHaveLength(1));
    await server.app.close();
    expect(await failed).toMatchObject({ code: 1001 });
  });

  test("a client that answers no pings is cut off", async () => {
    await using server = await startTestServer({ keepAliveMs: 20 });
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
    );
    socket.resume();
    await once(socket, "close");
  });

  test("requests that offer an upgrade on other paths are answered by HTTP", async () => {
    await using server = await startTestServer();
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write("GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toContain('{"plain":true}');
    socket.destroy();
  });
});
