import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createOutbound, type Outbound } from "./outbound.ts";
import type { StreamedBody } from "./request-body.ts";

let answer: RequestListener;
let server: Server;
let url: string;
let outbound: Outbound;
/** How many bodies were begun, and how many of them are being read. */
let begun: number;
let reading: number;

beforeEach(async () => {
  begun = 0;
  reading = 0;
  server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  outbound = createOutbound({ allowPrivate: ["127.0.0.0/8"], userAgent: "waxwing-test/1", connectionsPerOrigin: 1 });
});
afterEach(async () => {
  await outbound.close();
  server.closeAllConnections();
  server.close();
});

function body(chunks: readonly string[], bytes = Buffer.byteLength(chunks.join(""))): StreamedBody {
  return {
    bytes,
    async *chunks() {
      begun++;
      reading++;
      try {
        for (const chunk of chunks) yield Buffer.from(chunk);
      } finally {
        reading--;
      }
    },
  };
}

const large = (): StreamedBody => body(Array.from({ length: 300 }, () => "x".repeat(65_536)));
const post = (streamed: StreamedBody, timeoutMs = 5000) =>
  outbound.fetch(url, { method: "POST", body: streamed, timeoutMs });

it("arrives as one body with its length, and the connection is used again", async () => {
  let connections = 0;
  server.on("connection", () => connections++);
  answer = async (request, response) => {
    response.setHeader("x-length", request.headers["content-length"] ?? "none");
    response.end(await buffer(request));
  };
  const first = await post(body(["olá ", "", "👋"]));
  expect([first.body.toString(), first.headers["x-length"]]).toEqual(["olá 👋", "9"]);
  expect((await post(body([]))).body.toString()).toBe("");
  expect([connections, reading]).toEqual([1, 0]);
});

it("is left when the receiver has answered without reading it, does not read, or the time is up", async () => {
  answer = (_request, response) => void response.writeHead(413).end();
  expect((await post(large())).status).toBe(413);
  await expect.poll(() => reading).toBe(0);

  answer = () => {};
  await expect(post(large(), 200)).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect.poll(() => reading).toBe(0);
});

it("is not begun for a request that was given up while it waited for a connection", async () => {
  answer = () => {};
  const first = post(body(["first"]), 400);
  await expect(post(body(["second"]), 100)).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect(first).rejects.toMatchObject({ code: "TIMEOUT" });
  expect([begun, reading]).toEqual([1, 0]);
});

it("of another length than it said, or that fails, fails the request", async () => {
  answer = async (request, response) => {
    await buffer(request).catch(() => undefined);
    response.end();
  };
  await expect(post(body(["too short"], 100))).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  await expect(post(body(["too long"], 3))).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  const failing: StreamedBody = {
    bytes: 10,
    async *chunks() {
      yield Buffer.from("half");
      throw new Error("the disk is gone");
    },
  };
  await expect(post(failing)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
});
