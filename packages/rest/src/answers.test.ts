import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { exampleOf, operationEntries, WaxwingError } from "@waxwing/contract";
import { exampleExecutor } from "@waxwing/core/testing";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startTestServer, type TestServer } from "./testing.ts";

const open: TestServer[] = [];
async function serve(options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  open.push(server);
  return server;
}
afterEach(async () => {
  for (const server of open.splice(0)) await server.app.close();
});

/** Sends bytes as they are and answers everything that came back until the server closed. */
async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  return text(socket);
}

const json = { "content-type": "application/json" };

describe("answers", () => {
  it("has every operation at its path and aliases, with and without a slash", async () => {
    const server = await serve();
    for (const { operation, id } of operationEntries) {
      const { instanceName, idempotencyKey: _, ...fields } = operation.example as Record<string, unknown>;
      for (const { method, path } of [operation.rest, ...operation.aliases]) {
        for (const slash of ["", "/"]) {
          const isInPath = path.includes(":instanceName");
          const url = path.replace(":instanceName", String(instanceName)) + slash;
          const payload = isInPath ? fields : operation.example;
          const answer = await server.app.inject({ method, url, headers: { apikey: "test-key", ...json }, payload });
          expect(answer.statusCode, `${method} ${url} ${answer.body}`).toBe(operation.rest.status);
          expect(answer.json()).toEqual(JSON.parse(JSON.stringify(exampleOf(operation.output))));
          expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
          expect(server.executor.calls.at(-1)).toMatchObject({
            id,
            input: operation.example,
            caller: { key: "test-key", address: "127.0.0.1" },
          });
        }
      }
    }
  });

  it("answers null as JSON", async () => {
    const server = await serve({ executor: exampleExecutor({ answer: () => null }) });
    const response = await server.call("/webhook/find/a");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("null");
  });

  it("answers in the form of existing clients where the contract declares one, and only when asked to", async () => {
    const body = { method: "POST", headers: json, body: JSON.stringify({ number: "1", text: "t" }) };
    const modern = await (await serve()).call("/message/sendText/a", body);
    const evolution = await (await serve({ compatibility: "evolution" })).call("/message/sendText/a", body);
    expect(await modern.json()).toMatchObject({ messageTimestamp: "1717689097" });
    expect(await evolution.json()).toMatchObject({ messageTimestamp: 1717689097 });
  });

  it("offers HEAD where GET only reads", async () => {
    const server = await serve();
    const head = await server.call("/instance/connectionState/a", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const calls = server.executor.calls.length;
    expect((await server.call("/instance/connect/a", { method: "HEAD" })).status).toBe(404);
    expect(server.executor.calls.length).toBe(calls);
  });

  it("aborts the operation when the client goes away", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<void>();
    const server = await serve({
      executor: exampleExecutor({
        answer: (_id, _input, signal) => {
          started.resolve(signal as AbortSignal);
          return new Promise((_, reject) =>
            signal?.addEventListener("abort", () => {
              ended.resolve();
              reject(new WaxwingError("REQUEST_CANCELLED"));
            }),
          );
        },
      }),
    });
    const client = new AbortController();
    const call = server.call("/instance/connectionState/a", { signal: client.signal });
    await started.promise;
    client.abort();
    await expect(call).rejects.toThrow();
    await ended.promise;
  });

  it("does not abort an operation that has answered", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const executor = exampleExecutor({ answer: (_id, _input, signal) => void signals.push(signal) });
    const server = await serve({ executor });
    await (await server.call("/instance/connectionState/a", { headers: { connection: "close" } })).text();
    await server.app.close();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  });
});

describe("errors", () => {
  it("have one shape, with Retry-After where there is a time to wait", async () => {
    const limited = new WaxwingError("RATE_LIMITED", undefined, { details: { retryAfterSeconds: 2.2 } });
    const server = await serve({ executor: exampleExecutor({ answer: () => Promise.reject(limited) }) });
    const response = await server.call("/instance/connectionState/a");
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("3");
    expect(await response.json()).toEqual({
      status: 429,
      error: "Too Many Requests",
      code: "RATE_LIMITED",
      response: { message: [limited.message] },
      requestId: expect.any(String),
      details: { retryAfterSeconds: 2.2 },
    });
  });

  it("hide the text of what is unexpected", async () => {
    const server = await serve({
      executor: exampleExecutor({ answer: () => Promise.reject(new Error("secret at db:5432")) }),
    });
    const response = await server.call("/instance/connectionState/a");
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ code: "INTERNAL", requestId: expect.any(String) });
    expect(body).not.toMatch(/secret|stack| at /);
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const broken = await serve({ executor: exampleExecutor({ answer: () => circular }) });
    expect(await (await broken.call("/instance/connectionState/a")).json()).toMatchObject({ code: "INTERNAL" });
  });

  it("name unknown routes, and the methods of known ones", async () => {
    const server = await serve();
    const unknown = await server.call("/nope?apikey=secret");
    expect(await unknown.json()).toMatchObject({
      status: 404,
      code: "ROUTE_NOT_FOUND",
      response: { message: ["Cannot GET /nope"] },
    });
    expect(unknown.headers.get("allow")).toBeNull();
    const known = await server.call("/instance/restart/a", { method: "DELETE" });
    expect(known.headers.get("allow")).toBe("POST, PUT");
    expect(await known.json()).toMatchObject({
      code: "ROUTE_NOT_FOUND",
      response: { message: ["Cannot DELETE /instance/restart/a; allowed: POST, PUT"] },
    });
    const options = await server.call("/instance/restart/a", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "POST, PUT"]);
    const malformed = await server.call("/nope", { method: "POST", headers: json, body: "{" });
    expect(await malformed.json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
    expect((await server.call("/INSTANCE/connectionState/a")).status).toBe(404);
  });

  it("are ours for addresses and requests that are no valid HTTP", async () => {
    const server = await serve();
    const get = (path: string): Promise<string> =>
      raw(server.port, `GET ${path} HTTP/1.1\r\nhost: x\r\napikey: test-key\r\nconnection: close\r\n\r\n`);
    expect(await get("/instance/connectionState/%zz")).toMatch(/^HTTP\/1.1 404 [\s\S]*"code":"ROUTE_NOT_FOUND"/);
    expect(await get("/instance/connectionState/%00")).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"VALIDATION_FAILED"/);
    expect(await get(`/instance/connectionState/${"a".repeat(3000)}`)).toMatch(
      /^HTTP\/1.1 400 [\s\S]*"code":"VALIDATION_FAILED"/,
    );
    expect(await get(`/nope/${"a".repeat(9000)}`)).toMatch(/^HTTP\/1.1 404 [\s\S]*"code":"ROUTE_NOT_FOUND"/);
    expect(await get(`/${"a".repeat(40_000)}`)).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"PAYLOAD_TOO_LARGE"/);
    expect(await raw(server.port, "nonsense\r\n\r\n")).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"MALFORMED_BODY"/);
  });
});

describe("large bodies", () => {
  const limit = 1024 * 1024;

  it("are refused by their declared length, after the key was checked", async () => {
    const server = await serve();
    const request = (key: string): Promise<string> =>
      raw(
        server.port,
        `POST /chat/findChats/a HTTP/1.1\r\nhost: x\r\napikey: ${key}\r\ncontent-type: application/json\r\ncontent-length: ${limit + 1}\r\nconnection: close\r\n\r\n{`,
      );
    expect(await request("test-key")).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"PAYLOAD_TOO_LARGE"/);
    expect(await request("unknown")).toMatch(/^HTTP\/1.1 401 /);
  });

  it("are refused while they stream in, and the connection serves the next request", async () => {
    const server = await serve();
    const socket = connect(server.port, "127.0.0.1");
    const chunk = `${(64 * 1024).toString(16)}\r\n${"x".repeat(64 * 1024)}\r\n`;
    socket.write(
      "POST /chat/findChats/a HTTP/1.1\r\nhost: x\r\napikey: test-key\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    for (let sent = 0; sent < 3 * limit; sent += 64 * 1024) socket.write(chunk);
    socket.write(
      "0\r\n\r\nGET /instance/connectionState/a HTTP/1.1\r\nhost: x\r\napikey: test-key\r\nconnection: close\r\n\r\n",
    );
    expect(await text(socket)).toMatch(/^HTTP\/1.1 413 [\s\S]*HTTP\/1.1 200 OK/);
  });

  it("of up to the limit are read", async () => {
    const server = await serve();
    const response = await server.call("/chat/findChats/a", {
      method: "POST",
      headers: json,
      body: `{"x":"${"x".repeat(limit - 8)}"}`,
    });
    expect(response.status).toBe(200);
  });

  it("that never end lose their connection", async () => {
    const server = await serve();
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {}); // the server closes while this side writes
    let received = "";
    socket.on("data", (data) => {
      received += String(data);
    });
    socket.write(
      "POST /chat/findChats/a HTTP/1.1\r\nhost: x\r\napikey: test-key\r\ncontent-type: application/json\r\ncontent-length: 9999999999\r\n\r\n",
    );
    const block = Buffer.alloc(1024 * 1024);
    const write = (): void => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on("drain", write);
    write();
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), 20_000);
    expect(received).toContain("413");
  });
});

it("answers any query and body with a documented client error or success", async () => {
  const server = await serve();
  const routes = operationEntries.flatMap(({ operation }) => [operation.rest, ...operation.aliases]);
  const names = [...new Set(operationEntries.flatMap(({ operation }) => Object.keys(operation.input.shape)))];
  const name = fc.oneof(
    fc.constantFrom(...names, "__proto__", "constructor", "a[b", "where.key.id", "webhook[events][]"),
    fc.string(),
  );
  const json = { "content-type": "application/json" };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.constantFrom("null", "true", "1", "{", "[", "\0", "🙂"),
  );
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 5 });
  const body = fc.oneof(
    fc.dictionary(name, fc.jsonValue()).map((fields) => ({ payload: JSON.stringify(fields), headers: json })),
    fc.json().map((payload) => ({ payload, headers: json })),
    fc.string().map((payload) => ({ payload, headers: json })),
    pairs.map((entries) => ({ payload: new URLSearchParams(entries).toString(), headers: form })),
    fc
      .tuple(fc.string(), fc.stringMatching(/^[!-~]{0,30}$/))
      .map(([payload, type]) => ({ payload, headers: { "content-type": type } })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      pairs,
      body,
      fc.string(),
      async (route, query, { payload, headers }, instance) => {
        const path = route.path.replace(":instanceName", encodeURIComponent(instance) || "a");
        const url = `${path}?${new URLSearchParams(query)}`;
        const answer = await server.app.inject({
          method: route.method,
          url,
          payload,
          headers: { apikey: "test-key", ...headers },
        });
        if (answer.statusCode >= 300) expect([400, 404, 413, 415]).toContain(answer.statusCode);
        if (answer.statusCode >= 300)
          expect(answer.json()).toMatchObject({
            status: answer.statusCode,
            code: expect.any(String),
            requestId: expect.any(String),
          });
      },
    ),
    { numRuns: 600 },
  );
});
