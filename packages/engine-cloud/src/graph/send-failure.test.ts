import { EventEmitter, once } from "node:events";
import type { RequestListener } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { WaxwingError } from "@waxwing/contract";
import { afterEach, describe, expect, it } from "vitest";
import { type CloudEngine, createCloudEngine } from "../cloud-engine.ts";
import { bodyOf, engineInstance, outgoingText, recordingLog, sendThrough, serve } from "../testing.ts";

const never = new AbortController().signal;
const token = "EAAG-a-secret-that-nobody-may-see";
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function engineFor(graphUrl: string, options: { timeoutMs?: number; connections?: number } = {}): CloudEngine {
  const engine = createCloudEngine({
    graphUrl,
    graphVersion: "v23.0",
    serverUrl: "http://localhost:8080",
    timeoutMs: 1_000,
    log: recordingLog(),
    ...options,
  });
  closing.push(() => engine.close());
  return engine;
}

async function graphThat(listener: RequestListener): Promise<string> {
  const server = await serve(listener);
  closing.push(server.close);
  return server.url;
}

async function failureOf(engine: CloudEngine, signal = never): Promise<WaxwingError> {
  const error = await sendThrough(engine, engineInstance({ credentials: token }), outgoingText(), signal).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WaxwingError)) throw new Error("no typed error", { cause: error });
  return error;
}

function answering(status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

const graphBody = (error: object): string => JSON.stringify({ error: { type: "OAuthException", ...error } });

describe("errors that Graph answers", () => {
  it.each([
    [401, 190, "WHATSAPP_CREDENTIALS_REJECTED"],
    [400, 190, "WHATSAPP_CREDENTIALS_REJECTED"],
    [400, 102, "WHATSAPP_CREDENTIALS_REJECTED"],
    [401, 0, "WHATSAPP_CREDENTIALS_REJECTED"],
    [500, 3, "WHATSAPP_CREDENTIALS_REJECTED"],
    [403, 10, "WHATSAPP_CREDENTIALS_REJECTED"],
    [403, 200, "WHATSAPP_CREDENTIALS_REJECTED"],
    [403, 299, "WHATSAPP_CREDENTIALS_REJECTED"],
    [403, 131005, "WHATSAPP_CREDENTIALS_REJECTED"],
    [401, 999_999, "WHATSAPP_CREDENTIALS_REJECTED"],
    [400, 4, "WHATSAPP_RATE_LIMITED"],
    [400, 17, "WHATSAPP_RATE_LIMITED"],
    [400, 613, "WHATSAPP_RATE_LIMITED"],
    [400, 80007, "WHATSAPP_RATE_LIMITED"],
    [429, 130429, "WHATSAPP_RATE_LIMITED"],
    [400, 131048, "WHATSAPP_RATE_LIMITED"],
    [400, 131056, "WHATSAPP_RATE_LIMITED"],
    [429, 999_999, "WHATSAPP_RATE_LIMITED"],
    [500, 1, "WHATSAPP_UNAVAILABLE"],
    [503, 2, "WHATSAPP_UNAVAILABLE"],
    [500, 131000, "WHATSAPP_UNAVAILABLE"],
    [503, 131016, "WHATSAPP_UNAVAILABLE"],
    [400, 131016, "WHATSAPP_UNAVAILABLE"],
    [400, 1, "WHATSAPP_REJECTED"],
    [400, 33, "WHATSAPP_REJECTED"],
    [400, 100, "WHATSAPP_REJECTED"],
    [403, 368, "WHATSAPP_REJECTED"],
    [400, 131026, "WHATSAPP_REJECTED"],
    [400, 131030, "WHATSAPP_REJECTED"],
    [400, 131047, "WHATSAPP_REJECTED"],
    [404, 132001, "WHATSAPP_REJECTED"],
    [200, 131026, "WHATSAPP_REJECTED"],
  ] as const)("HTTP %i with code %i is %s", async (status, code, expected) => {
    const url = await graphThat(answering(status, graphBody({ code, message: "As Meta says" })));
    const error = await failureOf(engineFor(url));
    expect(error).toMatchObject({ code: expected, details: { whatsapp: { code, message: "As Meta says" } } });
    expect(error.message).toContain("As Meta says");
  });

  it("believes Graph that a refusal is for now only", async () => {
    const url = await graphThat(answering(400, graphBody({ code: 1, message: "Try later", is_transient: true })));
    expect((await failureOf(engineFor(url))).code).toBe("WHATSAPP_UNAVAILABLE");
  });

  it("says how long to wait, from Retry-After", async () => {
    const body = graphBody({ code: 130429, message: "Rate limit hit" });
    const url = await graphThat(answering(429, body, { "retry-after": "17" }));
    expect((await failureOf(engineFor(url))).details).toMatchObject({ retryAfterSeconds: 17 });
  });

  it("says how long to wait, from Meta's usage header in minutes", async () => {
    const usage = JSON.stringify({
      "987": [{ type: "whatsapp", call_count: 100, estimated_time_to_regain_access: 19 }],
    });
    const body = graphBody({ code: 80007, message: "Rate limit issues" });
    const url = await graphThat(answering(400, body, { "x-business-use-case-usage": usage }));
    expect((await failureOf(engineFor(url))).details).toMatchObject({ retryAfterSeconds: 1140 });
  });

  it("blacks out the access token, which Graph repeats when it is malformed", async () => {
    const error = graphBody({
      code: 190,
      message: `Malformed access token ${token}`,
      error_data: { details: `${token}?` },
    });
    const failure = await failureOf(engineFor(await graphThat(answering(401, error))));
    expect(JSON.stringify([failure, failure.message, failure.stack])).not.toContain(token);
    expect(failure.details?.whatsapp?.message).toBe("Malformed access token [access token]");
  });
});

describe("answers that are not Graph's", () => {
  it.each([
    [200, "", "SEND_OUTCOME_UNKNOWN"],
    [200, "<html>", "SEND_OUTCOME_UNKNOWN"],
    [200, "{}", "SEND_OUTCOME_UNKNOWN"],
    [200, '{"messages":[]}', "SEND_OUTCOME_UNKNOWN"],
    [200, '{"messages":[{"id":""}]}', "SEND_OUTCOME_UNKNOWN"],
    [204, "", "SEND_OUTCOME_UNKNOWN"],
    [303, "", "SEND_OUTCOME_UNKNOWN"],
    [408, "", "SEND_OUTCOME_UNKNOWN"],
    [500, "<html>", "SEND_OUTCOME_UNKNOWN"],
    [502, '{"error":"bad gateway"}', "SEND_OUTCOME_UNKNOWN"],
    [504, "null", "SEND_OUTCOME_UNKNOWN"],
    [301, "", "WHATSAPP_UNAVAILABLE"],
    [307, "", "WHATSAPP_UNAVAILABLE"],
    [401, "<html>", "WHATSAPP_CREDENTIALS_REJECTED"],
    [403, "<html>", "WHATSAPP_REJECTED"],
    [404, "{}", "WHATSAPP_REJECTED"],
    [429, "", "WHATSAPP_RATE_LIMITED"],
  ] as const)("HTTP %i with %j is %s", async (status, body, expected) => {
    const error = await failureOf(engineFor(await graphThat(answering(status, body))));
    expect(error).toMatchObject({ code: expected, details: { httpStatus: status } });
  });

  it("falls back to the number when Graph names no WhatsApp id", async () => {
    for (const contacts of [undefined, [], [{}], [{ wa_id: null }], "x"]) {
      const url = await graphThat(answering(200, JSON.stringify({ contacts, messages: [{ id: "wamid.1" }] })));
      expect(await sendThrough(engineFor(url), engineInstance(), outgoingText(), never)).toEqual({
        messageId: "wamid.1",
        remoteJid: "5511999999999@s.whatsapp.net",
      });
    }
  });
});

describe("no answer", () => {
  async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      closing.push(async () => void socket.destroy());
      socket.on("error", () => {});
      onConnection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    return (server.address() as AddressInfo).port;
  }

  it("is known unsent when the connection is refused", async () => {
    const server = await serve(() => {});
    await server.close();
    expect(await failureOf(engineFor(server.url))).toMatchObject({
      code: "WHATSAPP_UNAVAILABLE",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("is known unsent when the name does not resolve", async () => {
    const error = await failureOf(engineFor("http://graph.invalid", { timeoutMs: 5_000 }));
    expect(error.code).toBe("WHATSAPP_UNAVAILABLE");
  });

  it("is known unsent when TLS fails", async () => {
    const port = await tcpServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await failureOf(engineFor(`https://127.0.0.1:${port}`))).code).toBe("WHATSAPP_UNAVAILABLE");
  });

  it("is known unsent when the connection does not come up in time", async () => {
    const port = await tcpServer(() => {});
    expect((await failureOf(engineFor(`https://127.0.0.1:${port}`, { timeoutMs: 200 }))).code).toBe(
      "WHATSAPP_UNAVAILABLE",
    );
  });

  it("is in doubt when the server resets the socket after the request", async () => {
    const url = await graphThat((request) => void bodyOf(request).then(() => request.socket.resetAndDestroy()));
    expect((await failureOf(engineFor(url))).code).toBe("SEND_OUTCOME_UNKNOWN");
  });

  it("is in doubt when the answer breaks off", async () => {
    const url = await graphThat((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"messages":', () => request.socket.destroy());
    });
    expect((await failureOf(engineFor(url))).code).toBe("SEND_OUTCOME_UNKNOWN");
  });

  it("is in doubt when the answer is over 1 MiB", async () => {
    const url = await graphThat(answering(200, " ".repeat(1_100_000)));
    expect((await failureOf(engineFor(url))).code).toBe("SEND_OUTCOME_UNKNOWN");
  });

  it("uses a new socket after the server closed an idle one", async () => {
    let idle: (() => void) | undefined;
    const url = await graphThat((request, response) => {
      idle = () => request.socket.end();
      response.end(JSON.stringify({ messages: [{ id: "wamid.1" }] }));
    });
    const engine = engineFor(url);
    for (let i = 0; i < 20; i++) {
      expect((await sendThrough(engine, engineInstance(), outgoingText(), never)).messageId).toBe("wamid.1");
      idle?.();
    }
  });
});

describe("a caller that goes away", () => {
  /** Graph that holds each request until told. */
  async function holdingGraph() {
    const requests: (() => void)[] = [];
    const arrivals = new EventEmitter();
    const url = await graphThat((_request, response) => {
      requests.push(() => void response.end(JSON.stringify({ messages: [{ id: "wamid.1" }] })));
      arrivals.emit("request");
    });
    const arrived = async (count: number): Promise<void> => {
      while (requests.length < count) await once(arrivals, "request");
    };
    return { url, requests, arrived };
  }

  it("before the call sends nothing", async () => {
    const { url, requests } = await holdingGraph();
    expect((await failureOf(engineFor(url), AbortSignal.abort())).code).toBe("REQUEST_CANCELLED");
    expect(requests).toEqual([]);
  });

  it("while its message waits for a socket sends nothing", async () => {
    const { url, requests, arrived } = await holdingGraph();
    const engine = engineFor(url, { connections: 1 });
    const first = sendThrough(engine, engineInstance(), outgoingText(), never);
    await arrived(1);
    const controller = new AbortController();
    const second = failureOf(engine, controller.signal);
    controller.abort(new WaxwingError("REQUEST_TIMEOUT"));
    expect((await second).code).toBe("REQUEST_TIMEOUT");
    requests[0]?.();
    await first;
    // The pool is first in, first out: when the third is answered, the second has had its turn.
    const third = sendThrough(engine, engineInstance(), outgoingText(), never);
    await arrived(2);
    requests[1]?.();
    await third;
    expect(requests.length).toBe(2);
  });

  it("after its message was written still learns what became of it", async () => {
    const { url, requests, arrived } = await holdingGraph();
    const controller = new AbortController();
    const sending = sendThrough(engineFor(url), engineInstance(), outgoingText(), controller.signal);
    await arrived(1);
    controller.abort();
    requests[0]?.();
    expect((await sending).messageId).toBe("wamid.1");
  });
});

it("refuses to send once it is closed, and sends nothing", async () => {
  const engine = engineFor("http://127.0.0.1:9");
  await engine.close();
  expect((await failureOf(engine)).code).toBe("WHATSAPP_UNAVAILABLE");
});
