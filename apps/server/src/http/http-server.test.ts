import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { WaxwingError } from "@waxwing/contract";
import type { InboundRequest, UploadSink } from "@waxwing/core";
import { exampleExecutor } from "@waxwing/core/testing";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseSettings } from "../settings/read-settings.ts";
import { until } from "../testing-process.ts";
import { createCallCounts } from "./call-counts.ts";
import { createHttpServer } from "./http-server.ts";

const lines: string[] = [];
const noUploads: UploadSink = {
  upload: () => Promise.reject(new Error("no test uploads")),
  discardUpload: async () => {},
};
const log = pino({ level: "info", base: null }, { write: (line: string) => lines.push(line) });
const received: InboundRequest[] = [];
const calls = createCallCounts();
let databaseProblem: string | undefined;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  const examples = exampleExecutor();
  app = await createHttpServer({
    settings: parseSettings({ TRUST_PROXY: "1" }),
    serverUrl: "http://waxwing.test",
    version: "1.2.3",
    executor: {
      ...examples,
      authenticate(caller) {
        if (caller.key === "token") return { kind: "instance", instanceId: "1", instanceName: "a" };
        return examples.authenticate(caller);
      },
    },
    uploads: noUploads,
    inboundRoutes: [
      {
        method: "POST",
        path: "/webhook/meta",
        bodyLimitBytes: 2_000_000,
        async handle(request) {
          received.push(request);
          if (request.query["fail"] !== undefined) throw new Error("inner words");
          return { status: 202, contentType: "text/plain", body: "taken" };
        },
      },
    ],
    checks: {
      database: async () => databaseProblem,
      migrations: () => undefined,
      eventLog: () => undefined,
      channels: () => undefined,
      serverLock: () => undefined,
    },
    metrics: {
      version: "1.2.3",
      calls,
      instances: () => [],
      sendsInDoubt: () => 3,
      eventsAppended: async () => 17,
    },
    log,
  });
  url = await app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => app.close());
beforeEach(() => {
  lines.length = 0;
  received.length = 0;
});

const accessLine = (path: string): Promise<Record<string, unknown>> =>
  until(
    `the line of ${path}`,
    () =>
      lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line["path"] === path) ?? false,
  ) as Promise<Record<string, unknown>>;

describe("without a key", () => {
  it.each([
    ["/", 200],
    ["/health/live", 200],
    ["/health/ready", 200],
    ["/health/ready/", 200],
    ["/openapi.json", 200],
    ["/docs", 200],
    ["/metrics", 401],
    ["/events", 401],
    ["/instance/fetchInstances", 401],
    ["/instance/connectionState/a", 401],
    ["/graphql?query=%7B__typename%7D", 401],
    ["/trpc/instance.fetchInstances", 401],
    ["/nowhere", 404],
  ])("GET %s answers %i", async (path, status) => {
    const answer = await fetch(url + path, { headers: { accept: "application/json" } });
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("GraphiQL is shown to browsers", async () => {
    const answer = await fetch(`${url}/graphql`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/html");
    await answer.arrayBuffer();
  });

  it("the home page names version and links", async () => {
    expect(await (await fetch(url)).json()).toMatchObject({
      name: "Waxwing",
      version: "1.2.3",
      links: { documentation: "http://waxwing.test/docs", graphql: "http://waxwing.test/graphql" },
    });
  });

  it("readiness names what does not work", async () => {
    databaseProblem = "does not answer";
    const answer = await fetch(`${url}/health/ready`);
    databaseProblem = undefined;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: "unavailable",
      checks: { database: "does not answer", migrations: "ok", eventLog: "ok", channels: "ok", serverLock: "ok" },
    });
  });
});

describe("metrics", () => {
  it("need the global key, by either header", async () => {
    expect((await fetch(`${url}/metrics`, { headers: { apikey: "token" } })).status).toBe(403);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: "Bearer test-key" } })).status).toBe(200);
    calls.add("message.sendText", "OK");
    calls.add("message.sendText", "OK");
    calls.add("message.sendText", "VALIDATION_FAILED");
    const text = await (await fetch(`${url}/metrics`, { headers: { apikey: "test-key" } })).text();
    expect(text).toContain('waxwing_calls_total{operation="message.sendText",code="OK"} 2');
    expect(text).toContain('waxwing_calls_total{operation="message.sendText",code="VALIDATION_FAILED"} 1');
    expect(text).toContain("waxwing_sends_in_doubt 3");
    expect(text).toContain("waxwing_events_appended 17");
    expect(text).toContain("process_resident_memory_bytes");
  });
});

describe("request ids", () => {
  it.each([
    ["/instance/connectionState/a", "GET"],
    ["/graphql", "POST"],
    ["/trpc/instance.fetchInstances", "GET"],
    ["/nowhere", "GET"],
    ["/%zz", "GET"],
  ])("are taken over and echoed: %s", async (path, method) => {
    const answer = await fetch(url + path, { method, headers: { "x-request-id": "order-17:a/b" } });
    const text = await answer.text();
    expect(answer.headers.get("x-request-id")).toBe("order-17:a/b");
    expect(text).toContain("order-17:a/b");
  });

  it.each(["with space", "x".repeat(129), 'quote"', ""])("that are unsafe are replaced: %j", async (given) => {
    const answer = await fetch(url, { headers: { "x-request-id": given } });
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("the access log", () => {
  it("has path, status and instance, and neither query, key nor body", async () => {
    await fetch(`${url}/message/sendText/my-instance?apikey=query-secret&text=private`, {
      method: "POST",
      headers: { apikey: "test-key", "content-type": "application/json", "x-request-id": "id-1" },
      body: JSON.stringify({ number: "5511999999999", text: "private" }),
    });
    await fetch(`${url}/trpc/instance.fetchInstances?connectionParams=${encodeURIComponent('{"apikey":"secret"}')}`);
    const line = await accessLine("/message/sendText/my-instance");
    expect(line).toMatchObject({ method: "POST", requestId: "id-1", instance: "my-instance", msg: "request" });
    expect(line["ms"]).toEqual(expect.any(Number));
    expect((await accessLine("/trpc/instance.fetchInstances"))["status"]).toBe(401);
    expect(lines.join("")).not.toMatch(/secret|private|test-key|5511999999999/);
  });

  it("has requests whose client went away, and addresses that cannot be read", async () => {
    const stream = httpRequest(`${url}/events`, { headers: { apikey: "test-key" } }).end();
    await new Promise((resolve) => stream.once("response", resolve));
    stream.destroy();
    expect(await accessLine("/events")).toMatchObject({ status: 200, aborted: true });
    await fetch(`${url}/%zz?apikey=secret`);
    expect((await accessLine("/%zz"))["status"]).toBe(404);
    expect(lines.join("")).not.toContain("secret");
  });
});

describe("pages of other origins", () => {
  it.each([
    ["/message/sendText/a", "POST"],
    ["/instance/delete/a", "DELETE"],
    ["/graphql", "POST"],
    ["/trpc/message.sendText", "POST"],
    ["/events", "GET"],
    ["/webhook/meta", "POST"],
  ])("may ask before they call %s", async (path, method) => {
    const answer = await fetch(url + path, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": method,
        "access-control-request-headers": "apikey,content-type,x-request-id",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toContain(method);
    for (const header of [
      "apikey",
      "content-type",
      "idempotency-key",
      "last-event-id",
      "x-request-id",
      "trpc-accept",
    ]) {
      expect(answer.headers.get("access-control-allow-headers")).toContain(header);
    }
  });

  it.each([
    ["GET", "/instance/fetchInstances"],
    ["POST", "/graphql"],
    ["GET", "/trpc/instance.fetchInstances"],
    ["GET", "/nowhere"],
  ])("may read the answer of %s %s, errors too", async (method, path) => {
    const answer = await fetch(url + path, { method, headers: { origin: "https://app.example" } });
    await answer.arrayBuffer();
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
  });
});

describe("inbound routes", () => {
  it("get the body as it came", async () => {
    const body = Buffer.from('{"a":  "\\u00e9", "b":"é"}\n');
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
      const answer = await fetch(`${url}/webhook/meta?hub.mode=x&twice=1&twice=2`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      expect([answer.status, await answer.text()]).toEqual([202, "taken"]);
    }
    expect(received).toHaveLength(3);
    for (const { rawBody, query } of received) {
      expect(rawBody.equals(body)).toBe(true);
      expect(query).toEqual({ "hub.mode": "x", twice: "1" });
    }
    await fetch(`${url}/webhook/meta`, { method: "POST" });
    expect(received.at(-1)?.rawBody).toHaveLength(0);
  });

  it("have their own body limit, and show nothing of their errors", async () => {
    const large = await fetch(`${url}/webhook/meta`, { method: "POST", body: "x".repeat(1_500_000) });
    expect(large.status).toBe(202);
    const tooLarge = await fetch(`${url}/webhook/meta`, { method: "POST", body: "x".repeat(2_000_001) });
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    const failed = await fetch(`${url}/webhook/meta?fail=1`, { method: "POST" });
    expect(failed.status).toBe(new WaxwingError("INTERNAL").status);
    expect(await failed.text()).not.toContain("inner words");
  });
});

it("answers what is no HTTP in the one shape, and goes on", async () => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end("GET / HTTP/1.1\r\nbad header\r\n\r\n");
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toContain('"code":"MALFORMED_BODY"');
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

it("allows only the origins of its settings", async () => {
  const restricted = await createHttpServer({
    settings: parseSettings({
      CORS_ORIGIN: "https://a.example",
      CORS_CREDENTIALS: "true",
      PROMETHEUS_METRICS: "false",
    }),
    serverUrl: "http://waxwing.test",
    version: "1.2.3",
    executor: exampleExecutor(),
    uploads: noUploads,
    inboundRoutes: [],
    checks: {
      database: async () => undefined,
      migrations: () => undefined,
      eventLog: () => undefined,
      channels: () => undefined,
      serverLock: () => undefined,
    },
    metrics: { version: "", calls, instances: () => [], sendsInDoubt: () => 0, eventsAppended: async () => 0 },
    log,
  });
  const allowed = await restricted.inject({ url: "/", headers: { origin: "https://a.example" } });
  expect(allowed.headers["access-control-allow-origin"]).toBe("https://a.example");
  expect(allowed.headers["access-control-allow-credentials"]).toBe("true");
  expect(allowed.headers.vary).toContain("Origin");
  const refused = await restricted.inject({ url: "/", headers: { origin: "https://b.example" } });
  expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
  expect((await restricted.inject({ url: "/metrics", headers: { apikey: "test-key" } })).statusCode).toBe(404);
  await restricted.close();
});
