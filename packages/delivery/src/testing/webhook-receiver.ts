import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that a receiver has read. */
export interface ReceivedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { id: string; sequence: number; type: string; data: unknown; destination: string } & Record<
    string,
    unknown
  >;
  readonly atMs: number;
  /** What was answered; 0 while nothing was. */
  status: number;
}

/** What a receiver answers: a status, or its own handling. */
export type Answer = (
  request: ReceivedRequest,
  response: ServerResponse,
) => number | undefined | Promise<number | undefined>;

/** A real HTTP server on loopback that keeps what it gets. */
export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly requests: ReceivedRequest[];
  answer: Answer;
  /** Requests that are being answered. */
  running: number;
  mostRunning: number;
  /** Resolves when the condition holds; looks at each request and each answer. */
  until(condition: (receiver: WebhookReceiver) => boolean, timeoutMs?: number): Promise<void>;
  /** The sequences of accepted events, in the order of their first acceptance. */
  accepted(): ReceivedRequest[];
  close(): Promise<void>;
}

export async function startReceiver(answer: Answer = () => 200, port = 0): Promise<WebhookReceiver> {
  const waiting = new Set<() => void>();
  const receiver: WebhookReceiver = {
    url: "",
    port: 0,
    requests: [],
    answer,
    running: 0,
    mostRunning: 0,
    until(condition, timeoutMs = 20_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`not within ${timeoutMs} ms; ${receiver.requests.length} requests came`));
        }, timeoutMs);
        const look = (): void => {
          if (!condition(receiver)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    accepted() {
      const seen = new Set<string>();
      return receiver.requests.filter(({ status, body }) => {
        if (status < 200 || status > 299 || seen.has(body.id)) return false;
        seen.add(body.id);
        return true;
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((message, response) => {
    void handle(message, response);
  });
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) text += chunk;
    const request: ReceivedRequest = {
      url: message.url ?? "",
      headers: message.headers,
      body: JSON.parse(text),
      atMs: performance.now(),
      status: 0,
    };
    receiver.requests.push(request);
    receiver.running++;
    receiver.mostRunning = Math.max(receiver.mostRunning, receiver.running);
    look();
    const status = await receiver.answer(request, response);
    receiver.running--;
    if (typeof status === "number") {
      request.status = status;
      response.writeHead(status).end("ok");
    }
    look();
  };
  const look = (): void => {
    for (const waiter of [...waiting]) waiter();
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return Object.assign(receiver, { port: address.port, url: `http://127.0.0.1:${address.port}/hook` });
}
