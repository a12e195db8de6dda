import { afterEach, expect, test } from "vitest";
import { type StartedTransport, startTransports } from "../listener/testing/started.ts";
import type { WireClient } from "../listener/testing/wire-client.ts";
import { element, type Stanza } from "../stanza.ts";

const transports = startTransports();
afterEach(() => transports.close());

const SECOND_MS = 1000;

/** A transport that acknowledges messages, with one client on it. */
async function connected(
  options: Parameters<typeof transports.start>[0] = {},
): Promise<StartedTransport & { readonly wireClient: WireClient }> {
  const started = await transports.start({
    onStanza: (connection, { attrs }) => connection.send(element("ack", { class: "message", id: attrs["id"] })),
    ...options,
  });
  return { ...started, wireClient: await started.connect() };
}

function ids(stanzas: readonly Stanza[]): string[] {
  return stanzas.map(({ attrs }) => attrs["id"] ?? "");
}

test("latency delays each stanza by so much and keeps the order, with jitter too", async () => {
  const { world, wireClient, arrivals } = await connected();
  const latency = world.faults.add({ kind: "latency", ms: 40, jitterMs: 30 });
  const sentAt = performance.now();
  for (let id = 0; id < 20; id++) arrivals[0]!.connection.send(element("message", { id }));
  expect(wireClient.received).toEqual([]);
  const received = await wireClient.receiveCount(20);
  const tookMs = performance.now() - sentAt;
  expect(ids(received)).toEqual(Array.from({ length: 20 }, (_none, id) => String(id)));
  expect(tookMs).toBeGreaterThanOrEqual(39);
  expect(tookMs).toBeLessThan(SECOND_MS);
  expect(world.transcript.stanzas()[0]?.fault).toBe("latency");
  expect(world.faults.list()).toMatchObject([{ id: latency.id, played: 20, remaining: Number.POSITIVE_INFINITY }]);
  world.faults.remove(latency.id);
  arrivals[0]!.connection.send(element("message", { id: 20 }));
  expect(world.transcript.stanzas()).toHaveLength(21);
});

test("the sandbox's own latency holds for everybody, and is no fault", async () => {
  const { world, wireClient } = await connected({ settings: { latency: { ms: 30, direction: "both" } } });
  const sentAt = performance.now();
  wireClient.send(element("message", { id: 1 }));
  await wireClient.receiveCount(1);
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(59);
  expect(world.transcript.stanzas().map(({ fault }) => fault)).toEqual([null, null]);
  expect(world.faults.list()).toEqual([]);
});

test("a farewell comes after what latency still keeps back", async () => {
  const { arrivals, wireClient } = await connected({ settings: { latency: { ms: 30 } } });
  arrivals[0]!.connection.send(element("message", { id: 1 }));
  arrivals[0]!.connection.end(element("stream:error", { id: 2 }));
  await wireClient.closed;
  expect(ids(wireClient.received)).toEqual(["1", "2"]);
});

test("what a client sent before it closed its connection arrives, however late", async () => {
  const { arrivals, wireClient, closed } = await connected({ settings: { latency: { ms: 30, direction: "both" } } });
  wireClient.send(element("message", { id: 1 }), element("message", { id: 2 }));
  await wireClient.close();
  await expect.poll(() => closed).toEqual([1]);
  expect(ids(arrivals[0]!.stanzas)).toEqual(["1", "2"]);
});

test("the same seed gives the same jitter", async () => {
  const delays = async (seed: string): Promise<number[]> => {
    const { world, arrivals } = await connected({ seed, settings: { latency: { ms: 0, jitterMs: 1000 } } });
    const { connection } = arrivals[0]!;
    return [1, 2, 3].map(() => world.faults.play(connection, "out", element("message"))?.delayMs ?? 0);
  };
  const [one, same, other] = [await delays("a"), await delays("a"), await delays("b")];
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});
