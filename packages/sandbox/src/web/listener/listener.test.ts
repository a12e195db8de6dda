import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { Agent, get as getSecurely } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initAuthCreds, makeWASocket, WA_CERT_DETAILS } from "@whiskeysockets/baileys";
import Fastify from "fastify";
import { pino } from "pino";
import { Agent as Dispatcher, fetch } from "undici";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Store } from "../../store/store.ts";
import { element } from "../stanza.ts";
import { verifySignature } from "../wire/signature.ts";
import { ended } from "./testing/ended.ts";
import { startTransport } from "./testing/start-listener.ts";
import { startTransports } from "./testing/started.ts";
import { WireClient } from "./testing/wire-client.ts";

const transports = startTransports();
const { start, client, keep } = transports;
afterEach(() => transports.close());

/** An unmodified Baileys socket with nothing but a URL, and an agent when there is a CA to trust. */
function baileys(url: string, agent?: Agent): ReturnType<typeof makeWASocket> {
  const keys = new Map<string, unknown>();
  const socket = makeWASocket({
    waWebSocketUrl: url,
    logger: pino({ level: "silent" }),
    auth: {
      creds: initAuthCreds(),
      keys: { get: async () => ({}), set: async (data) => void keys.set("last", data) },
    },
    ...(agent === undefined ? {} : { agent }),
  });
  keep({ close: () => socket.end(undefined) });
  return socket;
}

test.each(["ws", "wss"])("an unmodified Baileys socket registers over %s", async (protocol) => {
  const transport = await start();
  WA_CERT_DETAILS.PUBLIC_KEY = transport.rootKey;
  const socket =
    protocol === "ws" ? baileys(transport.url) : baileys(transport.secureUrl, new Agent({ ca: transport.caPem }));
  await expect.poll(() => transport.arrivals.length).toBe(1);
  const { hello, connection } = transport.arrivals[0]!;
  const { creds } = socket.authState;
  expect(hello.routingInfo).toBeNull();
  expect(hello.clientKey).toEqual(Buffer.from(creds.noiseKey.public));
  expect(connection.clientKey).toEqual(hello.clientKey);
  const { devicePairingData: registration } = hello.payload;
  expect(Buffer.from(registration!.eIdent!)).toEqual(Buffer.from(creds.signedIdentityKey.public));
  const signed = Buffer.concat([Buffer.from([5]), registration!.eSkeyVal!]);
  expect(verifySignature(registration!.eIdent!, signed, registration!.eSkeySig!)).toBe(true);
});

test("Baileys refuses the wss address when it does not trust the sandbox's CA", async () => {
  const transport = await start();
  const socket = baileys(transport.secureUrl);
  const closed = await new Promise<Error | undefined>((resolve) => {
    socket.ev.on("connection.update", ({ connection, lastDisconnect }) => {
      if (connection === "close") resolve(lastDisconnect?.error);
    });
  });
  expect(closed?.message).toContain("certificate");
  expect(transport.arrivals).toEqual([]);
});

test("one port answers http, https, ws and wss", async () => {
  const app = Fastify();
  app.get("/hello", async ({ url, protocol }) => `${protocol} ${url}`);
  await app.ready();
  keep(app);
  const transport = await start({ handleHttp: app.routing });
  const plain = await fetch(`http://127.0.0.1:${transport.port}/hello?x=1`);
  expect(await plain.text()).toBe("http /hello?x=1");
  const dispatcher = new Dispatcher({ connect: { ca: transport.caPem } });
  keep(dispatcher);
  const secure = await fetch(`https://localhost:${transport.port}/hello`, { dispatcher });
  expect(await secure.text()).toBe("https /hello");
  const agent = new Agent({ ca: transport.caPem });
  const addresses = [
    [transport.url, {}],
    [`${transport.url}?ED=abc`, {}],
    [transport.secureUrl, { agent }],
  ] as const;
  for (const [index, [url, webSocket]] of addresses.entries()) {
    const wireClient = await client(url, { webSocket });
    wireClient.send(element("presence"));
    await expect.poll(() => transport.arrivals[index]?.stanzas.length).toBe(1);
  }
});

test("a large upload and several requests on one TLS connection arrive whole", async () => {
  const transport = await start({
    handleHttp: (request, response) => {
      let length = 0;
      request.on("data", (bytes: Buffer) => (length += bytes.length));
      request.on("end", () => response.end(String(length)));
    },
  });
  const dispatcher = new Dispatcher({ connections: 1, connect: { ca: transport.caPem } });
  keep(dispatcher);
  for (const size of [3_000_000, 1, 70_000]) {
    const answer = await fetch(`https://127.0.0.1:${transport.port}/mms/image/x`, {
      method: "POST",
      body: Buffer.alloc(size, 7),
      dispatcher,
    });
    expect(await answer.text()).toBe(String(size));
  }
});

test("a WebSocket on another path gets 404", async () => {
  const transport = await start();
  const socket = new WebSocket(`ws://127.0.0.1:${transport.port}/ws/other`);
  socket.on("error", () => {});
  const status = await new Promise((resolve) =>
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode);
      socket.terminate();
    }),
  );
  expect(status).toBe(404);
});

test("the certificate covers WhatsApp's media host, and hosts that were asked for", async () => {
  const transport = await start({ certifiedHosts: ["sandbox.internal", "fd00::12"] });
  for (const servername of ["mmg.whatsapp.net", "media.whatsapp.net", "sandbox.internal", "graph.facebook.com"]) {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      getSecurely(
        { host: "127.0.0.1", port: transport.port, servername, ca: transport.caPem, headers: { host: servername } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).on("error", reject);
    });
    expect(answer).toBe(200);
  }
});

test("who says nothing is cut off: before the first byte, in the TLS handshake and in the Noise handshake", async () => {
  const transport = await start({ silenceMs: 50 });
  const silent = ended(connect(transport.port, "127.0.0.1"));
  const halfSecure = connect(transport.port, "127.0.0.1");
  halfSecure.write(Buffer.from([0x16, 3, 1]));
  const socket = new WebSocket(transport.url);
  await Promise.all([silent, ended(halfSecure), new Promise((resolve) => socket.once("close", resolve))]);
  expect(transport.world.transcript.entries.map(({ note }) => note)).toEqual(["no handshake within 50 ms"]);
});

test("what only begins like TLS, or is no HTTP, is cut off and harms nobody", async () => {
  const transport = await start();
  const neighbour = await client(transport.secureUrl, { webSocket: { ca: transport.caPem } });
  const garbage = [Buffer.concat([Buffer.from([0x16, 3, 1, 0, 20]), Buffer.alloc(20, 255)]), Buffer.from([0, 1, 2, 3])];
  for (const bytes of garbage) {
    const socket = connect(transport.port, "127.0.0.1");
    socket.write(bytes);
    await ended(socket);
  }
  neighbour.send(element("presence"));
  await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(1);
});

test("a slow answer to an http request is not taken for silence", async () => {
  let answer = (): void => {};
  let hear = (): void => {};
  const transport = await start({
    silenceMs: 30,
    handleHttp: (_request, response) => {
      answer = () => response.end("late");
      hear();
    },
  });
  const asked = new Promise<void>((resolve) => (hear = resolve));
  const text = fetch(`http://127.0.0.1:${transport.port}/`).then((response) => response.text());
  await asked;
  // Who says nothing was cut off for it; the request is as old as that.
  await ended(connect(transport.port, "127.0.0.1"));
  answer();
  expect(await text).toBe("late");
});

test("a restart on the same data directory keeps the root key and the CA that clients trust", async () => {
  const directory = await mkdtemp(join(tmpdir(), "waxwing-transport-"));
  keep({ close: () => rm(directory, { recursive: true }) });
  const trusted: { rootKey: Buffer; caPem: string }[] = [];
  for (const run of [1, 2]) {
    const store = await Store.open(directory);
    const transport = await startTransport({ store });
    const { rootKey, caPem } = transport;
    trusted.push({ rootKey, caPem });
    const [first] = trusted;
    const wireClient = await WireClient.connect(transport.secureUrl, { webSocket: { ca: first!.caPem } });
    wireClient.send(element("presence", { id: run }));
    await expect.poll(() => transport.arrivals[0]?.stanzas.length).toBe(1);
    await transport.close();
    await store.close();
  }
  expect(trusted[1]).toEqual(trusted[0]);
});

test("closing cuts everybody off and frees the port", async () => {
  const transport = await startTransport();
  const wireClient = await WireClient.connect(transport.url);
  const secure = await WireClient.connect(transport.secureUrl, { webSocket: { ca: transport.caPem } });
  const idle = connect(transport.port, "127.0.0.1");
  await new Promise((resolve) => idle.once("connect", resolve));
  const keptAlive = await new Promise((resolve) => get(`http://127.0.0.1:${transport.port}/`, resolve));
  expect(keptAlive).toBeDefined();
  await transport.close();
  await Promise.all([wireClient.closed, secure.closed]);
  await expect.poll(() => transport.closed.length).toBe(2);
  const again = await start({ port: transport.port });
  expect(again.port).toBe(transport.port);
});
