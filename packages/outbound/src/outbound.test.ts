import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ResolveAddresses } from "./guarded-connector.ts";
import { createOutbound, type Outbound, type OutboundOptions } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";

const LOOPBACK = ["127.0.0.0/8"];
const closers: (() => Promise<void>)[] = [];
let answer: RequestListener;
let server: Server;
let port: number;
let connections: Set<Socket>;
let connectionCount: number;

beforeEach(async () => {
  answer = (_request, response) => response.end("ok");
  connections = new Set();
  connectionCount = 0;
  server = createServer((request, response) => answer(request, response));
  port = await listen(server, connections, () => connectionCount++);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(target: TcpServer, open: Set<Socket>, onConnection = () => {}): Promise<number> {
  target.on("connection", (socket: Socket) => {
    onConnection();
    open.add(socket);
    socket.on("error", () => {}).once("close", () => open.delete(socket));
  });
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  closers.push(async () => {
    for (const socket of open) socket.destroy();
    target.close();
    await once(target, "close");
  });
  return (target.address() as AddressInfo).port;
}

function client(options: Partial<OutboundOptions> = {}): Outbound {
  const outbound = createOutbound({ allowPrivate: LOOPBACK, userAgent: "waxwing-test/1", ...options });
  closers.push(() => outbound.close());
  return outbound;
}

/** A resolver with fixed answers, one list for each call; the last one stays. */
function resolver(...answers: string[][]): ResolveAddresses & { calls: number } {
  const resolve = (_host: string, _options: object, callback: Parameters<ResolveAddresses>[2]) => {
    const addresses = answers[Math.min(resolve.calls++, answers.length - 1)] ?? [];
    setImmediate(() =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      ),
    );
  };
  resolve.calls = 0;
  return resolve;
}

async function failureOf(promise: Promise<unknown>): Promise<OutboundError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error("expected an OutboundError", { cause: error });
  return error;
}

describe("a request", () => {
  it("sends method, headers and body, and gives the whole answer", async () => {
    answer = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.setHeader("x-seen", JSON.stringify([request.method, request.url, request.headers]));
      response.writeHead(202, { "set-cookie": ["a=1", "b=2"] }).end(Buffer.concat(chunks));
    };
    const response = await client().fetch(`http://127.0.0.1:${port}/hook?x=ä#part`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Host: "elsewhere.example", Connection: "close", Expect: "x" },
      body: JSON.stringify({ text: "olá 👋" }),
    });
    expect(response.status).toBe(202);
    expect(response.body.toString()).toBe('{"text":"olá 👋"}');
    expect(response.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    const [method, url, headers] = JSON.parse(response.headers["x-seen"] as string);
    expect([method, url]).toEqual(["POST", "/hook?x=%C3%A4"]);
    expect(headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      "user-agent": "waxwing-test/1",
      "content-length": "20",
    });
    expect(headers.connection).toBe("keep-alive");
  });

  it("keeps connections and uses them again", async () => {
    const outbound = client();
    for (let i = 0; i < 20; i++) await outbound.fetch(`http://127.0.0.1:${port}/${i}`);
    // Two, as undici frees a socket one turn of the event loop after the answer.
    expect(connectionCount).toBeLessThanOrEqual(2);
  });

  it("never follows a redirect", async () => {
    const paths: (string | undefined)[] = [];
    answer = (request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    };
    const response = await client().fetch(`http://127.0.0.1:${port}/start`);
    expect([response.status, response.headers.location]).toEqual([302, `http://127.0.0.1:${port}/secret`]);
    expect(paths).toEqual(["/start"]);
  });

  it("keeps a user agent that the caller gives", async () => {
    answer = (request, response) => response.end(request.headers["user-agent"]);
    const { body } = await client().fetch(`http://127.0.0.1:${port}`, { headers: { "User-Agent": "mine" } });
    expect(body.toString()).toBe("mine");
  });

  it.each([
    { headers: { "x-bad": "a\r\nx-smuggled: 1" } },
    { headers: { "bad name": "a" } },
    { method: "GET / HTTP/1.1\r\n\r\nGET" },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 2 ** 31 },
  ])("refuses what cannot be sent: %j", async (request) => {
    const error = await failureOf(client().fetch(`http://127.0.0.1:${port}/`, request));
    expect(error.code).toBe("INVALID_REQUEST");
    expect(connectionCount).toBe(0);
  });
});

describe("the guard", () => {
  it.each(["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "localhost"])(
    "refuses %s before it connects",
    async (host) => {
      const outbound = client({ allowPrivate: [] });
      const error = await failureOf(outbound.fetch(`http://${host}:${port}/`));
      expect(error.code).toBe("ADDRESS_NOT_ALLOWED");
      expect(() => outbound.assertUrlAllowed(`http://${host}:${port}/`)).toThrow(OutboundError);
      expect(connectionCount).toBe(0);
    },
  );

  it("refuses a name that resolves to a private address, for http and https", async () => {
    for (const scheme of ["http", "https"]) {
      const outbound = client({ allowPrivate: [], resolve: resolver(["127.0.0.1"]) });
      const error = await failureOf(outbound.fetch(`${scheme}://hooks.example:${port}/`));
      expect(error.code).toBe("ADDRESS_NOT_ALLOWED");
      expect(error.message).toContain("hooks.example resolves to a loopback address");
      expect(error.message).not.toContain("127.0.0.1");
    }
    expect(connectionCount).toBe(0);
  });

  it("connects to the address that it checked, and asks the resolver once for each connection", async () => {
    // The second answer would be refused; a client that resolved again after its check would fail or reach it.
    const resolve = resolver(["127.0.0.1"], ["10.0.0.1"]);
    const outbound = client({ resolve });
    expect((await outbound.fetch(`http://hooks.example:${port}/`)).status).toBe(200);
    expect(resolve.calls).toBe(1);
    for (const socket of connections) socket.destroy();
    await vi.waitFor(async () => {
      const error = await failureOf(outbound.fetch(`http://hooks.example:${port}/`));
      expect(error.code).toBe("ADDRESS_NOT_ALLOWED");
    });
  });

  it("of several answers uses only those that are allowed", async () => {
    const resolve = resolver(["10.0.0.1", "::1", "127.0.0.1", "169.254.169.254"]);
    expect((await client({ resolve }).fetch(`http://hooks.example:${port}/`)).status).toBe(200);

    // The server listens on the refused address alone: it must not be tried, not even when the other one fails.
    const other = client({ allowPrivate: ["::1"], resolve: resolver(["127.0.0.1", "::1"]) });
    const before = connectionCount;
    expect((await failureOf(other.fetch(`http://hooks.example:${port}/`))).code).toBe("CONNECTION_FAILED");
    expect(connectionCount).toBe(before);
  });

  it.each([
    ["ftp://127.0.0.1/"],
    ["file:///etc/passwd"],
    ["javascript:alert(1)"],
    ["/relative"],
    [""],
    ["http://"],
    ["http://user:hunter2@127.0.0.1/"],
    ["http://hunter2@127.0.0.1/"],
    ["http://a b.example/hunter2"],
  ])("refuses the URL %s", async (url) => {
    const outbound = client();
    const error = await failureOf(outbound.fetch(url));
    expect(error.code).toBe("URL_NOT_ALLOWED");
    expect(JSON.stringify([error.message, error.cause, { ...error }])).not.toContain("hunter2");
    expect(() => outbound.assertUrlAllowed(url)).toThrow(OutboundError);
  });

  it("saves a public URL without asking DNS", () => {
    const resolve = resolver(["127.0.0.1"]);
    client({ allowPrivate: [], resolve }).assertUrlAllowed("https://hooks.example/path?token=1");
    expect(resolve.calls).toBe(0);
  });
});

describe("limits", () => {
  it.each([
    ["sends no headers", () => {}, undefined],
    ["stops in the body", (_q, r) => void r.writeHead(201).write("half"), 201],
    ["drips", (_q, r) => void setInterval(() => r.write("."), 20).unref(), 200],
  ] satisfies [string, RequestListener, number | undefined][])(
    "ends a receiver that %s, and closes its socket",
    async (_name, listener, status) => {
      answer = listener;
      const started = performance.now();
      const error = await failureOf(client().fetch(`http://127.0.0.1:${port}/hunter2`, { timeoutMs: 200 }));
      expect([error.code, error.status]).toEqual(["TIMEOUT", status]);
      expect(error.message).not.toContain("hunter2");
      expect(performance.now() - started).toBeLessThan(2000);
      await vi.waitFor(() => expect(connections.size).toBe(0));
    },
  );

  it("ends an infinite body at the size limit, and closes its socket", async () => {
    answer = (_request, response) => {
      const block = Buffer.alloc(65_536);
      const pump = () => {
        while (!response.destroyed && response.write(block));
      };
      response.on("drain", pump);
      pump();
    };
    const error = await failureOf(client().fetch(`http://127.0.0.1:${port}/`, { maxResponseBytes: 100_000 }));
    expect([error.code, error.status]).toEqual(["RESPONSE_TOO_LARGE", 200]);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("takes a body of exactly the limit", async () => {
    answer = (_request, response) => response.end(Buffer.alloc(1000));
    const outbound = client();
    expect((await outbound.fetch(`http://127.0.0.1:${port}/`, { maxResponseBytes: 1000 })).body.length).toBe(1000);
    expect((await failureOf(outbound.fetch(`http://127.0.0.1:${port}/`, { maxResponseBytes: 999 }))).code).toBe(
      "RESPONSE_TOO_LARGE",
    );
  });

  it("refuses headers without end", async () => {
    answer = (_request, response) => response.writeHead(200, { "x-long": "a".repeat(20_000) }).end();
    expect((await failureOf(client().fetch(`http://127.0.0.1:${port}/`))).code).toBe("RESPONSE_TOO_LARGE");
  });

  it("counts a resolver that never answers and a wait for a free connection", async () => {
    const silent = client({ resolve: () => {} });
    expect((await failureOf(silent.fetch("http://hooks.example/", { timeoutMs: 100 }))).code).toBe("TIMEOUT");

    answer = (request, response) => (request.url === "/slow" ? undefined : response.end());
    const single = client({ connectionsPerOrigin: 1 });
    const slow = single.fetch(`http://127.0.0.1:${port}/slow`, { timeoutMs: 400 });
    const queued = failureOf(single.fetch(`http://127.0.0.1:${port}/queued`, { timeoutMs: 100 }));
    expect((await queued).code).toBe("TIMEOUT");
    expect((await failureOf(slow)).code).toBe("TIMEOUT");
    expect((await single.fetch(`http://127.0.0.1:${port}/next`)).status).toBe(200);
  });
});

describe("ending", () => {
  it("stops on the caller's signal, before and while it runs, and closes the socket", async () => {
    answer = () => {};
    const outbound = client();
    const early = await failureOf(outbound.fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() }));
    expect([early.code, connectionCount]).toEqual(["ABORTED", 0]);

    const controller = new AbortController();
    const request = failureOf(outbound.fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal }));
    await vi.waitFor(() => expect(connections.size).toBe(1));
    controller.abort(new Error("changed my mind"));
    expect((await request).code).toBe("ABORTED");
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("close() ends running and connecting requests and all sockets", async () => {
    let hanging = 0;
    answer = (request, response) => void (request.url === "/idle" ? response.end() : hanging++);
    // Accepts TCP and never answers the TLS hello.
    const mute = new Set<Socket>();
    const mutePort = await listen(
      createTcpServer((socket) => socket.resume()),
      mute,
    );
    const outbound = client();
    await outbound.fetch(`http://127.0.0.1:${port}/idle`);
    const running = failureOf(outbound.fetch(`http://127.0.0.1:${port}/hang`));
    const connecting = failureOf(outbound.fetch(`https://127.0.0.1:${mutePort}/`));
    await vi.waitFor(() => expect([hanging, mute.size]).toEqual([1, 1]));
    await outbound.close();
    expect([(await running).code, (await connecting).code]).toEqual(["CLOSED", "CLOSED"]);
    await vi.waitFor(() => expect([connections.size, mute.size]).toEqual([0, 0]));
    expect((await failureOf(outbound.fetch(`http://127.0.0.1:${port}/idle`))).code).toBe("CLOSED");
    await outbound.close();
  });

  it("tells a refused connection, an unknown name, a cut answer and a foreign protocol apart", async () => {
    const refused = createTcpServer();
    const open = new Set<Socket>();
    const refusedPort = await listen(refused, open);
    closers.pop();
    refused.close();
    await once(refused, "close");
    const outbound = client();
    const first = await failureOf(outbound.fetch(`http://127.0.0.1:${refusedPort}/hunter2`));
    expect([first.code, first.message]).toEqual(["CONNECTION_FAILED", "127.0.0.1: connection failed (ECONNREFUSED)"]);

    const unknown: ResolveAddresses = (_host, _options, callback) =>
      setImmediate(() => callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []));
    expect((await failureOf(client({ resolve: unknown }).fetch("http://nowhere.example/"))).code).toBe(
      "NAME_NOT_RESOLVED",
    );
    expect((await failureOf(client({ resolve: resolver([]) }).fetch("http://nowhere.example/"))).code).toBe(
      "NAME_NOT_RESOLVED",
    );

    answer = (_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("part", () => response.destroy());
    };
    const cut = await failureOf(outbound.fetch(`http://127.0.0.1:${port}/`));
    expect([cut.code, cut.status]).toEqual(["CONNECTION_FAILED", 200]);

    const ssh = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    const sshPort = await listen(ssh, new Set());
    const foreign = await failureOf(outbound.fetch(`http://127.0.0.1:${sshPort}/`));
    expect([foreign.code, foreign.cause]).toEqual(["INVALID_RESPONSE", undefined]);
    expect((await failureOf(outbound.fetch(`https://127.0.0.1:${port}/`))).code).toBe("CONNECTION_FAILED");
  });
});
