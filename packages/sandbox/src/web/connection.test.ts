import { afterEach, expect, test } from "vitest";
import { type StartedTransport, startTransports } from "./listener/testing/started.ts";
import type { WireClient } from "./listener/testing/wire-client.ts";
import { childOf, element, type Stanza } from "./stanza.ts";
import { encodeStanza } from "./wire/codec.ts";

const transports = startTransports();
afterEach(() => transports.close());

function numbered(count: number, tag = "message"): Stanza[] {
  return Array.from({ length: count }, (_none, index) => element(tag, { id: index }));
}

function ids(stanzas: readonly Stanza[]): string[] {
  return stanzas.map(({ attrs }) => attrs["id"] ?? "");
}

async function connected(
  options?: Parameters<typeof transports.start>[0],
): Promise<StartedTransport & { readonly wireClient: WireClient }> {
  const started = await transports.start(options);
  return { ...started, wireClient: await started.connect() };
}

test("stanzas keep their order in both directions", async () => {
  const { wireClient, arrivals } = await connected({ onStanza: (connection, stanza) => connection.send(stanza) });
  wireClient.send(...numbered(300));
  expect(ids(await wireClient.receiveCount(300))).toEqual(ids(numbered(300)));
  expect(ids(arrivals[0]!.stanzas)).toEqual(ids(numbered(300)));
});

test("large stanzas come through in both directions", async () => {
  const { wireClient } = await connected({ onStanza: (connection, stanza) => connection.send(stanza) });
  const payload = Buffer.alloc(1_500_000, 1);
  wireClient.send(element("message", { id: 1 }, payload));
  const [echo] = await wireClient.receiveCount(1);
  expect(Buffer.from(echo!.content as Uint8Array).equals(payload)).toBe(true);
});

test("end says goodbye after what was sent before, and nothing afterwards", async () => {
  const { wireClient, arrivals, closed } = await connected();
  const { connection } = arrivals[0]!;
  connection.send(element("message", { id: 1 }));
  connection.end(element("stream:error", { code: 515 }));
  expect(connection.isOpen).toBe(false);
  connection.send(element("message", { id: 2 }));
  connection.end(element("stream:error", { code: 500 }));
  await wireClient.closed;
  expect(wireClient.received.map(({ tag }) => tag)).toEqual(["message", "stream:error"]);
  await expect.poll(() => closed).toEqual([1]);
});

test("end without a farewell just closes", async () => {
  const { wireClient, arrivals } = await connected();
  arrivals[0]!.connection.end();
  expect(await wireClient.closed).toBe(1005);
  expect(wireClient.received).toEqual([]);
});

test("a client that does not close its side after the farewell is cut off", async () => {
  const { wireClient, arrivals, closed } = await connected();
  wireClient.socket.pause();
  arrivals[0]!.connection.end(element("stream:error", { code: 503 }));
  await expect.poll(() => closed, { timeout: 5000 }).toEqual([1]);
  wireClient.socket.terminate();
});

test("drop cuts the connection without a word", async () => {
  const { wireClient, arrivals, closed } = await connected();
  arrivals[0]!.connection.drop();
  expect(await wireClient.closed).toBe(1006);
  await expect.poll(() => closed).toEqual([1]);
});

test("what a client sends behind the stanza that ended its connection is not handled", async () => {
  const { wireClient, arrivals } = await connected({ onStanza: (connection) => connection.end() });
  wireClient.send(...numbered(3));
  await wireClient.closed;
  expect(ids(arrivals[0]!.stanzas)).toEqual(["0"]);
});

test.each([
  ["no stanza at all", Buffer.from([0, 250, 251])],
  ["bytes behind a stanza", Buffer.concat([encodeStanza(element("iq")), Buffer.from([1])])],
  ["a broken deflate stream", Buffer.from([2, 1, 2, 3])],
])("%s ends that connection with a stream error and no other", async (_what, payload) => {
  const { wireClient, arrivals, connect, world } = await connected();
  const neighbour = await connect();
  wireClient.sendPayload(payload);
  const farewell = await wireClient.receive(({ tag }) => tag === "stream:error");
  expect(childOf(farewell)?.tag).toBe("xml-not-well-formed");
  await wireClient.closed;
  const entry = await world.transcript.waitFor(({ note }) => note?.startsWith("undecodable stanza: ") === true);
  expect(entry).toMatchObject({ kind: "connection", event: "failed", connection: 1 });
  neighbour.send(element("presence"));
  await expect.poll(() => arrivals[1]?.stanzas.length).toBe(1);
});

test("a frame that does not decrypt ends that connection", async () => {
  const { wireClient, world } = await connected();
  wireClient.socket.send(Buffer.concat([Buffer.from([0, 0, 40]), Buffer.alloc(40, 1)]));
  await wireClient.closed;
  expect(world.transcript.entries.filter(({ note }) => note?.startsWith("undecodable stanza"))).toHaveLength(1);
});

test("a handler's own mistake is in the transcript, and the connection goes on", async () => {
  const { wireClient, arrivals, world } = await connected({
    onStanza: (_connection, { attrs }) => {
      if (attrs["id"] === "0") throw new Error("a mistake");
    },
  });
  wireClient.send(...numbered(2));
  await expect.poll(() => arrivals[0]?.stanzas.length).toBe(2);
  expect(world.transcript.entries.find(({ note }) => note !== null)?.note).toBe("a mistake (at <message> 0)");
});

test("a stanza that cannot be written is in the transcript, and does not disturb those behind it", async () => {
  const { wireClient, arrivals, world } = await connected();
  const { connection } = arrivals[0]!;
  connection.send({ tag: "", attrs: {} });
  connection.send(element("message", { id: 2 }));
  expect(ids(await wireClient.receiveCount(1))).toEqual(["2"]);
  expect(world.transcript.entries.some(({ note }) => note?.includes("tag cannot be undefined"))).toBe(true);
});

test("a client that does not read is not read from either, and gets everything when it reads again", async () => {
  const bulk = Buffer.alloc(300_000, 5);
  const { wireClient, arrivals, connect } = await connected({
    onStanza: (connection, { tag, attrs }) =>
      connection.send(element(tag, { id: attrs["id"] }, tag === "message" ? bulk : undefined)),
  });
  const neighbour = await connect();
  wireClient.socket.pause();
  for (const stanza of numbered(60)) wireClient.send(stanza);
  const { stanzas } = arrivals[0]!;
  await expect.poll(() => stanzas.length).toBeGreaterThan(0);
  // Plenty of turns in which the rest could have been read.
  for (let count = 1; count <= 50; count++) {
    neighbour.send(element("presence", { id: count }));
    await neighbour.receiveCount(count);
  }
  expect(stanzas.length).toBeLessThan(60);
  wireClient.socket.resume();
  expect(ids(await wireClient.receiveCount(60))).toEqual(ids(numbered(60)));
});

test("a client that never reads is cut off before it fills the memory", async () => {
  const { wireClient, arrivals, closed, world } = await connected();
  wireClient.socket.pause();
  const bulk = element("message", {}, Buffer.alloc(1_000_000, 5));
  const { connection } = arrivals[0]!;
  for (let sent = 0; sent < 100 && connection.isOpen; sent++) connection.send(bulk);
  await expect.poll(() => closed).toEqual([1]);
  expect(world.transcript.entries.some(({ note }) => note === "the client does not read what it is sent")).toBe(true);
  wireClient.socket.terminate();
});

test("the transcript has every stanza with its way, and the beginning and the end", async () => {
  const { wireClient, world, closed } = await connected({
    onStanza: (connection, { attrs }) => connection.send(element("iq", { type: "result", id: attrs["id"] })),
  });
  wireClient.send(element("iq", { type: "get", id: 7, xmlns: "w:p" }));
  await wireClient.receiveCount(1);
  await wireClient.close();
  await expect.poll(() => closed).toEqual([1]);
  const entries = world.transcript.entries.map((entry) =>
    entry.kind === "stanza" ? `${entry.direction} ${entry.stanza.attrs["type"]}` : entry.event,
  );
  expect(entries).toEqual(["opened", "in get", "out result", "closed"]);
});
