import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { EngineInstance, InstanceProxy } from "@waxwing/core";
import { type Cidr, toCidrs } from "@waxwing/outbound";
import { afterEach, expect, test } from "vitest";
import { startHttpProxy, startSocksProxy, type TestProxy } from "./testing/proxy-servers.ts";
import { patient, useWebFixture } from "./testing/web-fixture.ts";
import { createTransport, type Transport } from "./transport.ts";

const fixture = useWebFixture();
const proxies: TestProxy[] = [];
const transports: Transport[] = [];
const loopback: readonly Cidr[] = toCidrs(["127.0.0.0/8"]);

afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.close();
  for (const proxy of proxies.splice(0)) await proxy.close();
});

function transportTo(webSocketUrl: string, allowPrivate = loopback): Transport {
  const transport = createTransport({ webSocketUrl, caPem: fixture.sandbox.caPem, allowPrivate });
  transports.push(transport);
  return transport;
}

async function httpProxy(password = "secret"): Promise<{ server: TestProxy; proxy: InstanceProxy }> {
  const server = await startHttpProxy("me", "secret");
  proxies.push(server);
  return { server, proxy: { protocol: "http", host: "127.0.0.1", port: server.port, username: "me", password } };
}

async function socksProxy(): Promise<{ server: TestProxy; proxy: InstanceProxy }> {
  const server = await startSocksProxy();
  proxies.push(server);
  const address = { protocol: "socks5", host: "127.0.0.1", port: server.port } as const;
  return { server, proxy: { ...address, username: null, password: null } };
}

/** The status with which a file that is not there is answered. */
async function download(transport: Transport, proxy: InstanceProxy | null): Promise<number> {
  const way = transport.through(proxy);
  try {
    return (await fetch("https://mmg.whatsapp.net/nothing", way.socket.options)).status;
  } finally {
    await way.close();
  }
}

test.each([
  ["http", httpProxy],
  ["socks5", socksProxy],
] as const)("an instance with a %s proxy reaches WhatsApp and its media through it only", async (_, start) => {
  const { server, proxy } = await start();
  const transport = transportTo(fixture.sandbox.secureWebSocketUrl);
  fixture.use({ environment: { transport } });
  const instance = fixture.instance("one", { proxy });
  await fixture.pair(instance, "15550000001");
  const { host, port } = fixture.sandbox;
  expect(new Set(server.tunnels)).toEqual(new Set([`${host}:${port}`]));
  const before = server.tunnels.length;
  expect(await download(transport, proxy)).toBe(await download(transport, null));
  expect(server.tunnels.length).toBe(before + 1);
});

test("an instance without a proxy takes the one for all, also in a private network; its own is taken instead", async () => {
  const { server: common, proxy: defaultProxy } = await httpProxy();
  const { server: own, proxy } = await socksProxy();
  const { secureWebSocketUrl: webSocketUrl, caPem, host, port } = fixture.sandbox;
  const narrow = createTransport({ webSocketUrl, caPem, allowPrivate: [], defaultProxy });
  const transport = createTransport({ webSocketUrl, caPem, allowPrivate: loopback, defaultProxy });
  transports.push(narrow, transport);
  fixture.use({ environment: { transport: narrow } });
  await fixture.pair(fixture.instance("one"), "15550000001");
  expect(new Set(common.tunnels)).toEqual(new Set([`${host}:${port}`]));
  const before = common.tunnels.length;
  await download(transport, proxy);
  expect([common.tunnels.length, own.tunnels.length]).toEqual([before, 1]);
  await download(transport, null);
  expect(common.tunnels.length).toBe(before + 1);
});

test("TLS without a proxy trusts the given authority, and no other server", async () => {
  const transport = transportTo(fixture.sandbox.secureWebSocketUrl);
  fixture.use({ environment: { transport } });
  await fixture.pair(fixture.instance("one"), "15550000001");

  const strict = createTransport({ webSocketUrl: fixture.sandbox.secureWebSocketUrl, allowPrivate: [] });
  transports.push(strict);
  await expect(download(strict, null)).rejects.toThrow();
});

test("a proxy that refuses does not log the device out: it is tried again", async () => {
  const { proxy } = await httpProxy("wrong");
  fixture.use({ pairingWaitMs: 500, environment: { transport: transportTo(fixture.sandbox.webSocketUrl) } });
  const instance = fixture.instance("one", { proxy });
  await expect(fixture.connections.connect(instance, undefined, patient)).rejects.toMatchObject({
    code: "WHATSAPP_UNAVAILABLE",
  });
  await fixture.reported(instance, "unreachable");
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "connecting", statusReason: 407 });
  await expect(download(transportTo(fixture.sandbox.webSocketUrl), proxy)).rejects.toThrow();
});

test.each(["127.0.0.1", "::1", "169.254.169.254"])("a proxy at %s is refused unless it is allowed", async (host) => {
  fixture.use({ environment: { transport: transportTo(fixture.sandbox.webSocketUrl, []) } });
  const proxy: InstanceProxy = { protocol: "http", host, port: 1, username: null, password: null };
  const instance = fixture.instance("one", { proxy });
  await expect(fixture.connections.connect(instance, undefined, patient)).rejects.toMatchObject({
    code: "WHATSAPP_UNAVAILABLE",
    details: { reasonCode: "proxy_refused" },
  });
});

test("another proxy is used at once; the device stays", async () => {
  fixture.use({ environment: { transport: transportTo(fixture.sandbox.webSocketUrl) } });
  const instance = fixture.instance("one");
  await fixture.pair(instance, "15550000001");
  const { server, proxy } = await httpProxy();
  const { length } = fixture.reports(instance);
  const changed: EngineInstance = fixture.change(instance, { proxy });
  fixture.connections.reconfigured(changed);
  await fixture.until(() => fixture.reports(instance).length > length && fixture.isOpen(instance), "open again");
  expect(server.tunnels.length).toBeGreaterThan(0);
  expect(fixture.sandbox.account("15550000001").devices).toMatchObject([{ id: 1, isConnected: true }]);
});

test("a proxy is checked by one connection to WhatsApp; one that refuses, or is not there, is invalid", async () => {
  const { host, port } = fixture.sandbox;
  for (const start of [httpProxy, socksProxy]) {
    const { server, proxy } = await start();
    await transportTo(fixture.sandbox.secureWebSocketUrl).checkProxy(proxy, patient);
    await transportTo(fixture.sandbox.webSocketUrl).checkProxy(proxy, patient);
    expect(new Set(server.tunnels)).toEqual(new Set([`${host}:${port}`]));
  }
  const transport = transportTo(fixture.sandbox.secureWebSocketUrl);
  const { proxy: refusing } = await httpProxy("wrong");
  await expect(transport.checkProxy(refusing, patient)).rejects.toMatchObject({ code: "PROXY_INVALID" });
  const { server, proxy: gone } = await socksProxy();
  await server.close();
  await expect(transport.checkProxy(gone, patient)).rejects.toMatchObject({ code: "PROXY_INVALID" });
});

test("a proxy that leads to another server than WhatsApp's is invalid", async () => {
  const strict = createTransport({ webSocketUrl: fixture.sandbox.secureWebSocketUrl, allowPrivate: loopback });
  transports.push(strict);
  const { proxy } = await httpProxy();
  await expect(strict.checkProxy(proxy, patient)).rejects.toMatchObject({ code: "PROXY_INVALID" });
});

test.each(["127.0.0.1", "localhost"])("a proxy at %s is not even tried unless it is allowed", async (host) => {
  const { server, proxy } = await httpProxy();
  const transport = transportTo(fixture.sandbox.webSocketUrl, []);
  await expect(transport.checkProxy({ ...proxy, host }, patient)).rejects.toMatchObject({ code: "URL_NOT_ALLOWED" });
  expect(server.tunnels).toEqual([]);
});

test("a caller that leaves does not wait for a proxy that does not answer", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const proxy = { protocol: "http", host: "127.0.0.1", port, username: null, password: null } as const;
  const leaving = new AbortController();
  const checked = transportTo(fixture.sandbox.webSocketUrl).checkProxy(proxy, leaving.signal);
  const [socket] = (await once(silent, "connection")) as [Socket];
  const ended = once(socket.resume(), "close");
  leaving.abort(new Error("the caller left"));
  await expect(checked).rejects.toThrow("the caller left");
  await ended;
  silent.close();
});
