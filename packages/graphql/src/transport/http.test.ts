import { exampleOf, type OperationId, operationEntries, WaxwingError } from "@waxwing/contract";
import { getIntrospectionQuery } from "graphql";
import { describe, expect, test } from "vitest";
import { buildGraphqlSchema } from "../schema/graphql-schema.ts";
import { DocumentWriter } from "../testing.ts";
import { startTestServer } from "../testing-server.ts";

const writer = new DocumentWriter(buildGraphqlSchema());
const state = `query($name: String!) { instanceConnectionState(instanceName: $name) { instance { instanceName state } } }`;
const stateRequest = { query: state, variables: { name: "my-instance" } };

/** The answer without fields that are null: GraphQL cannot leave one out. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => (part === null ? undefined : part));
}

describe("operations over HTTP", () => {
  test("every operation takes its example and gives the contract's answer", async () => {
    await using server = await startTestServer();
    for (const { id, operation } of operationEntries) {
      const { status, body } = await server.post({
        query: writer.operation(id),
        variables: writer.variables(id, operation.example),
      });
      expect(body.errors, id).toBeUndefined();
      expect(status).toBe(200);
      expect(withoutNulls(writer.answer(id, body.data ?? {})), id).toEqual(withoutNulls(exampleOf(operation.output)));
      expect(server.executor.calls.at(-1), id).toMatchObject({ id, input: operation.input.parse(operation.example) });
    }
  });

  test("null equals absence at every depth, but JSON data keeps its nulls", async () => {
    await using server = await startTestServer();
    await server.post({
      query: `mutation($w: WebhookInput!) { webhookSet(instanceName: "a", input: { webhook: $w }) { id } }`,
      variables: { w: { enabled: true, url: "https://example.com", events: null, headers: { a: "1" } } },
    });
    expect(server.executor.calls[0]?.input).toEqual({
      instanceName: "a",
      webhook: { enabled: true, url: "https://example.com", headers: { a: "1" } },
    });
    const { body } = await server.post({
      query: `mutation { webhookSet(instanceName: "a", input: { webhook: { enabled: true, url: "https://a.b", headers: { x: null } } }) { id } }`,
    });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: "VALIDATION_FAILED" });
    await server.post({ query: "{ instanceFetchInstances(instanceName: null, input: { number: null }) { id } }" });
    expect(server.executor.calls.at(-1)?.input).toEqual({});
  });

  test("the fields of a mutation run one after the other, those of a query at the same time", async () => {
    let running = 0;
    let most = 0;
    await using server = await startTestServer({
      answer: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return undefined;
      },
    });
    await server.post({
      query: `mutation { a: instanceLogout(instanceName: "a") { status } b: instanceLogout(instanceName: "b") { status } }`,
    });
    expect(most).toBe(1);
    await server.post({
      query: `{ a: settingsFind(instanceName: "a") { msgCall } b: settingsFind(instanceName: "b") { msgCall } }`,
    });
    expect(most).toBe(2);
  });

  test("GET answers queries and refuses mutations", async () => {
    await using server = await startTestServer();
    const get = (query: string, variables = "{}") => {
      const url = `${server.url}?${new URLSearchParams({ query, variables })}`;
      return fetch(url, { headers: { apikey: "test-key" } });
    };
    const answer = await get(state, JSON.stringify(stateRequest.variables));
    expect([answer.status, await answer.json()]).toMatchObject([200, { data: { instanceConnectionState: {} } }]);
    const refused = await get(`mutation { instanceLogout(instanceName: "a") { status } }`);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST"]);
    const malformed = await get(state, "{");
    expect([malformed.status, await malformed.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: "MALFORMED_BODY" } }] },
    ]);
    expect(server.executor.calls).toHaveLength(1);
  });

  test("a client that leaves aborts its call", async () => {
    const aborted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    await using server = await startTestServer({
      answer: async (_id, _input, signal) => {
        signal?.addEventListener("abort", () => aborted.resolve());
        started.resolve();
        await aborted.promise;
        throw new WaxwingError("REQUEST_CANCELLED");
      },
    });
    const leaving = new AbortController();
    const body = JSON.stringify(stateRequest);
    const headers = { "content-type": "application/json", apikey: "test-key" };
    const call = fetch(server.url, { method: "POST", headers, body, signal: leaving.signal });
    await started.promise;
    leaving.abort();
    await expect(call).rejects.toThrow();
    await aborted.promise;
  });
});

describe("refusals over HTTP", () => {
  const refusals: [string, () => { body: unknown; headers?: Record<string, string> }, number, string][] = [
    ["no key", () => ({ body: stateRequest, headers: { apikey: "" } }), 401, "UNAUTHORIZED"],
    [
      "a wrong key, before a syntax error",
      () => ({ body: { query: "{" }, headers: { apikey: "wrong" } }),
      401,
      "UNAUTHORIZED",
    ],
    [
      "a wrong key with introspection",
      () => ({ body: { query: "{ __typename }" }, headers: { apikey: "wrong" } }),
      401,
      "UNAUTHORIZED",
    ],
    ["syntax", () => ({ body: { query: "{" } }), 400, "GRAPHQL_REQUEST_INVALID"],
    ["an unknown field", () => ({ body: { query: "{ nothing }" } }), 400, "GRAPHQL_REQUEST_INVALID"],
    ["a missing variable", () => ({ body: { query: state } }), 400, "GRAPHQL_REQUEST_INVALID"],
    [
      "an unknown operation name",
      () => ({ body: { ...stateRequest, operationName: "x" } }),
      400,
      "GRAPHQL_REQUEST_INVALID",
    ],
    ["a batch", () => ({ body: [stateRequest] }), 400, "GRAPHQL_REQUEST_INVALID"],
    ["a body without query", () => ({ body: {} }), 400, "GRAPHQL_REQUEST_INVALID"],
    [
      "variables that are no object",
      () => ({ body: { query: state, variables: [1] } }),
      400,
      "GRAPHQL_REQUEST_INVALID",
    ],
    [
      "a subscription without a stream",
      () => ({ body: { query: "subscription { events { id } }" } }),
      400,
      "GRAPHQL_REQUEST_INVALID",
    ],
    [
      "too deep a document",
      () => ({ body: { query: `{ a${"{ a".repeat(20)}${"}".repeat(21)}` } }),
      400,
      "GRAPHQL_QUERY_TOO_COMPLEX",
    ],
    [
      "nesting that breaks the parser",
      () => ({ body: { query: `{ a(b: ${"[".repeat(400_000)}` } }),
      400,
      "GRAPHQL_QUERY_TOO_COMPLEX",
    ],
    ["malformed JSON", () => ({ body: "{" }), 400, "MALFORMED_BODY"],
    ["an empty body", () => ({ body: "" }), 400, "MALFORMED_BODY"],
    [
      "prototype pollution",
      () => ({ body: `{"query":"{ __typename }","variables":{"__proto__":{}}}` }),
      400,
      "MALFORMED_BODY",
    ],
    [
      "another content type",
      () => ({ body: "query=x", headers: { "content-type": "application/x-www-form-urlencoded" } }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
  ];

  test.each(refusals)("%s", async (_name, make, status, code) => {
    await using server = await startTestServer();
    const { body, headers } = make();
    const answer = await server.post(body, headers);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code, status, requestId: expect.any(String) });
    expect(answer.status).toBe(status);
    expect(answer.body.data).toBeUndefined();
    expect(server.executor.calls).toEqual([]);
  });

  test("a body that is larger than its operation takes, though another one takes it, does not reach the core", async () => {
    await using server = await startTestServer();
    const answer = await server.post({ query: state, variables: { name: "x".repeat(1_100_000) } });
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: "PAYLOAD_TOO_LARGE", status: 413 });
    expect(server.executor.calls).toEqual([]);
  });

  test("a key in the query string or in the variables is no key", async () => {
    await using server = await startTestServer();
    const answer = await fetch(`${server.url}?apikey=test-key&query={__typename}`);
    expect(answer.status).toBe(401);
  });

  test("errors of operations answer 200 with the catalogue's code, the path and the details", async () => {
    await using server = await startTestServer({
      answer: (id) => {
        if (id !== "settings.find") return undefined;
        throw new WaxwingError("RATE_LIMITED", undefined, { details: { retryAfterSeconds: 7 } });
      },
    });
    const answer = await server.post({
      query: `{ good: webhookFind(instanceName: "a") { id } bad: settingsFind(instanceName: "a") { msgCall } }`,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(answer.body.errors).toMatchObject([
      { path: ["bad"], extensions: { code: "RATE_LIMITED", status: 429, details: { retryAfterSeconds: 7 } } },
    ]);
  });

  test("an unexpected error keeps its text and its key out of the answer, and is logged", async () => {
    await using server = await startTestServer({
      answer: () => {
        throw new Error("database password");
      },
    });
    const { body } = await server.post(stateRequest);
    expect(body.errors?.[0]?.extensions.code).toBe("INTERNAL");
    expect(JSON.stringify(body)).not.toContain("password");
    expect(server.log.join("")).toContain("database password");
    expect(server.log.join("")).not.toContain("test-key");
  });

  test("an answer that the schema cannot show is INTERNAL", async () => {
    await using server = await startTestServer({ answer: () => ({ instance: { instanceName: "a", state: "odd" } }) });
    const { body } = await server.post(stateRequest);
    expect(body.errors?.[0]?.extensions.code).toBe("INTERNAL");
    expect(server.log.join("")).toContain("odd");
  });

  test("an Apollo client learns that persisted queries are not supported", async () => {
    await using server = await startTestServer();
    const { body } = await server.post({ extensions: { persistedQuery: { version: 1, sha256Hash: "a" } } });
    expect(body.errors?.[0]?.message).toBe("PersistedQueryNotSupported");
  });

  test("other routes of the server keep their own errors and parsers", async () => {
    await using server = await startTestServer();
    const other = server.url.replace("/graphql", "/elsewhere");
    expect(await (await fetch(other)).json()).toEqual({ plain: true });
    const missing = await fetch(`${other}/x`);
    expect([missing.status, await missing.json()]).toMatchObject([404, { error: "Not Found" }]);
  });
});

describe("introspection and GraphiQL", () => {
  test("GraphiQL's introspection passes the limits", async () => {
    await using server = await startTestServer();
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true });
    const { status, body } = await server.post({ query });
    expect([status, body.errors]).toEqual([200, undefined]);
  });

  test("the page needs no key, no other host, and offers the apikey header", async () => {
    await using server = await startTestServer();
    const answer = await fetch(server.url, { headers: { accept: "text/html,*/*" } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)=["']https?:/);
    expect(html).toContain('\\"apikey\\"');
    const plain = await server.app.inject({ url: "/graphql", headers: { accept: "text/html" } });
    expect(plain.body).toBe(html);
  });

  test("answers graphql-response+json to those who ask for it", async () => {
    await using server = await startTestServer();
    const { headers } = await server.post(stateRequest, { accept: "application/graphql-response+json" });
    expect(headers.get("content-type")).toContain("application/graphql-response+json");
  });
});

test("every operation has a selection within the default limits", async () => {
  const ids: OperationId[] = operationEntries.map((entry) => entry.id);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids.map((id) => writer.operation(id))).size).toBe(ids.length);
});

test("a refusal does not repeat a long value", async () => {
  await using server = await startTestServer();
  const requests = [
    { query: state, variables: { name: { long: "x".repeat(100_000) } } },
    { query: `{ instanceConnectionState(instanceName: ${"9".repeat(100_000)}) { instance { state } } }` },
  ];
  for (const request of requests) {
    const { status, body } = await server.post(request);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe("GRAPHQL_REQUEST_INVALID");
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  }
});
