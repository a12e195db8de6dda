import { events, exampleOf, operations } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  type Asked,
  type EventStream,
  graphqlSocketStream,
  graphqlSseStream,
  restStream,
  trpcStream,
} from "../support/event-streams.ts";
import { type CreatedInstance, type Fixture, startFixture } from "../support/fixture.ts";
import { eventDocument } from "../support/graphql-documents.ts";
import type { Key } from "../support/outcome.ts";

let fixture: Fixture;
let own: CreatedInstance;
let other: CreatedInstance;
let document: string;
const opened: EventStream[] = [];
const absent = "no-instance-here";

beforeAll(async () => {
  fixture = await startFixture();
  own = await fixture.createInstance("own");
  other = await fixture.createInstance("other-instance");
  document = eventDocument(fixture.schema, "CALL");
});
afterAll(async () => {
  await Promise.all(opened.map((stream) => stream.close()));
  await fixture?.close();
  console.log(`\nstreams refused or silent about another instance: ${channels.map(([name]) => name).join(", ")}`);
});

type Open = (key: Key, asked: Asked) => EventStream;

const channels: [string, Open][] = [
  ["REST", (key, asked) => restStream(fixture.url, key, asked)],
  ["GraphQL over SSE", (key, asked) => graphqlSseStream(fixture.url, key, document, asked)],
  ["GraphQL over WebSocket", (key, asked) => graphqlSocketStream(fixture.url, key, document, asked)],
  ["tRPC", (key, asked) => trpcStream(fixture.url, key, asked)],
];

function open(channel: Open, key: Key, asked: Asked): EventStream {
  const stream = channel(key, asked);
  opened.push(stream);
  return stream;
}

async function refusalOf(stream: EventStream): Promise<unknown> {
  await vi.waitUntil(() => stream.refusal !== undefined, { timeout: 5_000, interval: 10 });
  expect(stream.received).toEqual([]);
  return stream.refusal;
}

/** Appends a call to an instance; its id tells whose it is. */
async function append(instance: CreatedInstance, id: string): Promise<void> {
  const data = { ...(exampleOf(events.CALL.data) as object), id };
  const event = { type: "CALL", data } as Parameters<typeof fixture.core.appendEvents>[1][number];
  await fixture.core.appendEvents(instance.id, [event]);
}

function idsIn(stream: EventStream): unknown[] {
  return stream.received.filter(({ data }) => data !== undefined).map(({ data }) => (data as { id: unknown }).id);
}

describe.each(channels)("%s", (_name, channel) => {
  test("another's stream is refused, and whether it exists is not told", async () => {
    const refusal = await refusalOf(open(channel, own.token, { instanceName: other.name }));
    expect(refusal).toMatchObject({ code: "FORBIDDEN", status: 403 });
    expect(await refusalOf(open(channel, own.token, { instanceName: absent }))).toEqual(refusal);
  });

  test("no key and an unknown one are refused", async () => {
    for (const key of [null, "unknown-key"]) {
      const refusal = (await refusalOf(open(channel, key, { instanceName: own.name }))) as { code: string };
      expect(["UNAUTHORIZED", "CLOSED_4403"]).toContain(refusal.code);
    }
  });

  test("another's event is no place to resume after", async () => {
    await append(other, "resume-here");
    const lastEventId = await fixture.lastEventId();
    const refusal = await refusalOf(open(channel, own.token, { lastEventId }));
    expect(refusal).toMatchObject({ code: "EVENT_NOT_RETAINED", status: 410 });
    const unknown = "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5bff";
    expect(await refusalOf(open(channel, own.token, { lastEventId: unknown }))).toEqual(refusal);
  });

  test.each([
    ["without a name", false],
    ["with the own name", true],
  ])("%s only own events arrive", async (_way, isNamed) => {
    await append(own, "start");
    const asked = { lastEventId: await fixture.lastEventId(), ...(isNamed ? { instanceName: own.name } : {}) };
    const stream = open(channel, own.token, asked);
    const global = open(channel, fixture.apiKey, { lastEventId: asked.lastEventId });
    await append(other, "others-1");
    await append(own, "own-1");
    await append(other, "others-2");
    await append(own, "own-2");
    await vi.waitUntil(() => idsIn(global).length === 4 && idsIn(stream).length >= 2, { timeout: 5_000, interval: 10 });
    expect(idsIn(global)).toEqual(["others-1", "own-1", "others-2", "own-2"]);
    expect(idsIn(stream)).toEqual(["own-1", "own-2"]);
    expect(JSON.stringify(stream.received)).not.toContain(other.id);
  });

  test("ends with the token", async () => {
    const instance = await fixture.createInstance("short-lived");
    const asked = { lastEventId: await fixture.lastEventId() };
    const stream = open(channel, instance.token, asked);
    const witness = open(channel, fixture.apiKey, asked);
    await append(instance, "before");
    await vi.waitUntil(() => idsIn(stream).length === 1, { timeout: 5_000, interval: 10 });
    await fixture.pool.query("SELECT 1");
    const rotated = await fetch(`${fixture.url}/instance/rotateToken/${instance.name}`, {
      method: "POST",
      headers: { apikey: fixture.apiKey },
    });
    expect(rotated.status).toBe(operations.instance.rotateToken.rest.status);
    await append(instance, "after");
    await vi.waitUntil(() => idsIn(witness).includes("after"), { timeout: 5_000, interval: 10 });
    expect(idsIn(stream)).toEqual(["before"]);
    await fetch(`${fixture.url}/instance/delete/${instance.name}`, {
      method: "DELETE",
      headers: { apikey: fixture.apiKey },
    });
  });
});

describe("other ways to the stream", () => {
  test.each([
    ["name twice in the query", () => ({ path: `/events?instanceName=${own.name}&instanceName=${other.name}` })],
    ["name as a list", () => ({ path: `/events?instanceName[]=${other.name}` })],
    [
      "name in a header",
      () => ({ path: "/events", headers: { "x-instance-name": other.name, instancename: other.name } }),
    ],
    ["name percent-encoded", () => ({ path: `/events?instanceName=${other.name.replace("o", "%6f")}` })],
    [
      "last event in the header",
      () => ({ path: `/events?instanceName=${other.name}`, headers: { "last-event-id": "x" } }),
    ],
  ])("REST: %s", async (_way, request) => {
    await append(own, "start");
    const stream = restStream(fixture.url, own.token, {}, request());
    opened.push(stream);
    const witness = open(channels[0]![1], fixture.apiKey, { lastEventId: await fixture.lastEventId() });
    await append(other, "secret");
    await vi.waitUntil(() => idsIn(witness).length === 1, { timeout: 5_000, interval: 10 });
    expect(idsIn(stream)).toEqual([]);
    if (stream.refusal !== undefined) expect([400, 403]).toContain(stream.refusal.status);
  });

  test("one WebSocket: the other's subscription is refused beside the own, which goes on", async () => {
    await append(own, "start");
    const asked = { lastEventId: await fixture.lastEventId(), instanceName: own.name };
    const mine = open(channels[2]![1], own.token, asked);
    const both = `subscription { ${["a", "b"].map((alias, index) => `${alias}: events(instanceName: "${[own.name, other.name][index]}") { id }`).join(" ")} }`;
    const refusal = await refusalOf(graphqlSocketStream(fixture.url, own.token, both, {}));
    expect(refusal).toMatchObject({ code: "GRAPHQL_REQUEST_INVALID" });
    await append(own, "own-1");
    await vi.waitUntil(() => idsIn(mine).length === 1, { timeout: 5_000, interval: 10 });
  });
});
