import { httpBatchLink, httpBatchStreamLink, httpLink, TRPCClientError } from "@trpc/client";
import { exampleOf, operationEntries, operations, trpcGroup, WaxwingError } from "@waxwing/contract";
import { afterEach, describe, expect, it } from "vitest";
import type { AppRouter } from "./app-router.ts";
import { startTestServer, type TestServer } from "./testing-server.ts";

let server: TestServer;
afterEach(() => server.close());

const key = { apikey: "test-key" };

async function errorOf(promise: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error: unknown = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof TRPCClientError)) throw new Error("expected an error of tRPC", { cause: error });
  return error;
}

describe("every operation of the contract", () => {
  it.each(operationEntries.map((entry) => [entry.id, entry] as const))(
    "%s answers over each link",
    async (id, entry) => {
      server = await startTestServer();
      const { url } = server;
      for (const link of [
        httpLink<AppRouter>({ url, headers: key }),
        httpBatchLink<AppRouter>({ url, headers: key }),
        httpBatchStreamLink<AppRouter>({ url, headers: key }),
      ]) {
        const groups = server.client(link) as unknown as Record<
          string,
          Record<string, Record<string, (input: unknown) => Promise<unknown>>>
        >;
        const procedure = groups[trpcGroup(entry.group)]![entry.name]!;
        const call = procedure[entry.operation.kind === "query" ? "query" : "mutate"]!;
        expect(await call(entry.operation.example)).toEqual(exampleOf(entry.operation.output));
      }
      const expected = entry.operation.input.parse(entry.operation.example);
      expect(server.executor.calls.map((call) => [call.id, call.input])).toEqual([
        [id, expected],
        [id, expected],
        [id, expected],
      ]);
    },
  );
});

describe("calls", () => {
  it("infers inputs and answers, and takes an operation without any input", async () => {
    server = await startTestServer();
    const trpc = server.client();
    const sent = await trpc.message.sendText.mutate({ instanceName: "a", number: "5511999999999", text: "Hi" });
    expect(sent.key.id).toMatch(/^wamid/);
    const instances = await trpc.instance.fetchInstances.query();
    expect(instances[0]?.name).toBe("my-instance");
    expect(server.executor.calls[1]?.input).toEqual({});
  });

  it("hands the caller over, and sends queries by POST where the client asks for it", async () => {
    server = await startTestServer();
    const link = httpLink({ url: server.url, headers: { ...key, "x-request-id": "r-1" }, methodOverride: "POST" });
    await server.client(link).chat.findMessages.query({ instanceName: "a", where: { key: { remoteJid: "1@g.us" } } });
    expect(server.executor.calls[0]?.caller).toEqual({ key: "test-key", address: "127.0.0.1", requestId: "r-1" });
  });

  it("authorises and answers each call of a batch on its own", async () => {
    server = await startTestServer({
      answer: (_, input) => {
        if ((input as { instanceName: string }).instanceName === "gone") throw new WaxwingError("INSTANCE_NOT_FOUND");
      },
    });
    const trpc = server.client();
    const [good, bad] = await Promise.allSettled([
      trpc.instance.connectionState.query({ instanceName: "a" }),
      trpc.instance.connectionState.query({ instanceName: "gone" }),
    ]);
    expect(good).toMatchObject({ status: "fulfilled", value: { instance: { state: "open" } } });
    expect(bad).toMatchObject({ status: "rejected", reason: { data: { errorCode: "INSTANCE_NOT_FOUND" } } });
    expect(server.log.filter((line) => line.includes("incoming request"))).toHaveLength(1);
  });

  it("refuses a batch above the limit, naming the limit, to those who have a key", async () => {
    server = await startTestServer({ maxBatchSize: 2 });
    const calls = (headers: Record<string, string>) => {
      const trpc = server.client(httpBatchLink({ url: server.url, headers }));
      return Promise.allSettled([1, 2, 3].map(() => trpc.instance.connectionState.query({ instanceName: "a" })));
    };
    for (const result of await calls(key)) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: { message: "A batch holds at most 2 calls; this one has 3.", data: { httpStatus: 400 } },
      });
    }
    expect((await calls({}))[0]).toMatchObject({ reason: { data: { errorCode: "UNAUTHORIZED" } } });
    expect(server.executor.calls).toEqual([]);
  });

  it("takes batches whose path is far longer than Fastify's limit for parameters", async () => {
    server = await startTestServer();
    const trpc = server.client();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => trpc.instance.connectionState.query({ instanceName: "a" })),
    );
    expect(results).toHaveLength(20);
  });

  it("aborts the operation when the client goes away", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    server = await startTestServer({
      answer: (_id, _input, signal) => {
        started.resolve(signal!);
        return new Promise((_resolve, reject) => {
          signal!.addEventListener("abort", () => reject(new WaxwingError("REQUEST_CANCELLED")));
        });
      },
    });
    const controller = new AbortController();
    const pending = server
      .client()
      .instance.connectionState.query({ instanceName: "a" }, { signal: controller.signal });
    const signal = await started.promise;
    controller.abort();
    await expect(pending).rejects.toThrow();
    await expect.poll(() => signal.aborted).toBe(true);
  });
});

describe("errors", () => {
  it("carry the catalogue's code beside tRPC's own fields", async () => {
    server = await startTestServer({
      answer: () => {
        throw new WaxwingError("WHATSAPP_RATE_LIMITED", "Slow down.", { details: { retryAfterSeconds: 7 } });
      },
    });
    const link = httpLink({ url: server.url, headers: { ...key, "x-request-id": "r-2" } });
    const error = await errorOf(server.client(link).instance.connectionState.query({ instanceName: "a" }));
    expect(error.message).toBe("Slow down.");
    expect(error.data).toEqual({
      code: "TOO_MANY_REQUESTS",
      httpStatus: 429,
      path: "instance.connectionState",
      errorCode: "WHATSAPP_RATE_LIMITED",
      requestId: "r-2",
      details: { retryAfterSeconds: 7 },
    });
    const response = (error.meta as { response: Response }).response;
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });

  it("name the fields of a wrong input", async () => {
    server = await startTestServer();
    const error = await errorOf(server.client().message.sendText.mutate({ instanceName: "a", number: "1", text: "" }));
    expect(error.data?.errorCode).toBe("VALIDATION_FAILED");
    expect(error.data?.details?.issues?.[0]?.path).toBe("text");
  });

  it("keep what was unexpected in the log, and the key out of it", async () => {
    server = await startTestServer({
      answer: () => {
        throw new Error("the database password is hunter2");
      },
    });
    const error = await errorOf(server.client().instance.connectionState.query({ instanceName: "a" }));
    expect(error.data).toMatchObject({ errorCode: "INTERNAL", httpStatus: 500 });
    expect(JSON.stringify(error.shape)).not.toContain("hunter2");
    expect(server.log.join("")).toContain("hunter2");
    expect(server.log.join("")).not.toContain("test-key");
  });

  const post = (url: string, body: string, headers: Record<string, string>) =>
    fetch(url, { method: "POST", body, headers });
  const json = { "content-type": "application/json" };

  it.each([
    ["malformed JSON", "{", json, "MALFORMED_BODY", 400],
    ["another content type", "<a/>", { "content-type": "text/xml" }, "UNSUPPORTED_MEDIA_TYPE", 415],
    [
      "a body above the operation's limit",
      `"${"x".repeat(operations.message.sendText.bodyLimitBytes)}"`,
      json,
      "PAYLOAD_TOO_LARGE",
      413,
    ],
  ])("tell %s only to those who have a key", async (_, body, headers, code, status) => {
    server = await startTestServer();
    const url = `${server.url}/message.sendText`;
    const refused = await post(url, body, headers);
    expect([refused.status, ((await refused.json()) as { error: { data: object } }).error.data]).toMatchObject([
      401,
      { errorCode: "UNAUTHORIZED" },
    ]);
    const told = await post(url, body, { ...headers, ...key });
    expect([told.status, ((await told.json()) as { error: { data: object } }).error.data]).toMatchObject([
      status,
      { errorCode: code },
    ]);
  });

  it("tell a time-out of the server, and abort what was running", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    server = await startTestServer({
      handlerTimeout: 50,
      answer: (_id, _input, signal) => {
        started.resolve(signal!);
        return new Promise((resolve) => signal!.addEventListener("abort", () => resolve(undefined)));
      },
    });
    const error = await errorOf(server.client().instance.fetchInstances.query());
    expect(error.data).toMatchObject({ errorCode: "REQUEST_TIMEOUT", httpStatus: 504 });
    const signal = await started.promise;
    await expect.poll(() => signal.aborted).toBe(true);
  });

  it("keep what other plugins say on caching", async () => {
    server = await startTestServer({}, (app) =>
      app.addHook("onRequest", async (_, reply) => void reply.header("vary", "Origin")),
    );
    const response = await fetch(`${server.url}/instance.fetchInstances`, { headers: key });
    expect(response.headers.get("vary")).toBe("Origin, trpc-accept, accept");
  });

  it("leave the other routes of the server alone", async () => {
    server = await startTestServer();
    const response = await fetch(server.url.replace("/trpc", "/elsewhere"), {
      method: "POST",
      body: "{}",
      headers: json,
    });
    expect(await response.json()).toMatchObject({ error: "Not Found" });
  });
});
