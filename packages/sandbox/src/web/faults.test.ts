import { afterEach, expect, test } from "vitest";
import { type StartedTransport, startTransports } from "./listener/testing/started.ts";
import type { WireClient } from "./listener/testing/wire-client.ts";
import type { Account } from "./model.ts";
import { childOf, element, type Stanza } from "./stanza.ts";

const transports = startTransports();
afterEach(() => transports.close());

/** A transport that acknowledges messages and answers requests, with one client on it. */
async function connected(
  options: Parameters<typeof transports.start>[0] = {},
): Promise<StartedTransport & { readonly wireClient: WireClient }> {
  const started = await transports.start({
    onStanza: (connection, { tag, attrs }) => {
      const { id } = attrs;
      if (tag === "message") connection.send(element("ack", { class: "message", id }));
      if (tag === "iq") connection.send(element("iq", { type: "result", id }));
    },
    ...options,
  });
  return { ...started, wireClient: await started.connect() };
}

function ids(stanzas: readonly Stanza[]): string[] {
  return stanzas.map(({ attrs }) => attrs["id"] ?? "");
}

/** Logs a connection in as a device, as the gateway would. */
function logIn({ arrivals }: StartedTransport, index: number, phone: string, device: number): void {
  arrivals[index]!.connection.address = { account: { phone } as Account, device };
}

test("a lost ack: the message has arrived, but its sender never hears of it", async () => {
  const { world, wireClient, arrivals } = await connected();
  world.faults.add({ kind: "lose-ack", match: { class: "message" } });
  for (const id of [1, 2]) wireClient.send(element("message", { id }));
  expect(ids(await wireClient.receiveCount(1))).toEqual(["2"]);
  expect(ids(arrivals[0]!.stanzas)).toEqual(["1", "2"]);
  expect(world.faults.list()).toEqual([]);
  const [lost] = world.transcript.stanzas({ direction: "out", tag: "ack", attrs: { id: "1" } });
  expect(lost?.fault).toBe("lose-ack");
  expect(world.transcript.stanzas({ direction: "out", attrs: { id: "2" } })[0]?.fault).toBeNull();
});

test("a lost message: the server never sees it", async () => {
  const { world, wireClient, arrivals } = await connected();
  world.faults.add({ kind: "lose", direction: "in", match: { tag: "message" } });
  for (const id of [1, 2]) wireClient.send(element("message", { id }));
  await wireClient.receiveCount(1);
  expect(ids(arrivals[0]!.stanzas)).toEqual(["2"]);
});

test("a duplicated stanza comes twice, and the next ones once", async () => {
  const { world, arrivals, wireClient } = await connected();
  world.faults.add({ kind: "duplicate", times: 2, match: { tag: "message" } });
  for (const id of [1, 2, 3]) arrivals[0]!.connection.send(element("message", { id }));
  expect(ids(await wireClient.receiveCount(5))).toEqual(["1", "1", "2", "2", "3"]);
  const faults = world.transcript.stanzas({ direction: "out" }).map(({ fault }) => fault);
  expect(faults).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", null]);
});

test("a reordered stanza comes after the next one", async () => {
  const { world, arrivals, wireClient } = await connected();
  world.faults.add({ kind: "reorder" });
  for (const id of [1, 2, 3]) arrivals[0]!.connection.send(element("message", { id }));
  expect(ids(await wireClient.receiveCount(3))).toEqual(["2", "1", "3"]);
  expect(world.transcript.stanzas({ direction: "out" }).map(({ fault }) => fault)).toEqual([null, "reorder", null]);
});

test("a reordered stanza comes after the next one of what the fault is for, whatever else goes between", async () => {
  const { world, arrivals, wireClient } = await connected();
  world.faults.add({ kind: "reorder", match: { tag: "message" } });
  arrivals[0]!.connection.send(element("message", { id: 1 }));
  arrivals[0]!.connection.send(element("ack", { id: 2 }));
  arrivals[0]!.connection.send(element("message", { id: 3 }));
  expect(ids(await wireClient.receiveCount(3))).toEqual(["2", "3", "1"]);
});

test("a reordered stanza that nothing follows comes at the end, or when the faults are cleared", async () => {
  const { world, arrivals, wireClient, connect } = await connected();
  const other = await connect();
  world.faults.add({ kind: "reorder", times: 2 });
  arrivals[0]!.connection.send(element("message", { id: 1 }));
  arrivals[1]!.connection.send(element("message", { id: 2 }));
  arrivals[1]!.connection.end(element("stream:error", { id: 3 }));
  await other.closed;
  expect(ids(other.received)).toEqual(["2", "3"]);
  expect(wireClient.received).toEqual([]);
  world.faults.clear();
  expect(ids(await wireClient.receiveCount(1))).toEqual(["1"]);
});

test("a refused iq is answered with the error and not handled; the same request succeeds next time", async () => {
  const { world, wireClient, arrivals } = await connected();
  world.faults.add({ kind: "refuse-iq", code: 429, text: "rate-overlimit", match: { child: "create" } });
  // Neither another request, nor the answer to a request of the server's.
  wireClient.send(element("iq", { type: "get", id: 1, xmlns: "w:p" }));
  wireClient.send(element("iq", { type: "result", id: 2 }, [element("create")]));
  for (const id of [3, 4]) {
    wireClient.send(element("iq", { type: "set", id, xmlns: "w:g2", to: "@g.us" }, [element("create")]));
  }
  const answers = await wireClient.receiveCount(4);
  expect(answers.map(({ attrs }) => `${attrs["id"]} ${attrs["type"]}`)).toEqual([
    "1 result",
    "2 result",
    "3 error",
    "4 result",
  ]);
  expect(answers[2]?.attrs["from"]).toBe("@g.us");
  expect(childOf(answers[2])?.attrs).toEqual({ code: "429", text: "rate-overlimit" });
  expect(ids(arrivals[0]!.stanzas)).toEqual(["1", "2", "4"]);
  expect(world.transcript.stanzas({ attrs: { id: "3" } }).map(({ fault }) => fault)).toEqual([
    "refuse-iq",
    "refuse-iq",
  ]);
});

test("drop cuts the device's connection at once, and no other", async () => {
  const started = await connected();
  const { world, wireClient, connect } = started;
  const other = await connect();
  logIn(started, 0, "5511999990000", 1);
  logIn(started, 1, "5511999990000", 2);
  const played = world.faults.add({ kind: "drop", phone: "+55 11 99999-0000", device: 1 });
  expect(played).toMatchObject({ played: 1, remaining: 0 });
  expect(await wireClient.closed).toBe(1006);
  other.send(element("message", { id: 1 }));
  expect(ids(await other.receiveCount(1))).toEqual(["1"]);
  expect(world.faults.add({ kind: "drop", phone: "5511000000000" }).played).toBe(0);
});

test("drop at a stanza cuts the connection in its place: here after the message was accepted", async () => {
  const { world, wireClient, arrivals } = await connected();
  world.faults.add({ kind: "drop", match: { tag: "ack" } });
  wireClient.send(element("message", { id: 1 }));
  expect(await wireClient.closed).toBe(1006);
  expect(ids(arrivals[0]!.stanzas)).toEqual(["1"]);
  expect(wireClient.received).toEqual([]);
  expect(world.transcript.stanzas({ tag: "ack" })[0]?.fault).toBe("drop");
});

test("a frozen connection stays open and silent both ways, and goes on in order when it is released", async () => {
  const { world, wireClient, arrivals, connect } = await connected();
  const other = await connect();
  const { id } = world.faults.add({ kind: "freeze", connection: 1 });
  expect(world.faults.list()).toMatchObject([{ id, frozen: [1] }]);
  arrivals[0]!.connection.send(element("notification", { id: 1 }));
  wireClient.send(element("message", { id: 2 }), element("message", { id: 3 }));
  for (const turn of [1, 2, 3]) {
    other.send(element("message", { id: turn }));
    await other.receiveCount(turn);
  }
  expect(wireClient.received).toEqual([]);
  expect(arrivals[0]!.stanzas).toEqual([]);
  expect(arrivals[0]!.connection.isOpen).toBe(true);
  expect(world.faults.release(id)).toBe(true);
  expect(ids(await wireClient.receiveCount(3))).toEqual(["1", "2", "3"]);
  expect(world.faults.list()).toEqual([]);
  expect(world.faults.release(id)).toBe(false);
});

test("freeze at a stanza keeps that stanza back; a client that leaves meanwhile ends the fault", async () => {
  const { world, wireClient, arrivals, closed } = await connected();
  world.faults.add({ kind: "freeze", match: { tag: "message" } });
  arrivals[0]!.connection.send(element("notification", { id: 1 }));
  arrivals[0]!.connection.send(element("message", { id: 2 }));
  arrivals[0]!.connection.send(element("notification", { id: 3 }));
  expect(ids(await wireClient.receiveCount(1))).toEqual(["1"]);
  await wireClient.close();
  await expect.poll(() => closed).toEqual([1]);
  expect(ids(wireClient.received)).toEqual(["1"]);
  expect(world.faults.list()).toEqual([]);
});

test("a freeze that may play several times holds a connection once, and one release lets it go", async () => {
  const { world, wireClient, arrivals } = await connected();
  const { id } = world.faults.add({ kind: "freeze", match: { tag: "message" }, times: 3 });
  for (const message of [1, 2, 3]) arrivals[0]!.connection.send(element("message", { id: message }));
  expect(world.faults.list()).toMatchObject([{ played: 1, remaining: 2, frozen: [1] }]);
  world.faults.release(id);
  expect(ids(await wireClient.receiveCount(3))).toEqual(["1", "2", "3"]);
});

test("two freezes hold until both are released", async () => {
  const { world, wireClient, arrivals } = await connected();
  const [first, second] = [world.faults.add({ kind: "freeze" }), world.faults.add({ kind: "freeze" })];
  arrivals[0]!.connection.send(element("message", { id: 1 }));
  world.faults.release(first.id);
  expect(world.transcript.stanzas()).toEqual([]);
  world.faults.release(second.id);
  expect(ids(await wireClient.receiveCount(1))).toEqual(["1"]);
});

test("a stream error on command ends the connection with the code", async () => {
  const { world, wireClient } = await connected();
  world.faults.add({ kind: "stream-error", code: 401, conflict: "device_removed" });
  await wireClient.closed;
  const [farewell] = wireClient.received;
  expect(farewell).toMatchObject({ tag: "stream:error", attrs: { code: "401" } });
  expect(childOf(farewell, "conflict")?.attrs["type"]).toBe("device_removed");
});

test("of several faults that fit a stanza the oldest plays, and the next at the next stanza", async () => {
  const { world, arrivals, wireClient } = await connected();
  world.faults.add({ kind: "lose" });
  world.faults.add({ kind: "duplicate" });
  for (const id of [1, 2, 3]) arrivals[0]!.connection.send(element("message", { id }));
  expect(ids(await wireClient.receiveCount(3))).toEqual(["2", "2", "3"]);
});

test("clear ends every fault", async () => {
  const { world, arrivals, wireClient } = await connected();
  world.faults.add({ kind: "lose", times: Number.POSITIVE_INFINITY });
  world.faults.add({ kind: "freeze" });
  arrivals[0]!.connection.send(element("message", { id: 1 }));
  world.faults.clear();
  arrivals[0]!.connection.send(element("message", { id: 2 }));
  expect(ids(await wireClient.receiveCount(1))).toEqual(["2"]);
  expect(world.faults.list()).toEqual([]);
});

test("times and milliseconds that cannot be are refused", async () => {
  const { world } = await connected();
  for (const times of [0, -1, 1.5, Number.NaN]) {
    expect(() => world.faults.add({ kind: "drop", times })).toThrow("positive whole number");
  }
  expect(() => world.faults.add({ kind: "latency", ms: -1 })).toThrow("-1 ms");
  expect(() => world.faults.add({ kind: "latency", ms: 1, jitterMs: Number.POSITIVE_INFINITY })).toThrow("Infinity ms");
  expect(world.faults.list()).toEqual([]);
});
