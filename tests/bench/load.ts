import { connect } from "node:net";

/** What a run of requests gave. */
export interface LoadResult {
  readonly answered: number;
  /** Answers whose status was not the expected one. */
  readonly refused: number;
  readonly elapsedMs: number;
  /** The first refusal, for people. */
  readonly firstRefusal: string | undefined;
}

export interface LoadOptions {
  readonly port: number;
  readonly concurrency: number;
  /** The next request, whole; undefined when there is no more. */
  readonly next: () => Buffer | undefined;
  readonly expectedStatus: number;
  /**
   * Never lets this process sleep. A write to a sleeping process makes the writer wake it (20 µs and more on a virtual
   * machine), so that a slower server would pay for the client's naps and a faster one would not.
   */
  readonly staysAwake?: boolean;
}

const endOfHead = Buffer.from("\r\n\r\n");

/**
 * Sends requests over `concurrency` kept-alive connections, one at a time on each. Written for benchmarks on few cores:
 * an HTTP client of the usual kind costs as much CPU per call as the server under test.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const startedAt = performance.now();
  const outcome = { answered: 0, refused: 0, firstRefusal: undefined as string | undefined };
  let isDone = false;
  const stayAwake = (): void => {
    if (!isDone) setImmediate(stayAwake);
  };
  if (options.staysAwake === true) stayAwake();
  try {
    await Promise.all(Array.from({ length: options.concurrency }, () => runConnection(options, outcome)));
  } finally {
    isDone = true;
  }
  return { ...outcome, elapsedMs: performance.now() - startedAt };
}

interface Outcome {
  answered: number;
  refused: number;
  firstRefusal: string | undefined;
}

function runConnection({ port, next, expectedStatus }: LoadOptions, outcome: Outcome): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let received: Buffer | undefined;

    const writeNext = (): void => {
      const request = next();
      if (request !== undefined) socket.write(request);
      else {
        socket.end();
        resolve();
      }
    };
    socket.on("connect", writeNext);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection in the middle of the load")));
    socket.on("data", (chunk) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
      const answer = wholeAnswer(received);
      if (answer === undefined) return;
      outcome.answered += 1;
      if (answer.status !== expectedStatus) {
        outcome.refused += 1;
        outcome.firstRefusal ??= received.toString("utf8");
      }
      received = undefined;
      writeNext();
    });
  });
}

/** The answer when it has come to its end; all servers measured here announce their length. */
function wholeAnswer(received: Buffer): { status: number } | undefined {
  const headEnd = received.indexOf(endOfHead);
  if (headEnd < 0) return undefined;
  const head = received.toString("latin1", 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length:\n${head}`);
  if (received.length < headEnd + endOfHead.length + Number(length)) return undefined;
  return { status: Number(head.slice(9, 12)) };
}

/** One HTTP/1.1 request as bytes. */
export function requestBytes(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string | Buffer,
): Buffer {
  const content = Buffer.from(body ?? "");
  const lines = [
    `${method} ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`),
  ];
  if (body !== undefined) lines.push("content-type: application/json", `content-length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), content]);
}
