import {
  type EventEnvelope,
  type EventType,
  envelopeSchema,
  events,
  eventTypes,
  exampleOf,
  pascalCase,
} from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fromGraphqlValue, isObject } from "../support/contract-values.ts";
import {
  type EventStream,
  graphqlSocketStream,
  graphqlSseStream,
  restStream,
  trpcStream,
} from "../support/event-streams.ts";
import { type CreatedInstance, type Fixture, startFixture } from "../support/fixture.ts";
import { eventDocument } from "../support/graphql-documents.ts";
import { comparable } from "./comparable.ts";

let fixture: Fixture;
let instance: CreatedInstance;
const streams: EventStream[] = [];
/** Envelopes by channel and type. */
const arrived = new Map<string, Map<string, Record<string, unknown>>>();
const channels = ["REST", "tRPC", "GraphQL over SSE", "GraphQL over WebSocket", "webhook"];

beforeAll(async () => {
  fixture = await startFixture();
  instance = await fixture.createInstance("my-instance", {
    webhook: { url: `${fixture.receiver.url}?to=us`, headers: { "x-ours": "yes" } },
  });
  const { url, apiKey } = fixture;
  // All streams resume here. They watch all instances: one of a single instance ends at its INSTANCE_DELETE.
  const asked = { lastEventId: await fixture.lastEventId() };
  const open = (channel: string, stream: EventStream): [string, EventStream] => {
    streams.push(stream);
    return [channel, stream];
  };
  const wide = [open("REST", restStream(url, apiKey, asked)), open("tRPC", trpcStream(url, apiKey, asked))];
  const narrow = eventTypes.flatMap((type) => {
    const document = eventDocument(fixture.schema, type);
    return [
      open("GraphQL over SSE", graphqlSseStream(url, apiKey, document, asked)),
      open("GraphQL over WebSocket", graphqlSocketStream(url, apiKey, document, asked)),
    ];
  });
  const examples = eventTypes.map((type) => ({ type, data: exampleOf(events[type].data) }));
  await fixture.core.appendEvents(instance.id, examples as Parameters<typeof fixture.core.appendEvents>[1]);

  const count = (channel: string): number => {
    const found = arrived.get(channel) ?? new Map<string, Record<string, unknown>>();
    arrived.set(channel, found);
    const envelopes =
      channel === "webhook"
        ? fixture.receiver.deliveries.map(({ body }) => body as Record<string, unknown>)
        : [...wide, ...narrow].filter(([name]) => name === channel).flatMap(([, stream]) => stream.received);
    for (const envelope of envelopes) found.set(String(envelope["type"]), envelope);
    return found.size;
  };
  // What does not come fails its own test.
  await vi
    .waitUntil(() => channels.map(count).every((found) => found === eventTypes.length), {
      timeout: 15_000,
      interval: 50,
    })
    .catch(() => console.error("refusals:", streams.map(({ refusal }) => refusal).filter(Boolean)));
});
afterAll(async () => {
  await Promise.all(streams.map((stream) => stream.close()));
  await fixture?.close();
});

/** The envelope in the contract's form. */
function envelopeOf(channel: string, type: EventType): Record<string, unknown> {
  const found = arrived.get(channel)?.get(type);
  if (found === undefined) throw new Error(`${type} did not arrive by ${channel}`);
  if (!channel.startsWith("GraphQL")) return found;
  const { __typename, ...fields } = found;
  expect(__typename).toBe(`${pascalCase(type)}Event`);
  return fromGraphqlValue(envelopeSchema(type), fields) as Record<string, unknown>;
}

describe.each([...eventTypes])("%s", (type) => {
  test.each(channels)("arrives by %s as the contract describes it", (channel) => {
    const envelope = envelopeOf(channel, type);
    expect(envelopeSchema(type).parse(envelope)).toEqual(envelope);
    expect(comparable(events[type].data, envelope["data"])).toEqual(
      comparable(events[type].data, exampleOf(events[type].data)),
    );
  });

  test("is the same event everywhere", () => {
    const { destination: _, ...posted } = envelopeOf("webhook", type);
    for (const channel of channels) {
      const { destination: none, ...envelope } = envelopeOf(channel, type);
      expect(withoutNulls(envelope), channel).toEqual(withoutNulls(posted));
      if (channel !== "webhook") expect(none, channel).toBeUndefined();
    }
  });
});

test("webhooks carry the receiver's headers and destination, and no key or token", () => {
  for (const { path, headers, body } of fixture.receiver.deliveries) {
    expect(path).toBe("/webhook?to=us");
    expect(headers["x-ours"]).toBe("yes");
    expect((body as EventEnvelope).destination).toBe(`${fixture.receiver.url}?to=us`);
    const text = JSON.stringify([headers, body]);
    expect(text).not.toContain(instance.token);
    expect(text).not.toContain(fixture.apiKey);
  }
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutNulls(part)]));
}
