import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "./testing-server.ts";

let fast: TestServer;
let stock: TestServer;

beforeAll(async () => {
  const answer = (_: unknown, input: unknown): undefined => {
    const { instanceName } = input as { instanceName: string };
    if (instanceName === "gone") throw new WaxwingError("INSTANCE_NOT_FOUND");
    if (instanceName === "limited")
      throw new WaxwingError("RATE_LIMITED", undefined, { details: { retryAfterSeconds: 3 } });
    if (instanceName === "pruned") throw new WaxwingError("EVENT_NOT_RETAINED");
    if (instanceName === "broken") throw new Error("secret");
    return undefined;
  };
  fast = await startTestServer({ answer });
  stock = await startTestServer({ answer, everythingStock: true });
});
afterAll(() => Promise.all([fast.close(), stock.close()]));

const key = { apikey: "test-key", "x-request-id": "same" };
const state = "instance.connectionState";
const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;
const named = (instanceName: string) => input({ instanceName });
const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: typeof body === "string" ? body : JSON.stringify(body),
  headers: { "content-type": "application/json", ...key, ...headers },
});
const get: RequestInit = { headers: key };
const text = { instanceName: "a", number: "5511999999999", text: "Grüße 👋" };

const cases: [name: string, path: string, init: RequestInit][] = [
  ["a query", `${state}?${named("a")}`, get],
  ["a query by POST", state, post({ instanceName: "a" })],
  ["a query without input", "instance.fetchInstances", get],
  ["an answer that is null or a list", `webhook.find?${named("a")}`, get],
  ["a mutation", "message.sendText", post(text)],
  ["unknown fields", "message.sendText", post({ ...text, more: 1 })],
  ["a slash at the end", `${state}/?${named("a")}`, get],
  ["no key", `${state}?${named("a")}`, {}],
  ["a wrong key", `${state}?${named("a")}`, { headers: { apikey: "nope", "x-request-id": "same" } }],
  ["an error of the catalogue", `${state}?${named("gone")}`, get],
  ["a rate limit", `${state}?${named("limited")}`, get],
  ["a status that tRPC does not know", `${state}?${named("pruned")}`, get],
  ["an accident", `${state}?${named("broken")}`, get],
  ["invalid input", "message.sendText", post({ instanceName: "a" })],
  ["input that is no object", "message.sendText", post("5")],
  ["malformed JSON", "message.sendText", post("{")],
  ["malformed JSON in the query", `${state}?input=%7B`, get],
  [
    "malformed JSON without key",
    "message.sendText",
    { ...post("{"), headers: { "content-type": "application/json", "x-request-id": "same" } },
  ],
  ["an empty body", "message.sendText", post("")],
  ["another content type", "message.sendText", post("a", { "content-type": "text/plain" })],
  ["an unknown procedure", "message.sendTelegram?input=1", get],
  ["an unknown procedure by POST", "nothing", post({})],
  ["names of every object", "__proto__.constructor", get],
  ["GET on a mutation", `message.sendText?${named("a")}`, get],
  [
    "a batch of queries",
    `${state},chat.findChats?batch=1&${input({ 0: { instanceName: "a" }, 1: { instanceName: "b" } })}`,
    get,
  ],
  ["a batch of mutations", "message.sendText,message.sendText?batch=1", post({ 0: text, 1: text })],
  ["a batch of one", `${state}?batch=1&${input({ 0: { instanceName: "a" } })}`, get],
  [
    "a batch with mixed outcomes",
    `${state},${state}?batch=1&${input({ 0: { instanceName: "a" }, 1: { instanceName: "gone" } })}`,
    get,
  ],
  [
    "a batch of equal errors",
    `${state},${state}?batch=1&${input({ 0: { instanceName: "gone" }, 1: { instanceName: "gone" } })}`,
    get,
  ],
  [
    "a batch with a rate limit",
    `${state},${state}?batch=1&${input({ 0: { instanceName: "a" }, 1: { instanceName: "limited" } })}`,
    get,
  ],
  [
    "a batch with missing indices",
    `${state},${state},instance.fetchInstances?batch=1&${input({ 1: { instanceName: "a" } })}`,
    get,
  ],
  ["a batch without input", `${state},${state}?batch=1`, get],
  ["a batch whose inputs are a list", `${state},${state}?batch=1&${input([{ instanceName: "a" }])}`, get],
  ["a batch with an unknown procedure", `${state},no.such?batch=1&${input({ 0: { instanceName: "a" } })}`, get],
  ["a batch of malformed JSON", "message.sendText,message.sendText?batch=1", post("[{")],
  ["a batch with GET on mutations", `message.sendText,message.sendText?batch=1&${input({})}`, get],
  [
    "a batch of queries and mutations",
    `${state},message.sendText?batch=1`,
    post({ 0: { instanceName: "a" }, 1: text }),
  ],
  ["too many calls", `${Array(21).fill(state).join(",")}?batch=1`, get],
  ["an encoded path", `instance%2EconnectionState?${named("a")}`, get],
  ["another method", state, { ...post({}), method: "PUT" }],
  ["HEAD", `${state}?${named("a")}`, { ...get, method: "HEAD" }],
];

async function answerOf({ url }: TestServer, path: string, init: RequestInit) {
  const response = await fetch(`${url}/${path}`, init);
  const { status, headers } = response;
  const kept = ["content-type", "vary", "allow", "retry-after"].map((name) => [name, headers.get(name)]);
  return { status, headers: kept, body: Buffer.from(await response.arrayBuffer()).toString("utf8") };
}

describe("the fast path and tRPC's own handler", () => {
  it.each(cases)("answer alike: %s", async (_, path, init) => {
    const [own, reference] = await Promise.all([answerOf(fast, path, init), answerOf(stock, path, init)]);
    expect(own).toEqual(reference);
  });

  it("told the executor the same", () => {
    expect(fast.executor.calls.length).toBeGreaterThan(10);
    const sorted = (server: TestServer) => server.executor.calls.map((call) => JSON.stringify([call.id, call.input]));
    expect(sorted(fast)).toEqual(sorted(stock));
  });

  it("are two: only the fast one knows the length of its answer beforehand", async () => {
    const lengths = [fast, stock].map(async ({ url }) =>
      (await fetch(`${url}/${state}?${named("a")}`, get)).headers.get("content-length"),
    );
    expect(await Promise.all(lengths)).toEqual([expect.any(String), null]);
  });

  it("answers a mixed batch with 207 and one method error with the methods allowed", async () => {
    const mixed = await answerOf(
      fast,
      `${state},${state}?batch=1&${input({ 0: { instanceName: "a" }, 1: { instanceName: "gone" } })}`,
      get,
    );
    expect(mixed.status).toBe(207);
    const refused = await answerOf(fast, "message.sendText", get);
    expect(refused).toMatchObject({ status: 405, body: expect.stringContaining('"METHOD_NOT_SUPPORTED"') });
    expect(Object.fromEntries(refused.headers)).toMatchObject({ allow: "POST" });
  });
});
