import type { ServerResponse } from "node:http";
import { errorBody, exampleOf, operationEntries, WaxwingError } from "@waxwing/contract";
import { afterEach, describe, expect, it } from "vitest";
import { hasCode, WaxwingApiError, WaxwingConnectionError } from "./index.ts";
import { prepareRequest } from "./request.ts";
import { startRestServer, startScriptedServer, type TestServer } from "./testing-server.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

const text = { instanceName: "a", number: "5511999999999", text: "Grüße 👋" };

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("the call succeeded"),
    (error: unknown) => error,
  );
}

describe("against the REST face", () => {
  it.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", async (id, { group, name, operation }) => {
    const rest = await startRestServer();
    server = rest;
    const groups = rest.client() as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
    expect(await groups[group]![name]!(operation.example)).toEqual(exampleOf(operation.output));
    expect(rest.executor.calls).toMatchObject([
      { id, input: operation.input.parse(operation.example), caller: { key: "test-key" } },
    ]);
  });

  it("sends the idempotency key as a header, and names that need encoding", async () => {
    const rest = await startRestServer();
    server = rest;
    await rest.client({ baseUrl: `${rest.url}/` }).message.sendText({ ...text, idempotencyKey: "order-1" });
    expect(rest.executor.calls[0]?.input).toEqual({ ...text, idempotencyKey: "order-1" });
    const error = await failure(rest.client().instance.connectionState({ instanceName: "a/../b" }));
    expect(hasCode(error, "VALIDATION_FAILED")).toBe(true);
  });

  it("answers null and calls without input", async () => {
    const rest = await startRestServer();
    server = rest;
    expect(await rest.client().instance.fetchInstances()).toHaveLength(1);
    expect(rest.executor.calls[0]?.input).toEqual({});
  });

  it("throws typed errors", async () => {
    const rest = await startRestServer();
    server = rest;
    const error = await failure(rest.client().message.sendText({ ...text, text: "" }));
    expect(error).toBeInstanceOf(WaxwingApiError);
    expect(error).toMatchObject({
      code: "VALIDATION_FAILED",
      status: 400,
      messages: [expect.stringMatching(/^text: /)],
      requestId: expect.stringMatching(/./),
      details: { issues: [{ path: "text" }] },
    });
    const refused = await failure(rest.client({ apiKey: "wrong" }).instance.fetchInstances());
    expect(refused).toMatchObject({ code: "UNAUTHORIZED", status: 401 });
    expect(JSON.stringify(refused)).not.toContain("wrong");
  });

  it("can be cancelled, and gives up after its time", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const rest = await startRestServer({
      answer: (_id, _input, signal) => {
        started.resolve(signal!);
        return new Promise((_, reject) =>
          signal!.addEventListener("abort", () => reject(new WaxwingError("REQUEST_CANCELLED"))),
        );
      },
    });
    server = rest;
    const controller = new AbortController();
    const pending = failure(rest.client().instance.fetchInstances({}, { signal: controller.signal }));
    const signal = await started.promise;
    controller.abort(new Error("no longer needed"));
    expect(await pending).toBe(controller.signal.reason);
    await expect.poll(() => signal.aborted).toBe(true);
    const late = await failure(rest.client({ timeoutMs: 20, retries: 0 }).instance.fetchInstances());
    expect(late).toBeInstanceOf(WaxwingConnectionError);
    expect(late).toMatchObject({ message: "No answer within 20 ms" });
  });
});

describe("repetitions", () => {
  const refuse = (
    response: ServerResponse,
    retryAfter: string | undefined,
    error = new WaxwingError("RATE_LIMITED"),
  ): void => {
    const headers = {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
    };
    response.writeHead(error.status, headers).end(JSON.stringify(errorBody(error, "r-1")));
  };
  const answerAt = (success: number, retryAfter: string | undefined, error?: WaxwingError) =>
    startScriptedServer((_, response, count) => {
      if (count < success) refuse(response, retryAfter, error);
      else response.end("[]");
    });

  it("wait as Retry-After says, for queries", async () => {
    const scripted = await answerAt(3, "0");
    server = scripted;
    expect(await scripted.client().instance.fetchInstances()).toEqual([]);
    expect(scripted.requests).toHaveLength(3);
  });

  it("are made for mutations with an idempotency key only", async () => {
    const scripted = await answerAt(3, "0", new WaxwingError("SERVICE_UNAVAILABLE"));
    server = scripted;
    expect(await failure(scripted.client().message.sendText(text))).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(scripted.requests).toHaveLength(1);
    expect(await scripted.client().message.sendText({ ...text, idempotencyKey: "k" })).toEqual([]);
    expect(scripted.requests.map((request) => request.headers["idempotency-key"])).toEqual([undefined, "k", "k"]);
  });

  it("end after the given number, and are not made for other errors or too long pauses", async () => {
    const scripted = await answerAt(9, "0");
    server = scripted;
    expect(await failure(scripted.client({ retries: 1 }).instance.fetchInstances())).toMatchObject({
      code: "RATE_LIMITED",
    });
    expect(scripted.requests).toHaveLength(2);
    await scripted.close();
    const longer = await answerAt(2, "3600");
    server = longer;
    expect(await failure(longer.client().instance.fetchInstances())).toMatchObject({ status: 429 });
    await longer.close();
    const internal = await answerAt(2, "0", new WaxwingError("INTERNAL"));
    server = internal;
    expect(await failure(internal.client().instance.fetchInstances())).toMatchObject({
      code: "INTERNAL",
      requestId: "r-1",
    });
    expect([longer.requests.length, internal.requests.length]).toEqual([1, 1]);
  });

  it("can be cancelled while waiting", async () => {
    const scripted = await answerAt(2, "30");
    server = scripted;
    const controller = new AbortController();
    const pending = failure(scripted.client().instance.fetchInstances({}, { signal: controller.signal }));
    await expect.poll(() => scripted.requests.length).toBe(1);
    controller.abort();
    expect(await pending).toBe(controller.signal.reason);
  });
});

describe("answers that are not Waxwing's", () => {
  it.each([
    ["an error page", 502, "<html>", "HTTP 502 without an answer of Waxwing"],
    ["an error of another program", 404, '{"message":"no"}', "HTTP 404 without an answer of Waxwing"],
    ["a page", 200, "<html>", "The answer is not JSON"],
  ])("are a connection error: %s", async (_, status, body, message) => {
    server = await startScriptedServer((_request, response) => response.writeHead(status).end(body));
    const error = await failure(server.client().instance.fetchInstances());
    expect(error).toBeInstanceOf(WaxwingConnectionError);
    expect(error).toMatchObject({ message, status });
  });

  it("are none when the server cannot be reached", async () => {
    const gone = await startScriptedServer(() => undefined);
    await gone.close();
    const error = await failure(gone.client({ retries: 0 }).instance.fetchInstances());
    expect(error).toBeInstanceOf(WaxwingConnectionError);
    expect(error).toMatchObject({ message: "The server could not be reached", cause: expect.anything() });
  });
});

describe("prepareRequest", () => {
  it("puts the fields of a GET into the query, nested ones as JSON text", () => {
    const route = { kind: "query", method: "GET", path: "/a/:instanceName" } as const;
    const input = { instanceName: "x y", where: { key: { id: "1" } }, list: ["a,b"], n: 1, no: undefined };
    const { url, body } = prepareRequest("http://h/base", route, input);
    expect(new URL(url).pathname).toBe("/base/a/x%20y");
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      where: '{"key":{"id":"1"}}',
      list: '["a,b"]',
      n: "1",
    });
    expect(body).toBeUndefined();
  });

  it.each([undefined, "", ".", ".."])("refuses %j as a part of the path", (instanceName) => {
    const route = { kind: "mutation", method: "DELETE", path: "/instance/delete/:instanceName" } as const;
    expect(() => prepareRequest("", route, { instanceName })).toThrow(TypeError);
  });
});
