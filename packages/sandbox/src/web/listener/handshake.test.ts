import { proto } from "@whiskeysockets/baileys";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { element } from "../stanza.ts";
import { startTransports } from "./testing/started.ts";

const transports = startTransports();
const { start, client } = transports;
afterEach(() => transports.close());

test("routing info of an earlier connection is read, and does not disturb the handshake", async () => {
  const transport = await start();
  const routingInfo = Buffer.from("routing to edge 7");
  const wireClient = await client(transport.url, { routingInfo });
  wireClient.send(element("presence"));
  await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(1);
  expect(transport.arrivals[0]?.hello.routingInfo).toEqual(routingInfo);
});

test("bytes may come in any pieces, from the first one on", async () => {
  const transport = await start();
  const bytewise = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));
  const wireClient = await client(transport.url, { routingInfo: Buffer.from([1, 2]), cut: bytewise });
  wireClient.send(element("presence", { type: "available" }), element("ib", { n: 2 }));
  await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(2);
  expect(transport.arrivals[0]?.stanzas.map(({ tag }) => tag)).toEqual(["presence", "ib"]);
});

test("stanzas that come in one message with the handshake's end are not lost", async () => {
  const transport = await start();
  const held: Buffer[] = [];
  let isHolding = true;
  // The second message of the handshake waits for the stanza behind it.
  const connecting = client(transport.url, {
    cut: (bytes) => {
      if (bytes[0] === 0x57) return [bytes];
      held.push(bytes);
      return isHolding ? [] : [Buffer.concat(held.splice(0))];
    },
  });
  const wireClient = await connecting;
  isHolding = false;
  wireClient.send(element("presence"));
  await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(1);
});

test.each([
  ["another protocol", Buffer.from("57410504000000", "hex"), "unknown protocol"],
  ["plain text", Buffer.from("hello"), "unknown protocol"],
  ["routing info without an intro", Buffer.from("4544000100000141000000000000", "hex"), "unknown protocol"],
  ["too long a frame", Buffer.from("57410603ffffff", "hex"), "65536 are allowed"],
  ["a frame that is no protobuf", Buffer.from("57410603000003ffffff", "hex"), "not a handshake message"],
  ["a hello without a key", Buffer.from("5741060300000412020a00", "hex"), "no client hello"],
  [
    "a key of low order",
    Buffer.concat([Buffer.from("5741060300002412220a20", "hex"), Buffer.alloc(32)]),
    "cannot be agreed",
  ],
])("a client that begins with %s is cut off, and the transcript says why", async (_what, bytes, reason) => {
  const transport = await start();
  const neighbour = await client(transport.url);
  const socket = new WebSocket(transport.url);
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.once("open", () => socket.send(bytes));
  await closed;
  const entry = await transport.world.transcript.waitFor(
    (each) => each.kind === "connection" && each.event === "failed",
  );
  expect(entry.note).toContain(reason);
  expect(transport.arrivals.length).toBe(1);
  neighbour.send(element("presence"));
  await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(1);
});

test("a client whose static key was encrypted with another key is cut off", async () => {
  const transport = await start();
  const socket = new WebSocket(transport.url);
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const hello = proto.HandshakeMessage.encode({ clientHello: { ephemeral: Buffer.alloc(32, 9) } }).finish();
  const finish = proto.HandshakeMessage.encode({
    clientFinish: { static: Buffer.alloc(48, 1), payload: Buffer.alloc(40, 2) },
  }).finish();
  socket.once("open", () =>
    socket.send(
      Buffer.concat([
        Buffer.from("57410603", "hex"),
        ...[hello, finish].flatMap((each) => [Buffer.from([0, 0, each.length]), each]),
      ]),
    ),
  );
  await closed;
  expect(transport.world.transcript.entries.map(({ note }) => note).join()).toContain("static key does not decrypt");
});
