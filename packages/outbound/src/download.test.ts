import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ResolveAddresses } from "./guarded-connector.ts";
import { createOutbound, type Outbound } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";

let answer: RequestListener;
let server: Server;
let base: string;
const connections = new Set<Socket>();
let outbound: Outbound;

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("error", () => {}).once("close", () => connections.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  outbound = createOutbound({ allowPrivate: ["127.0.0.0/8"], userAgent: "test" });
});

afterEach(async () => {
  await outbound.close();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** A stream that keeps what it gets, each chunk after a turn of the event loop. */
function memory(): Writable & { readonly text: () => string; readonly size: () => number } {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    highWaterMark: 1024,
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk);
      setImmediate(callback);
    },
  });
  return Object.assign(sink, {
    text: () => Buffer.concat(chunks).toString(),
    size: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  });
}

async function failureOf(promise: Promise<unknown>): Promise<OutboundError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error("expected an OutboundError", { cause: error });
  return error;
}

/** Writes blocks for as long as the other side takes them. */
const endless: RequestListener = (_request, response) => {
  const block = Buffer.alloc(65_536, "x");
  const pump = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on("drain", pump);
  pump();
};

describe("a download", () => {
  it("writes the whole body, at the pace of the stream, and ends it", async () => {
    answer = (_request, response) => response.end(Buffer.alloc(3_000_000, "a"));
    const sink = memory();
    const result = await outbound.download(`${base}/file`, sink, { maxBytes: 3_000_000 });
    expect([result.status, result.bytes, sink.size(), sink.writableFinished]).toEqual([
      200,
      3_000_000,
      3_000_000,
      true,
    ]);
  });

  it("follows redirects, relative ones too, and tells where it ended", async () => {
    answer = (request, response) => {
      if (request.url === "/a") response.writeHead(302, { location: "/b?x=1" }).end("not this");
      else if (request.url === "/b?x=1") response.writeHead(307, { location: `${base}/c` }).end();
      else response.end("there");
    };
    const sink = memory();
    const result = await outbound.download(`${base}/a`, sink);
    expect([result.url.pathname, sink.text()]).toEqual(["/c", "there"]);
  });

  it("gives up after as many redirects as are allowed", async () => {
    let count = 0;
    answer = (_request, response) => response.writeHead(302, { location: `/${++count}` }).end();
    const error = await failureOf(outbound.download(`${base}/0`, memory(), { maxRedirects: 3 }));
    expect([error.code, count]).toEqual(["TOO_MANY_REDIRECTS", 4]);
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data", "ADDRESS_NOT_ALLOWED"],
    ["http://10.0.0.1/", "ADDRESS_NOT_ALLOWED"],
    ["http://[::1]/", "ADDRESS_NOT_ALLOWED"],
    ["file:///etc/passwd", "URL_NOT_ALLOWED"],
    ["http://user:secret@127.0.0.1/", "URL_NOT_ALLOWED"],
    ["http://a b/", "URL_NOT_ALLOWED"],
  ])("refuses a redirect to %s", async (location, code) => {
    answer = (_request, response) => response.writeHead(301, { location }).end("body");
    const sink = memory();
    expect((await failureOf(outbound.download(`${base}/`, sink))).code).toBe(code);
    expect([sink.size(), sink.destroyed]).toEqual([0, true]);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("refuses a redirect to a name that leads to a private address", async () => {
    const resolve: ResolveAddresses = (_host, _options, callback) =>
      setImmediate(() => callback(null, [{ address: "10.1.2.3", family: 4 }]));
    const guarded = createOutbound({ allowPrivate: ["127.0.0.0/8"], userAgent: "test", resolve });
    answer = (_request, response) => response.writeHead(302, { location: "http://intern.example/" }).end();
    expect((await failureOf(guarded.download(`${base}/`, memory()))).code).toBe("ADDRESS_NOT_ALLOWED");
    await guarded.close();
  });

  it("writes nothing of an answer that is not 2xx, and closes its socket", async () => {
    answer = (_request, response) => {
      response.writeHead(404);
      endless(_request, response);
    };
    const sink = memory();
    const result = await outbound.download(`${base}/`, sink);
    expect([result.status, result.bytes, sink.size(), sink.destroyed]).toEqual([404, 0, 0, true]);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });
});

describe("limits of a download", () => {
  it("ends an endless body at the limit, and closes its socket", async () => {
    answer = endless;
    const sink = memory();
    const error = await failureOf(outbound.download(`${base}/`, sink, { maxBytes: 500_000 }));
    expect([error.code, error.status, sink.destroyed]).toEqual(["RESPONSE_TOO_LARGE", 200, true]);
    expect(sink.size()).toBeLessThanOrEqual(500_000);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("refuses a content-length above the limit before the body", async () => {
    answer = (_request, response) => response.writeHead(200, { "content-length": String(10 * 2 ** 30) }).write("x");
    const sink = memory();
    expect((await failureOf(outbound.download(`${base}/`, sink, { maxBytes: 1000 }))).code).toBe("RESPONSE_TOO_LARGE");
    expect(sink.size()).toBe(0);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("does not take a body that is shorter than it says", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("part", () => response.destroy());
    };
    const sink = memory();
    expect((await failureOf(outbound.download(`${base}/`, sink))).code).toBe("CONNECTION_FAILED");
    expect(sink.destroyed).toBe(true);
  });

  it("counts all redirects in one time limit", async () => {
    answer = (_request, response) =>
      void setTimeout(() => response.writeHead(302, { location: "/again" }).end(), 60).unref();
    const error = await failureOf(outbound.download(`${base}/`, memory(), { timeoutMs: 150, maxRedirects: 50 }));
    expect(error.code).toBe("TIMEOUT");
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });

  it("stops on the caller's signal, on a stream that fails and on close, and closes the socket each time", async () => {
    answer = endless;
    const maxBytes = Number.MAX_SAFE_INTEGER;
    const controller = new AbortController();
    const first = memory();
    const aborted = failureOf(outbound.download(`${base}/`, first, { maxBytes, signal: controller.signal }));
    await vi.waitFor(() => expect(first.size()).toBeGreaterThan(0));
    controller.abort();
    expect((await aborted).code).toBe("ABORTED");
    await vi.waitFor(() => expect(connections.size).toBe(0));

    const full = new Writable({ write: (_chunk, _encoding, callback) => callback(new Error("disk full")) });
    const failed = await failureOf(outbound.download(`${base}/`, full, { maxBytes }));
    expect([failed.code, (failed.cause as Error).message]).toEqual(["SINK_FAILED", "disk full"]);
    const gone = memory();
    const left = failureOf(outbound.download(`${base}/`, gone, { maxBytes }));
    await vi.waitFor(() => expect(gone.size()).toBeGreaterThan(0));
    gone.destroy();
    expect((await left).code).toBe("SINK_FAILED");
    await vi.waitFor(() => expect(connections.size).toBe(0));

    const last = memory();
    const closed = failureOf(outbound.download(`${base}/`, last, { maxBytes }));
    await vi.waitFor(() => expect(last.size()).toBeGreaterThan(0));
    await outbound.close();
    expect([(await closed).code, last.destroyed]).toEqual(["CLOSED", true]);
    await vi.waitFor(() => expect(connections.size).toBe(0));
  });
});
